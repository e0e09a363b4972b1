import type { Session } from '../../cache/entry.ts';
import type { Environment } from '../../shell/env-diff.ts';
import type { SessionFacts } from '../facts.ts';
import { askCaller, type StsQuery } from './caller.ts';

/** Asks STS whether it accepts the session in the environment, whichever tool put it there. */
export async function askSession(session: Session | undefined, query: StsQuery): Promise<SessionFacts> {
  if (!session) return { state: 'none' };
  const caller = await askCaller(session, query);
  if ('arn' in caller) return { state: 'accepted' };
  if (/^(unknown-key|wrong-secret|expired)$/.test(caller.cause)) return { state: 'refused' };
  return {
    state: 'unknown',
    reason: caller.cause === 'clock' ? 'the clock is wrong' : 'STS did not identify the user',
  };
}

/**
 * The session in an environment. Undefined where it is incomplete or expired: the check `environment` reports that.
 * @param now milliseconds since 1970
 */
export function sessionIn(env: Environment, now: number): Session | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  const sessionToken = env.AWS_SESSION_TOKEN || env.AWS_SECURITY_TOKEN;
  if (!accessKeyId || !secretAccessKey || !sessionToken || /^AKIA/.test(accessKeyId)) return undefined;
  const ends = [Number(env.MFA_ENV_EXPIRES || Number.NaN) * 1000, Date.parse(env.AWS_CREDENTIAL_EXPIRATION ?? '')];
  if (ends.some((end) => end <= now)) return undefined;
  return { accessKeyId, secretAccessKey, sessionToken, expires: 0 }; // the end is not used here
}
