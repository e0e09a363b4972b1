import { errorKind } from '../aws/error-kind.ts';
import { firstRegion, mayBeOff } from '../aws/region.ts';
import { userOfArn } from '../cache/entry.ts';
import type { Context } from '../context.ts';
import { type Calls, openAwsCalls } from '../session/aws-calls.ts';
import { cachedUser } from '../session/progress.ts';
import { resolveConfig, sessionRequest } from '../session/resolve.ts';
import type { ResolvedConfig } from '../session/resolved-config.ts';
import { writeUser } from '../session/user.ts';
import { tildePath } from '../system/paths.ts';
import type { Caller, Change, Guide } from './guide.ts';

/** Asks AWS whose key the profile has. @throws Failure: what AWS or the network said */
export async function askUser(guide: Guide): Promise<Change> {
  const { resolved, ask, context, state } = guide;
  if (!resolved) return { isKnown: true };
  const change: Change = { isKnown: true };
  const calls = await openAwsCalls(resolved, context);
  try {
    guide.caller = await callerOf(resolved, calls, context);
  } catch (error) {
    guide.caller = errorKind(error) === 'unknown-key' ? await callerElsewhere(guide, resolved) : undefined;
    if (!guide.caller) throw await calls.explain(error);
    ask.found(`The region ${resolved.region} of profile ${state.profile} is not enabled in your account`);
    change.hasRegion = false;
  }
  tellOwnLine(guide);
  ask.found(`Profile ${state.profile}: ${nameOf(guide.caller)}`);
  if (isRoot(guide.caller))
    ask.found(['This is the key of the root user.', ...ROOT, 'Its sessions last one hour, and assume no role.']);
  return change;
}

/** Where a region is not enabled, AWS does not know the key there; the first region of the partition does. */
async function callerElsewhere({ context, state }: Guide, { region, settings }: ResolvedConfig) {
  const { profile = 'default' } = state;
  if (settings.region !== region || !mayBeOff(region)) return undefined;
  const first = firstRegion(region);
  const resolved = await resolveConfig(sessionRequest({ profile, region: first }), context);
  return await callerOf(resolved, await openAwsCalls(resolved, context), context).catch(() => undefined);
}

/** A start-up file in which a line of the user's loads the functions is left alone. */
function tellOwnLine({ ask, startUp, context }: Guide): void {
  for (const { path, ownLine } of startUp.plan.files) {
    if (ownLine !== undefined) ask.found(`${tildePath(path, context.env)}, line ${ownLine}, loads authaws`);
  }
}

/** Remembers the user, too, since a device need not have the user's name. @throws errors of the SDK */
export async function callerOf(resolved: ResolvedConfig, calls: Calls, { env }: Context): Promise<Caller> {
  const arn = await calls.caller();
  const user = userOfArn(arn);
  const { name = '', account = '' } = user;
  writeUser(resolved, { ...cachedUser(resolved), ...user });
  const { accountAlias } = await import('../aws/sdk/iam-calls.ts');
  const alias = await accountAlias(await resolved.keys.pair(), resolved, env).catch(() => undefined);
  return { arn, user: name, account, alias };
}

/** `alice in account 111122223333 (acme)`. */
export const nameOf = ({ user, account, alias }: Caller): string =>
  `${user} in account ${account}${alias === undefined ? '' : ` (${alias})`}`;

export const isRoot = ({ arn }: Caller): boolean => arn.endsWith(':root');

export const ROOT = [
  'No policy limits the root user. An IAM user of your own is safer:',
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html',
];
