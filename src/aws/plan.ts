import { sessionKey } from '../cache/keys.ts';
import { usage } from '../errors.ts';
import type { Role } from './role.ts';

export interface PlanInput {
  accessKeyId: string;
  /** Serial number or ARN of the MFA device, or `NO_DEVICE`. */
  device: string;
  partition: string;
  /** From `endpointKey`: the URL that the user named, '' for AWS's own. */
  endpoint: string;
  roles: Role[];
  /** Seconds; undefined where the user gave no duration. */
  duration?: number | undefined;
}

/** Long-term keys sign the first call, and each session signs the next. */
export type Step = {
  /** Seconds. */
  duration: number;
  device?: string;
  /** Identifies the session in the cache (C5.0, C5.1). */
  cacheKey: string;
} & ({ action: 'GetSessionToken' } | { action: 'AssumeRole'; role: Role });

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;

export const DEFAULT_DURATION_S = 12 * HOUR_S;

/** In the place of a device: roles are assumed without a code (C3.5). */
export const NO_DEVICE = '';

/** The calls that lead to a session (C3.6). @throws Failure (usage) where STS would refuse the duration (C3.7) */
export function plan(input: PlanInput): Step[] {
  const { roles, device } = input;
  const duration = checkedDuration(input);
  if (roles.length === 0) return [{ action: 'GetSessionToken', device, duration, cacheKey: sessionKey(input, []) }];
  const [first] = roles;
  const isWithout = device === NO_DEVICE;
  if (first && roles.length === 1 && duration > HOUR_S) {
    // A role assumed from a session lasts at most one hour, so a longer one gets the code itself.
    const cacheKey = sessionKey(input, [{ ...first, duration }]);
    return [{ action: 'AssumeRole', role: first, ...(!isWithout && { device }), duration, cacheKey }];
  }
  const session: Step = {
    action: 'GetSessionToken',
    device,
    duration: DEFAULT_DURATION_S,
    cacheKey: sessionKey(input, []),
  };
  const assumed = roles.map((role, at): Step => {
    const last = at === roles.length - 1;
    return {
      action: 'AssumeRole',
      role,
      duration: last ? duration : HOUR_S,
      cacheKey: sessionKey(input, roles.slice(0, at + 1)),
    };
  });
  return isWithout ? assumed : [session, ...assumed];
}

/** The duration in seconds. A duration of the user is checked; that of a profile is lowered to what STS allows. */
function checkedDuration({ duration, roles }: PlanInput): number {
  const role = roles.at(-1);
  const maximum = !role ? 36 * HOUR_S : roles.length > 1 ? HOUR_S : 12 * HOUR_S;
  if (duration === undefined) return role ? Math.min(role.duration ?? HOUR_S, maximum) : DEFAULT_DURATION_S;
  if (duration < 15 * MINUTE_S) {
    const advice = duration > 0 && duration <= 36 ? `did you mean ${duration}h?` : 'try --duration 15m';
    throw usage('a session lasts at least 15 minutes', advice);
  }
  if (duration > maximum && roles.length > 1) {
    throw usage('a role assumed from another role lasts at most one hour', 'try --duration 1h');
  }
  if (duration > maximum) {
    const hours = maximum / HOUR_S;
    throw usage(`a ${role ? 'role' : 'session'} lasts at most ${hours} hours`, `try --duration ${hours}h`);
  }
  return duration;
}
