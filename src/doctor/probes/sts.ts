import { type Agent, request as http } from 'node:http';
import { request as https } from 'node:https';
import { type Endpoint, endpointOf, likelyStsUrl } from '../../aws/endpoint.ts';
import { type ErrorKind, errorKind } from '../../aws/error-kind.ts';
import { errorToFailure } from '../../aws/error-text.ts';
import type { AwsFiles } from '../../aws/files/read.ts';
import { type Location, locate } from '../../aws/location.ts';
import type { KeyPair } from '../../aws/profile.ts';
import { firstRegion } from '../../aws/region.ts';
import { connection } from '../../aws/sdk/connection.ts';
import type { Session } from '../../cache/entry.ts';
import type { Context } from '../../context.ts';
import { isFailure } from '../../errors.ts';
import { callerIn } from '../../session/aws-calls.ts';
import type { Environment } from '../../shell/env-diff.ts';
import type { SessionFacts, StsFacts } from '../facts.ts';

const ANSWER_TIMEOUT_MS = 5000;

/** Sends STS an unsigned request. Its refusal shows that STS is reachable, and what time it is there. */
export async function askSts(files: AwsFiles, { env, now }: Context, wanted?: string): Promise<StsFacts> {
  try {
    const where = locate(files, env, wanted);
    const { profile } = where;
    const endpoint = endpointOf('STS', where, env);
    const url = likelyStsUrl(endpoint);
    if (!url) return failed('the STS endpoint is unknown', 'check the region, AWS_ENDPOINT_URL and endpoint_url', true);
    const link = await connection(endpoint, env, url);
    try {
      const started = now();
      const answer = await answerOf(url, link.agent);
      const cause = answer.isSts ? undefined : 'not-aws';
      if (cause === undefined) return { answered: true, aheadSeconds: (started + now()) / 2000 - answer.date };
      return explained(new Error(), cause, endpoint, url, profile, now());
    } catch (error) {
      return explained(error, errorKind(error), endpoint, url, profile, now());
    }
  } catch (error) {
    if (!isFailure(error)) throw error;
    return failed(error.message, error.advice, true);
  }
}

interface Answer {
  isSts: boolean;
  /** Seconds since 1970, in the middle of the second that the Date header names. */
  date: number;
}

function answerOf(url: URL, agent: Agent): Promise<Answer> {
  const send = url.protocol === 'http:' ? http : https;
  const target = new URL('?Action=GetCallerIdentity&Version=2011-06-15', url);
  return new Promise((resolve, reject) => {
    const sent = send(target, { agent, signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) }, ({ headers }) => {
      const date = Date.parse(headers.date ?? '') / 1000 + 0.5;
      // A captive portal answers with its own clock, and with a redirect or HTML.
      const isSts = 'x-amzn-requestid' in headers || /xml/.test(headers['content-type'] ?? '');
      resolve({ isSts: isSts && !Number.isNaN(date), date });
      sent.destroy();
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** The failure with the same message as in every other command (C6.2). */
function explained(
  error: unknown,
  cause: ErrorKind,
  endpoint: Endpoint,
  url: URL,
  profile: string,
  now: number,
): StsFacts {
  const { message, advice } = errorToFailure(error, cause, { profile, region: endpoint.region, host: url.host, now });
  return failed(message, advice, endpoint.url !== undefined || cause === 'proxy' || cause === 'tls');
}

const failed = (message: string, advice: string, isConfigured: boolean): StsFacts => ({
  answered: false,
  message,
  advice,
  isConfigured,
});

export interface StsQuery {
  where: Location;
  env: Environment;
  end: AbortSignal;
}

/** The ARN of the keys' user, and the region that did not know the keys although the partition's first region does. */
type Caller = { arn: string; disabledRegion?: string } | { cause: ErrorKind };

/**
 * GetCallerIdentity needs no permission and no MFA. A region that the account has not enabled does not know the keys,
 * so the partition's first region, which is always enabled, is asked as well.
 */
export async function askCaller(signer: KeyPair | Session, query: StsQuery): Promise<Caller> {
  const { region } = query.where;
  const answer = await askIn(region, signer, query);
  if (!('cause' in answer) || !/^(unknown-key|region-disabled)$/.test(answer.cause)) return answer;
  const first = firstRegion(region);
  if (first === region) return answer;
  const second = await askIn(first, signer, query);
  return 'arn' in second ? { ...second, disabledRegion: region } : answer;
}

async function askIn(
  region: string,
  signer: KeyPair | Session,
  { where, env, end }: StsQuery,
): Promise<{ arn: string } | { cause: ErrorKind }> {
  try {
    return { arn: await callerIn({ ...where, region }, signer, env, end) };
  } catch (error) {
    return { cause: errorKind(error) };
  }
}

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

/** Undefined where it is incomplete or expired: the check `environment` reports that. */
export function sessionIn(env: Environment, now: number): Session | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  const sessionToken = env.AWS_SESSION_TOKEN || env.AWS_SECURITY_TOKEN;
  if (!accessKeyId || !secretAccessKey || !sessionToken || /^AKIA/.test(accessKeyId)) return undefined;
  const ends = [Number(env.MFA_ENV_EXPIRES || Number.NaN) * 1000, Date.parse(env.AWS_CREDENTIAL_EXPIRATION ?? '')];
  if (ends.some((end) => end <= now)) return undefined;
  return { accessKeyId, secretAccessKey, sessionToken, expires: 0 }; // the end is not used here
}
