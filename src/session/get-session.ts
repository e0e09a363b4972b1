import { accountOf } from '../aws/device.ts';
import type { Step } from '../aws/plan.ts';
import type { Session, User } from '../cache/types.ts';
import type { Context } from '../context.ts';
import { cachedUser, lookInCache, planFor } from './progress.ts';
import type { ResolvedConfig } from './resolve.ts';

/** What a command gets to give on. */
export interface Outcome {
  session: Session;
  /** Whether STS was asked for it just now. */
  fresh: boolean;
  /** '' where the keys came from the environment. */
  profile: string;
  /** What the profile or `--region` names. */
  region: string | undefined;
  account: string | undefined;
}

/** The session that was asked for. */
export interface Found {
  outcome: Outcome;
  /** The calls that lead to such a session; none where its device was not known before. */
  steps: readonly Step[];
}

/**
 * The whole story, once the configuration is resolved: device → plan → cache, and only then code → STS → cache.
 * @throws Failure
 */
export async function getSession(resolved: ResolvedConfig, context: Context): Promise<Found> {
  const progress = lookInCache(resolved, planFor(resolved), context);
  const { session, left, device, steps } = progress;
  const about = { profile: resolved.choice.name, region: resolved.shellRegion };
  if (session && device !== undefined && left.length === 0) {
    await announceAgain(resolved, session);
    const known = account(resolved, device, () => cachedUser(resolved));
    return { steps, outcome: { ...about, session, fresh: false, account: known } };
  }
  context.watchSignals();
  const { renew } = await import('./renew.ts');
  const { device: used, user, ...renewed } = await renew(resolved, progress, context);
  return { steps, outcome: { ...about, ...renewed, account: account(resolved, used, () => user) } };
}

/** Another profile may have got this session: new terminals of this one have not heard of it. */
async function announceAgain(resolved: ResolvedConfig, session: Session): Promise<void> {
  const { cache, choice } = resolved;
  if (cache.isMarked(choice.name, session.expires)) return;
  const { announce } = await import('./cache-session.ts');
  announce(resolved, session, 0);
}

/** The account that the session works in: the role's, else the device's, which is the user's. */
const account = ({ choice }: ResolvedConfig, device: string, user: () => User): string | undefined =>
  accountOf(choice.roles.at(-1)?.arn ?? device) ?? user().account;
