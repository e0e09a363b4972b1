import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Session } from '../store/session.ts';
import type { Connection } from './connection.ts';
import type { Endpoint } from './endpoint.ts';
import type { Step } from './plan.ts';
import type { KeyPair } from './profile.ts';
import { causeOf } from './refusals.ts';

/** How long to wait, in milliseconds: for a connection, for the first byte of an answer, for all of it (C6.2). */
const patience = { connect: 10_000, answer: 20_000, whole: 28_000 };

export interface Sts {
  /** Carries out one step. A call with a code is sent once, and again only after a clock correction (C4.3). */
  call: (step: Step, signer: KeyPair | Session, code: string | undefined, sessionName?: string) => Promise<Session>;
  /** The ARN of whom the keys belong to. */
  caller: (signer: KeyPair | Session) => Promise<string>;
}

/** STS at an endpoint. Every setting is given: for each one left out the SDK would read the config file again. */
export function sts(endpoint: Endpoint, connection: Connection): Sts {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const requestHandler = new NodeHttpHandler({
    httpAgent: connection.httpAgent,
    httpsAgent: connection.httpsAgent as never,
    connectionTimeout: patience.connect,
    requestTimeout: patience.answer,
    throwOnRequestTimeout: true,
    socketTimeout: patience.whole,
  });
  const client = (signer: KeyPair | Session, maxAttempts: number): STSClient =>
    new STSClient({
      region: endpoint.region,
      credentials: signer,
      ...(endpoint.url !== undefined && { endpoint: endpoint.url }),
      ignoreConfiguredEndpointUrls: true,
      useFipsEndpoint: endpoint.fips,
      useDualstackEndpoint: endpoint.dualStack,
      maxAttempts,
      retryMode: 'standard',
      defaultsMode: 'standard',
      authSchemePreference: ['sigv4'],
      sigv4aSigningRegionSet: [endpoint.region],
      userAgentAppId: async () => undefined,
      requestHandler,
    });
  return {
    async call(step, signer, code, sessionName) {
      const once = client(signer, code === undefined ? 3 : 1);
      const send = (): Promise<Session> => request(once, step, code, sessionName);
      try {
        return await send();
      } catch (error) {
        // STS refuses a skewed signature before it looks at the code; the client has set its clock by the answer.
        if (causeOf(error) !== 'clock') throw error;
        return await send();
      }
    },
    async caller(signer) {
      const { Arn } = await client(signer, 3).send(new GetCallerIdentityCommand({}), deadline());
      if (!Arn) throw new Error('no credentials in the answer');
      return Arn;
    },
  };
}

const deadline = (): { abortSignal: AbortSignal } => ({ abortSignal: AbortSignal.timeout(patience.whole) });

async function request(client: STSClient, step: Step, code?: string, sessionName?: string): Promise<Session> {
  const mfa = code === undefined ? {} : { SerialNumber: step.device, TokenCode: code };
  const common = { DurationSeconds: step.duration, ...mfa };
  const answer =
    step.action === 'GetSessionToken'
      ? await client.send(new GetSessionTokenCommand(common), deadline())
      : await client.send(
          new AssumeRoleCommand({
            ...common,
            RoleArn: step.role.arn,
            RoleSessionName: step.role.sessionName ?? sessionName,
            ExternalId: step.role.externalId,
            SourceIdentity: step.role.sourceIdentity,
          }),
          deadline(),
        );
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
  const expires = Math.floor((Expiration?.getTime() ?? Number.NaN) / 1000);
  // A captive portal's page is an answer without credentials, and no error, to the SDK.
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Number.isFinite(expires)) {
    throw new Error('no credentials in the answer');
  }
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken, expires };
}
