import { accountOfKey } from '../aws/device.ts';
import { endpointOf, iamUrl, likelyStsUrl, type Where, withoutPassword } from '../aws/endpoint.ts';
import { type ErrorKind, errorKind } from '../aws/error-kind.ts';
import type { ErrorContext } from '../aws/error-text.ts';
import { keyIdOf } from '../aws/long-term-keys.ts';
import type { KeyPair } from '../aws/profile.ts';
import { connection, connectionBy, wayTo } from '../aws/sdk/connection.ts';
import type { Device } from '../aws/sdk/iam.ts';
import type { Sts } from '../aws/sdk/sts.ts';
import { keyOwner } from '../aws/select-profile.ts';
import type { Session } from '../cache/entry.ts';
import { type Given, toType } from '../cli/to-type.ts';
import type { Context } from '../context.ts';
import { configuration, type Failure } from '../errors.ts';
import type { Environment } from '../shell/env-diff.ts';
import { configureLine } from '../text/quote.ts';
import { clockErrorText } from '../text/time.ts';
import type { ResolvedConfig } from './resolved-config.ts';

export interface Calls {
  /** Opens the connection and loads the SDK, the first time. */
  sts: () => Promise<Sts>;
  /** The ARN of the user who owns the keys. @throws errors of the SDK */
  caller: () => Promise<string>;
  devices: () => Promise<Device[]>;
  /** An error of AWS or the network as a message (C6.2). */
  explain: (error: unknown, about?: About) => Promise<Failure>;
}

interface About extends Pick<ErrorContext, 'device' | 'role' | 'secrets' | 'signedBySession'> {
  cause?: ErrorKind | undefined;
}

/** Opens and loads nothing yet. @throws Failure where the keys, a CA bundle or an endpoint are unusable */
export async function openAwsCalls(resolved: ResolvedConfig, context: Context): Promise<Calls> {
  checkKeys(resolved);
  const { endpoint } = resolved;
  const url = likelyStsUrl(endpoint);
  if (endpoint.url !== undefined && !/^https?:$/.test(url?.protocol ?? '')) {
    throw configuration(
      `the endpoint ${withoutPassword(endpoint.url)} is not a URL`,
      'write it like https://sts.eu-west-1.amazonaws.com: see AWS_ENDPOINT_URL, and endpoint_url in ~/.aws/config',
    );
  }
  if (endpoint.url !== undefined && (endpoint.fips || endpoint.dualStack)) {
    const kind = endpoint.fips ? 'fips' : 'dualstack';
    throw configuration(
      `the endpoint ${withoutPassword(endpoint.url)} cannot be combined with ${endpoint.fips ? 'FIPS' : 'dual-stack'}`,
      `remove one of them: see AWS_USE_${kind.toUpperCase()}_ENDPOINT and AWS_ENDPOINT_URL, use_${kind}_endpoint and endpoint_url in ~/.aws/config`,
    );
  }
  const way = await wayTo(endpoint, context.env, url);
  let told = false;
  const onSkew = (ahead: number): void => {
    const words = clockErrorText(ahead);
    if (words && !told) context.warn(`${words}; set it, because other tools do not correct for it`);
    told = true;
  };
  let client: Promise<Sts> | undefined;
  const load = async (): Promise<Sts> => {
    const link = await connectionBy(way, url);
    if (url) {
      link.open(url);
      await new Promise(setImmediate); // the connection starts before the SDK loads, which saves a round trip
    }
    return (await import('../aws/sdk/sts.ts')).sts(endpoint, link, onSkew);
  };
  const sts = (): Promise<Sts> => {
    client ??= load();
    return client;
  };
  return {
    sts,
    caller: async () => (await sts()).caller(await resolved.keys.pair()),
    devices: async () => devicesOf(await resolved.keys.pair(), resolved, context.env),
    explain: async (error, about = {}) => {
      const { errorToFailure } = await import('../aws/error-text.ts'); // only failures need words
      return errorToFailure(error, about.cause ?? errorKind(error), {
        secrets: [resolved.keys.known()?.secretAccessKey ?? ''].filter((one) => one),
        ...about,
        profile: resolved.selection.name,
        given: givenTo(resolved, context),
        isFound: resolved.device === undefined,
        keys: { ...keysOf(resolved), account: accountOfKey(resolved.keys.accessKeyId) },
        region: endpoint.region,
        host: url?.host ?? `STS in ${endpoint.region}`,
        now: context.now(),
      });
    },
  };
}

/** The MFA devices of the user who owns the keys (C3.5). @throws errors of the SDK: many users may not list them */
export async function devicesOf(keys: KeyPair, where: Where, env: Environment): Promise<Device[]> {
  const endpoint = endpointOf('IAM', where, env);
  const link = await connection(endpoint, env, iamUrl(endpoint));
  const { listDevices } = await import('../aws/sdk/iam.ts');
  return await listDevices(endpoint, link, keys);
}

/** The ARN of the user who owns the keys, by the STS of a region. @throws errors of the SDK */
export async function callerIn(
  where: Where,
  signer: KeyPair | Session,
  env: Environment,
  end?: AbortSignal,
): Promise<string> {
  const endpoint = endpointOf('STS', where, env);
  const link = await connection(endpoint, env, likelyStsUrl(endpoint));
  const { sts } = await import('../aws/sdk/sts.ts');
  return await sts(endpoint, link).caller(signer, end);
}

/** The profile and the options that were given, for an advice to type the command again. */
export const givenTo = ({ request, selection }: ResolvedConfig, { env }: Pick<Context, 'env'>): Given => ({
  profile: selection.name,
  serial: request.serial,
  region: request.region,
  roleArn: request.roleArn,
  ...request.limits,
  duration: request.duration,
  toType: toType(env),
});

/** Where the long-term keys are. */
const keysOf = ({ selection }: ResolvedConfig): NonNullable<ErrorContext['keys']> => ({
  // A key that `keep` has moved is entered again as one of the files, which come first.
  from: selection.source.from === 'process' && keyIdOf(selection.source) ? 'files' : selection.source.from,
  profile: keyOwner(selection),
});

/** Some characters cannot be sent in a request. @throws Failure (configuration) */
function checkKeys(resolved: ResolvedConfig): void {
  const known = resolved.keys.known();
  if (!known || /^[!-~]+$/.test(known.accessKeyId + known.secretAccessKey)) return;
  const { from, profile } = keysOf(resolved);
  const what = 'characters that AWS never uses';
  if (from === 'files')
    throw configuration(
      `the access key of profile ${profile} has ${what}`,
      `enter it again: ${configureLine(profile)}`,
    );
  if (from === 'environment') {
    throw configuration(
      `the access key in the environment has ${what}`,
      'check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    );
  }
  throw configuration(
    `credential_process of profile ${profile} gave an access key with ${what}`,
    'run that command by hand to see why',
  );
}
