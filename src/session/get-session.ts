import { accountOf } from '../aws/device.ts';
import type { Step } from '../aws/plan.ts';
import type { Session, User } from '../cache/entry.ts';
import type { Context } from '../context.ts';
import { cachedUser, lookInCache, planFor } from './progress.ts';
import type { ResolvedConfig } from './resolved-config.ts';

export interface Outcome {
  session: Session;
  /** Whether it is new: STS gave it in this run. */
  fresh: boolean;
  /** '' where the keys came from the environment. */
  profile: string;
  /** What the profile or `--region` names. */
  region: string | undefined;
  account: string | undefined;
  /** Where it may do less than its role: see `limitOf`. */
  limit?: string | undefined;
  /** The role of `--role-arn`, as it was typed. */
  roleArn?: string | undefined;
}

export interface Found {
  outcome: Outcome;
  /** The calls that lead to such a session; none where the device was unknown before this run. */
  steps: readonly Step[];
}

/** Device → plan → cache, and if that is not enough: code → STS → cache. @throws Failure */
export async function getSession(resolved: ResolvedConfig, context: Context): Promise<Found> {
  const progress = lookInCache(resolved, planFor(resolved), context);
  const { session, left, device, steps } = progress;
  const { limit, roleArn } = resolved.request;
  const about = { profile: resolved.selection.name, region: resolved.shellRegion, limit, roleArn };
  if (session && device !== undefined && left.length === 0) {
    await announceAgain(resolved, session);
    const known = account(resolved, device, () => cachedUser(resolved));
    return { steps, outcome: { ...about, session, fresh: false, account: known } };
  }
  context.watchSignals();
  const { renew } = await import('./renew.ts');
  const { device: used, user, ...renewed } = await renew(resolved, progress, context);
  const outcome = { ...about, ...renewed, account: account(resolved, used, () => user) };
  return { steps: used === device ? steps : [], outcome };
}

/** Another profile may have got this session: then this profile has no marker yet. */
async function announceAgain(resolved: ResolvedConfig, session: Session): Promise<void> {
  const { cache, selection } = resolved;
  if (cache.isMarked(selection.name, session.expires)) return;
  const { announce } = await import('./cache-session.ts');
  announce(resolved, session, 0);
}

/** The account of the session: the role's, else the user's, which the device names. */
const account = ({ selection }: ResolvedConfig, device: string, user: () => User): string | undefined =>
  accountOf(selection.roles.at(-1)?.arn ?? device) ?? user().account;
