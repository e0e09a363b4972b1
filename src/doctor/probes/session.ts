import type { Session } from '../../cache/types.ts';
import type { Environment } from '../../shell/env-diff.ts';
import type { SessionFacts } from '../facts.ts';
import { type Asking, askCaller } from './caller.ts';

/** Whether STS takes the session in the environment, of whichever tool it is. */
export async function askSession(session: Session | undefined, asking: Asking): Promise<SessionFacts> {
  if (!session) return { state: 'none' };
  const caller = await askCaller(session, asking);
  if ('arn' in caller) return { state: 'taken' };
  if (/^(unknown-key|wrong-secret|expired)$/.test(caller.cause)) return { state: 'refused' };
  return { state: 'unknown', reason: caller.cause === 'clock' ? 'the clock is off' : 'STS did not say whose it is' };
}

/**
 * The session in an environment. None where there is only half of one, or where it is over by what stands beside it:
 * another check tells.
 * @param now milliseconds since 1970
 */
export function sessionIn(env: Environment, now: number): Session | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  const sessionToken = env.AWS_SESSION_TOKEN || env.AWS_SECURITY_TOKEN;
  if (!accessKeyId || !secretAccessKey || !sessionToken || /^AKIA/.test(accessKeyId)) return undefined;
  const ends = [Number(env.MFA_ENV_EXPIRES || Number.NaN) * 1000, Date.parse(env.AWS_CREDENTIAL_EXPIRATION ?? '')];
  if (ends.some((end) => end <= now)) return undefined;
  return { accessKeyId, secretAccessKey, sessionToken, expires: 0 }; // STS alone knows
}
