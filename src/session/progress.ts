import { endpointKey } from '../aws/endpoint.ts';
import { plan, type Step } from '../aws/plan.ts';
import { partitionOf } from '../aws/region.ts';
import { readEntry } from '../cache/entry.ts';
import { userKey } from '../cache/keys.ts';
import { isSession, isUser, type Session, type User } from '../cache/types.ts';
import type { Context } from '../context.ts';
import type { ResolvedConfig } from './resolve.ts';
import { LIVES_S, SIGNS_S, SOON_OVER_S, takenAtOnce, withoutCode } from './times.ts';

/** How far the cache leads. */
export interface Progress {
  /** undefined where nobody named a device and none is remembered. */
  device: string | undefined;
  /** The latest session that lives long enough: the one that is asked for, or one that signs the next call. */
  session?: Session | undefined;
  /** The session that is asked for, where it lives but is to be renewed. */
  alive?: Session | undefined;
  /** The calls that are left to do after it. */
  left: Step[];
}

/** Which of the wanted sessions are in the cache (C4.4). */
export function planWithCache(resolved: ResolvedConfig, context: Context): Progress {
  const none = planWithoutCache(resolved);
  const { cache, request } = resolved;
  if (cache === undefined || none.device === undefined || request.code !== undefined) return none;
  const steps = none.left;
  const last = steps.at(-1);
  const found = last && kept(cache, last, context);
  const left = found ? found.expires - context.now() / 1000 : 0;
  if (found && left >= takenAtOnce(request, steps)) return { ...none, session: found, left: [] };
  const signer = latestSigner(resolved, steps, context);
  const least = request.minTtl ?? (last && signer ? withoutCode(last) : SOON_OVER_S);
  if (found && left >= least) return { ...none, session: found, left: [] };
  return { ...none, ...signer, alive: request.minTtl === undefined && left >= LIVES_S ? found : undefined };
}

/** The latest session from which the calls that are left can go on without a code. */
function latestSigner(
  { cache = '', request }: ResolvedConfig,
  steps: Step[],
  context: Context,
): Partial<Progress> | undefined {
  for (let at = steps.length - 2; at >= 0; at--) {
    const step = steps[at];
    const session = step && kept(cache, step, context);
    if (session && session.expires - context.now() / 1000 >= (request.minTtl ?? SIGNS_S)) {
      return { session, left: steps.slice(at + 1) };
    }
  }
  return undefined;
}

function kept(cache: string, { cacheKey }: Step, context: Context): Session | undefined {
  const { content, problem } = readEntry(cache, cacheKey, isSession);
  if (problem) context.warn(`${problem}, and was not used`);
  return content;
}

/** The same as if the cache held no session. */
export function planWithoutCache(resolved: ResolvedConfig): Progress {
  const device = resolved.device ?? cachedUser(resolved).device;
  return { device, left: device === undefined ? [] : stepsFor(resolved, device) };
}

/** What is remembered of the user whose keys these are. */
export const cachedUser = ({ cache, keys, endpoint }: ResolvedConfig): User =>
  (cache !== undefined && readEntry(cache, userKey(keys.accessKeyId, endpointKey(endpoint)), isUser).content) || {};

/** @throws Failure (usage) for a duration that STS would refuse */
export function stepsFor({ choice, endpoint, keys, region, request }: ResolvedConfig, device: string): Step[] {
  return plan({
    accessKeyId: keys.accessKeyId,
    device,
    partition: partitionOf(region),
    endpoint: endpointKey(endpoint),
    roles: choice.roles,
    duration: request.duration,
  });
}
