import { connection } from '../aws/connection.ts';
import { type Endpoint, endpointOf, likelyStsUrl } from '../aws/endpoint.ts';
import type { Device } from '../aws/iam.ts';
import { type Circumstances, causeOf, explain } from '../aws/refusals.ts';
import { domainOf } from '../aws/region.ts';
import type { Sts } from '../aws/sts.ts';
import type { Context } from '../context.ts';
import { configuration, type Failure } from '../errors.ts';
import type { Setting } from './setting.ts';

/** The way to AWS for one setting. */
export interface Calls {
  /** Opens the connection and loads the SDK, the first time. */
  sts: () => Promise<Sts>;
  /** The MFA devices of the user, from IAM. */
  devices: () => Promise<Device[]>;
  /** A refusal in words (C6.2). */
  explain: (error: unknown, about?: Pick<Circumstances, 'device' | 'role' | 'secrets'>) => Failure;
  close: () => void;
}

/** Nothing is opened or loaded before it is asked for. @throws Failure where a CA bundle or endpoint is unusable */
export async function openCalls(setting: Setting, context: Context): Promise<Calls> {
  const endpoint: Endpoint = endpointOf('STS', setting.region, context.env, setting.settings, setting.files);
  const url = likelyStsUrl(endpoint);
  if (endpoint.url !== undefined && !/^https?:$/.test(url?.protocol ?? '')) {
    throw configuration(
      `the endpoint ${endpoint.url} is no address`,
      'write it like https://sts.eu-west-1.amazonaws.com: see AWS_ENDPOINT_URL and endpoint_url in ~/.aws/config',
    );
  }
  const link = await connection(endpoint, context.env, url);
  let client: Promise<Sts> | undefined;
  const load = async (): Promise<Sts> => {
    if (url) link.open(url); // goes on while the SDK keeps us busy
    return (await import('../aws/sdk.ts')).sts(endpoint, link);
  };
  return {
    sts: () => {
      client ??= load();
      return client;
    },
    async devices() {
      const iam = endpointOf('IAM', setting.region, context.env, setting.settings, setting.files);
      const target =
        iam.url !== undefined && URL.canParse(iam.url)
          ? new URL(iam.url)
          : new URL(`https://iam.${domainOf(iam.region, iam.dualStack)}`);
      const path = await connection(iam, context.env, target);
      try {
        return await (await import('../aws/sdk.ts')).listDevices(iam, path, setting.keys);
      } finally {
        path.close();
      }
    },
    explain: (error, about = {}) =>
      explain(error, causeOf(error), {
        secrets: [setting.keys.secretAccessKey],
        ...about,
        profile: setting.choice.name || 'the environment',
        region: endpoint.region,
        host: url?.host ?? `STS in ${endpoint.region}`,
        now: context.now(),
      }),
    close: link.close,
  };
}
