import { sessionKey } from '../cache/keys.ts';
import { usage } from '../errors.ts';
import type { Role } from './role.ts';

/** What a plan is made from. Nothing in it is secret. */
export interface PlanInput {
  accessKeyId: string;
  /** Serial number or ARN of the MFA device. */
  device: string;
  partition: string;
  /** The endpoint that the user named; '' for AWS's own. */
  endpoint: string;
  /** In the order in which they are assumed. */
  roles: Role[];
  /** Seconds, where the user named a duration. */
  duration?: number | undefined;
}

/** One call to STS. The first is signed with the long-term keys, each other with the session before it. */
export type Step = {
  /** Seconds. */
  duration: number;
  /** The device, where the call carries a code. */
  device?: string;
  /** What tells this session from every other one (C5.0, C5.1). */
  cacheKey: string;
} & ({ action: 'GetSessionToken' } | { action: 'AssumeRole'; role: Role });

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;

/** What a user's session lasts where nothing else is said. */
export const DEFAULT_DURATION_S = 12 * HOUR_S;

/**
 * The calls that lead to a session (C3.6). The last one's answer goes into the shell, each is cached by itself, and
 * only the first carries a code.
 * @throws Failure (usage) where STS would refuse the duration (C3.7)
 */
export function plan(wish: PlanInput): Step[] {
  const { roles, device } = wish;
  const duration = checkedDuration(wish);
  if (roles.length === 0) return [{ action: 'GetSessionToken', device, duration, cacheKey: sessionKey(wish, []) }];
  const [first] = roles;
  if (first && roles.length === 1 && duration > HOUR_S) {
    // STS caps a role assumed from a session at one HOUR_S, so a longer one takes the code itself.
    return [
      { action: 'AssumeRole', role: first, device, duration, cacheKey: sessionKey(wish, [{ ...first, duration }]) },
    ];
  }
  const session: Step = {
    action: 'GetSessionToken',
    device,
    duration: DEFAULT_DURATION_S,
    cacheKey: sessionKey(wish, []),
  };
  const assumed = roles.map((role, at): Step => {
    const last = at === roles.length - 1;
    return {
      action: 'AssumeRole',
      role,
      duration: last ? duration : HOUR_S,
      cacheKey: sessionKey(wish, roles.slice(0, at + 1)),
    };
  });
  return [session, ...assumed];
}

/** In seconds; what the user named is checked, what the profile names is fitted to what STS can do. */
function checkedDuration({ duration, roles }: PlanInput): number {
  const role = roles.at(-1);
  const longest = !role ? 36 * HOUR_S : roles.length > 1 ? HOUR_S : 12 * HOUR_S;
  if (duration === undefined) return role ? Math.min(role.duration ?? HOUR_S, longest) : DEFAULT_DURATION_S;
  if (duration < 15 * MINUTE_S) {
    const meant = duration > 0 && duration <= 36 ? `did you mean ${duration}h?` : 'try --duration 15m';
    throw usage('a session lasts at least 15 minutes', meant);
  }
  if (duration > longest && roles.length > 1) {
    throw usage('a role that is assumed from another role lasts one hour at most', 'try --duration 1h');
  }
  if (duration > longest) {
    const hours = longest / HOUR_S;
    throw usage(`a ${role ? 'role' : 'session'} lasts ${hours} hours at most`, `try --duration ${hours}h`);
  }
  return duration;
}
