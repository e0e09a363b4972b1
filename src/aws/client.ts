import type { Readable } from 'node:stream';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Connection } from './connection.ts';
import type { Endpoint } from './endpoint.ts';

/**
 * How long to wait, in milliseconds: for a connection, for the first byte of an answer, for all of it (C6.2). The
 * look-up of the device and that of the user may follow each other, and take no longer together.
 */
const patience = { connect: 10_000, answer: 20_000, whole: 28_000, device: 10_000, user: 17_000 };

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
      connectionTimeout: patience.connect,
      requestTimeout: patience.answer,
      throwOnRequestTimeout: true,
      socketTimeout: patience.whole,
    }),
  };
}

/** All of an answer. The SDK's own way is `pipe`, for which Node makes process.stdout and process.stderr: a millisecond. */
const whole = (answer: Readable): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    answer.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    answer.on('end', () => resolve(Buffer.concat(chunks)));
    answer.on('error', reject);
  });

/** An end for one call, with all its retries. */
export const deadline = (what: 'whole' | 'device' | 'user' = 'whole'): { abortSignal: AbortSignal } => ({
  abortSignal: AbortSignal.timeout(patience[what]),
});
