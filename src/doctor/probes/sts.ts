import { type Agent, request as http } from 'node:http';
import { request as https } from 'node:https';
import { type Endpoint, endpointOf, likelyStsUrl } from '../../aws/endpoint.ts';
import { type ErrorKind, errorKind } from '../../aws/error-kind.ts';
import { errorToFailure } from '../../aws/error-text.ts';
import type { AwsFiles } from '../../aws/files/read.ts';
import { locate } from '../../aws/location.ts';
import { connection } from '../../aws/sdk/connection.ts';
import type { Context } from '../../context.ts';
import { isFailure } from '../../errors.ts';
import type { StsFacts } from '../facts.ts';

const ANSWER_TIMEOUT_MS = 5000;

/** Sends STS an unsigned request. Its refusal shows that STS is reachable, and what time it is there. */
export async function askSts(files: AwsFiles, { env, now }: Context, wanted?: string): Promise<StsFacts> {
  try {
    const { region, settings, profile } = locate(files, env, { profile: wanted });
    const endpoint = endpointOf('STS', region, env, settings, files);
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
