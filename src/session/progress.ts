import { endpointKey } from '../aws/endpoint.ts';
import { plan, type Step } from '../aws/plan.ts';
import { partitionOf } from '../aws/region.ts';
import { isSession, isUser, type Session, type User } from '../cache/types.ts';
import type { Context } from '../context.ts';
import { secondsLeft } from '../text/duration.ts';
import type { ResolvedConfig } from './resolve.ts';
import { LIVES_S, SIGNS_S, SOON_OVER_S, takenAtOnce, withoutCode } from './times.ts';

/** What has to be done, if the cache holds no session. */
export interface Plan {
  /** undefined where none is configured or cached: then the calls are unknown too. */
  device: string | undefined;
  steps: Step[];
}

/** A plan, and how far the cache leads in it. */
export interface Progress extends Plan {
  /** The last session that lives long enough: the one that was asked for, or one that signs the next call. */
  session?: Session | undefined;
  /** The session that was asked for, where it lives but should be renewed. */
  alive?: Session | undefined;
  /** The calls that are left after it. */
  left: Step[];
}

/** @throws Failure (usage) for a duration that STS would refuse */
export function planFor(resolved: ResolvedConfig): Plan {
  const device = resolved.device ?? cachedUser(resolved).device;
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

/** What the cache knows of the user whose keys these are. */
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
  const least = request.minTtl ?? (signer ? withoutCode(last) : SOON_OVER_S);
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
