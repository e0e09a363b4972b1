import type { Readable } from 'node:stream';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { type Failure, refused } from '../../errors.ts';
import type { Endpoint } from '../endpoint.ts';
import { clockWords } from '../error-text.ts';
import type { Connection } from './connection.ts';

/**
 * How long to wait, in milliseconds: for a connection, for the first byte of an answer, for all of it (C6.2). The
 * look-up of the device and that of the user may follow each other, and take no longer together.
 */
const TIMEOUTS_MS = { connect: 10_000, answer: 20_000, whole: 28_000, device: 10_000, user: 17_000 };

interface Signer {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** The settings of an SDK client: all of them, since for each one left out it would read the config file again. */
export function clientSettings(endpoint: Endpoint, connection: Connection, credentials: Signer, maxAttempts: number) {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  return {
    region: endpoint.region,
    credentials,
    ...(endpoint.url !== undefined && { endpoint: endpoint.url }),
    ignoreConfiguredEndpointUrls: true,
    useFipsEndpoint: endpoint.fips,
    useDualstackEndpoint: endpoint.dualStack,
    maxAttempts,
    retryMode: 'standard',
    defaultsMode: 'standard' as const,
    authSchemePreference: ['sigv4'],
    sigv4aSigningRegionSet: [endpoint.region],
    userAgentAppId: async () => undefined,
    disableClockSkewCorrection: process.env.AWS_DISABLE_CLOCK_SKEW_CORRECTION === 'true',
    streamCollector: whole,
    requestHandler: new NodeHttpHandler({
      httpAgent: connection.agent,
      httpsAgent: connection.agent as never,
      connectionTimeout: TIMEOUTS_MS.connect,
      requestTimeout: TIMEOUTS_MS.answer,
      throwOnRequestTimeout: true,
      socketTimeout: TIMEOUTS_MS.whole,
    }),
  };
}

/** Bytes: an answer of STS or IAM has some thousands. */
const ANSWER_LIMIT_BYTES = 1_000_000;

/**
 * All of an answer, unless it is too long (C5.0). The SDK's own way is `pipe`, for which Node makes process.stdout and
 * process.stderr: a millisecond.
 */
const whole = (answer: Readable): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    answer.on('data', (chunk: Uint8Array) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= ANSWER_LIMIT_BYTES) return;
      answer.destroy();
      reject(asIs(refused('the answer is over 1 MB, and was not read', WHO_ANSWERS)));
    });
    answer.on('end', () => resolve(Buffer.concat(chunks)));
    answer.on('error', reject);
  });

/** To an error without it the SDK adds words of its own. */
const asIs = (failure: Failure): Failure => Object.assign(failure, { $metadata: {} });

/** What to look at where an answer is not as AWS gives it. */
export const WHO_ANSWERS = 'look at who answers there: AWS_ENDPOINT_URL, endpoint_url in ~/.aws/config, and the proxy';

/** Milliseconds: no clock that somebody keeps is off by more than a time zone. */
const CLOCK_LIMIT_MS = 86_400_000;

/**
 * Keeps a client from signing for another day: it sets its clock by the date of any answer, and what is signed a year
 * ahead works a year from now.
 * @returns the same client, whose calls fail with a Failure where an answer's date is over a day away
 */
export function withinADay<Client extends { config: { systemClockOffset: number } }>(client: Client): Client {
  let offset = client.config.systemClockOffset;
  Object.defineProperty(client.config, 'systemClockOffset', {
    get: () => offset,
    set: (wanted: number) => {
      if (Math.abs(wanted) > CLOCK_LIMIT_MS) throw tooFar(wanted);
      offset = wanted;
    },
  });
  return client;
}

const tooFar = (offset: number): Failure =>
  refused(
    `by the date of the answer ${clockWords(-offset / 1000)}, and nothing is signed for another day`,
    `set the clock; if it is right, ${WHO_ANSWERS}`,
  );

/** An end for one call, with all its retries. */
export const deadline = (what: 'whole' | 'device' | 'user' = 'whole'): { abortSignal: AbortSignal } => ({
  abortSignal: AbortSignal.timeout(TIMEOUTS_MS[what]),
});
