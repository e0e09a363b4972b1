import { endpointKey } from '../aws/endpoint.ts';
import { DEFAULT_DURATION_S, NO_DEVICE, plan, type Step } from '../aws/plan.ts';
import { partitionOf } from '../aws/region.ts';
import { isSession, isUser, type Session, type User } from '../cache/entry.ts';
import type { Context } from '../context.ts';
import { secondsLeft } from '../text/time.ts';
import type { ResolvedConfig, SessionRequest } from './resolved-config.ts';

/** What has to be done, if the cache holds no session. */
interface Plan {
  /** undefined where none is configured or cached: then the calls are unknown too. `NO_DEVICE`: see there. */
  device: string | undefined;
  steps: Step[];
}

/** A plan, and how far the cache leads in it. */
export interface Progress extends Plan {
  /** Lives long enough: the one that was asked for, or one that signs the next call. */
  session?: Session | undefined;
  /** The session that was asked for, where it lives but should be renewed. */
  alive?: Session | undefined;
  left: Step[];
}

/** @throws Failure (usage) for a duration that STS would refuse */
export function planFor(resolved: ResolvedConfig): Plan {
  const { request, selection } = resolved;
  const user = cachedUser(resolved);
  const role = selection.roles.at(-1)?.arn;
  // A role is tried without a code first (C3.5).
  const isTried = role !== undefined && request.code === undefined && !resolved.needsCode;
  const device = resolved.device ?? (isTried && !user.rolesWithCode?.includes(role) ? NO_DEVICE : user.device);
  return { device, steps: device === undefined ? [] : stepsFor(resolved, device) };
}

/** @throws Failure (usage) for a duration that STS would refuse */
export function stepsFor({ selection, endpoint, keys, region, request }: ResolvedConfig, device: string): Step[] {
  return plan({
    accessKeyId: keys.accessKeyId,
    device,
    partition: partitionOf(region),
    endpoint: endpointKey(endpoint),
    roles: selection.roles,
    duration: request.duration,
  });
}

export const cachedUser = ({ cache, userKey }: ResolvedConfig): User => cache.read(userKey, isUser).content ?? {};

/** Which of the planned sessions are in the cache (C4.4). */
export function lookInCache(resolved: ResolvedConfig, planned: Plan, context: Context): Progress {
  const { request } = resolved;
  const { steps } = planned;
  const none = { ...planned, left: steps };
  const last = steps.at(-1);
  if (request.refresh || last === undefined) return none;
  const found = cached(resolved, last, context);
  const left = found ? secondsLeft(found, context.now()) : 0;
  if (found && left >= takenAtOnce(request, steps)) return { ...none, session: found, left: [] };
  const signer = latestSigner(resolved, steps, context);
  const needsCode = !signer && steps[0]?.device !== undefined;
  const least = request.minTtl ?? (needsCode ? SOON_OVER_S : withoutCode(last));
  if (found && left >= least) return { ...none, session: found, left: [] };
  return { ...none, ...signer, alive: request.minTtl === undefined && left >= LIVES_S ? found : undefined };
}

/** The last session that can sign the next call, so that no code is needed. */
function latestSigner(
  resolved: ResolvedConfig,
  steps: Step[],
  context: Context,
): Pick<Progress, 'session' | 'left'> | undefined {
  for (let at = steps.length - 2; at >= 0; at--) {
    const step = steps[at];
    const session = step && cached(resolved, step, context);
    if (session && secondsLeft(session, context.now()) >= (resolved.request.minTtl ?? SIGNS_S)) {
      return { session, left: steps.slice(at + 1) };
    }
  }
  return undefined;
}

function cached({ cache }: ResolvedConfig, { cacheKey }: Step, context: Context): Session | undefined {
  const { content, problem } = cache.read(cacheKey, isSession);
  if (problem) context.warn(`${problem}, and was ignored`);
  return content;
}

/** A session with less is renewed if somebody can give a code (C4.4). The prompts of shell/ warn at the same moment. */
export const SOON_OVER_S = 600;

/** With less left, botocore runs a credential_process again (C2.12). */
const ASKED_AGAIN_S = 900;

export const LIVES_S = 1;

export const SIGNS_S = 60;

/** The least where a new session needs no code. Half its life at most, or a short one would be renewed each time. */
const withoutCode = ({ duration }: Pick<Step, 'duration'>): number => Math.min(ASKED_AGAIN_S, duration / 2);

/** A cached session with as many seconds left is taken, whatever else the cache holds. @param steps lead to it */
export function takenAtOnce(
  { minTtl, cached }: Pick<SessionRequest, 'minTtl' | 'cached'>,
  steps: readonly Step[],
): number {
  if (minTtl !== undefined) return minTtl;
  if (cached) return LIVES_S; // and ask nobody
  const last = steps.at(-1);
  return last && last.device === undefined ? Math.max(SOON_OVER_S, withoutCode(last)) : SOON_OVER_S;
}

/** A cached session may be shorter than was asked for. With fewer seconds left than this, the user is told. */
export const unsaid = (duration = 0): number => duration - DEFAULT_DURATION_S;
