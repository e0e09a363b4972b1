import type { Readable } from 'node:stream';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { type Failure, refused } from '../../errors.ts';
import { clockErrorText } from '../../text/time.ts';
import type { Endpoint } from '../endpoint.ts';
import type { Connection } from './connection.ts';

/** C6.2. `answer` is its first byte. `device` and `user` may follow each other: they are no longer than `call`. */
const TIMEOUTS_MS = { connect: 10_000, answer: 20_000, call: 28_000, device: 10_000, user: 17_000 };

interface Signer {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** All settings are given, because the SDK reads the config file for each missing one. */
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
    streamCollector: readAnswer,
    requestHandler: new NodeHttpHandler({
      httpAgent: connection.agent,
      httpsAgent: connection.agent as never,
      connectionTimeout: TIMEOUTS_MS.connect,
      requestTimeout: TIMEOUTS_MS.answer,
      throwOnRequestTimeout: true,
      socketTimeout: TIMEOUTS_MS.call,
    }),
  };
}

const ANSWER_LIMIT_BYTES = 1_000_000;

/** At most 1 MB (C5.0). The SDK would use `pipe`, for which Node creates process.stdout: that costs a millisecond. */
const readAnswer = (answer: Readable): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    answer.on('data', (chunk: Uint8Array) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= ANSWER_LIMIT_BYTES) return;
      answer.destroy();
      reject(unchanged(refused('the answer is over 1 MB, and was not read', WHO_ANSWERS)));
    });
    answer.on('end', () => resolve(Buffer.concat(chunks)));
    answer.on('error', reject);
  });

/** The SDK changes the message of an error without $metadata. */
const unchanged = (failure: Failure): Failure => Object.assign(failure, { $metadata: {} });

export const WHO_ANSWERS = 'check AWS_ENDPOINT_URL, endpoint_url in ~/.aws/config, and the proxy';

/** A clock may be off by a time zone, but not by a day. */
const CLOCK_LIMIT_MS = 86_400_000;

/** The SDK corrects its clock by the date of any answer, and a request signed for next year could be used next year. */
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
    `${clockErrorText(-offset / 1000)} by the date of the answer, too far to sign a call`,
    `set the clock; if it is right, ${WHO_ANSWERS}`,
  );

export const deadline = (kind: 'call' | 'device' | 'user' = 'call'): { abortSignal: AbortSignal } => ({
  abortSignal: AbortSignal.timeout(TIMEOUTS_MS[kind]),
});
