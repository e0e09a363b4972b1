import type { Environment } from '../shell/env-diff.ts';
import type { AwsFiles } from './files/read.ts';
import { sectionsNamed } from './files/sections.ts';
import { readSettings, type Settings } from './files/settings.ts';
import { domainOf, partitionOf } from './region.ts';

/** Where a service is, and the way there (C3.8). */
export interface Endpoint {
  region: string;
  /** Named by the user; undefined for the region's own. */
  url?: string | undefined;
  fips: boolean;
  dualStack: boolean;
  /** PEM file of the authorities to trust instead of the usual ones. */
  caBundle?: string | undefined;
}

/** The order of the SDKs: service before general, environment before files (AWS SDKs guide, feature-ss-endpoints). */
export function endpointOf(
  service: 'STS' | 'IAM',
  region: string,
  env: Environment,
  settings: Settings,
  files: AwsFiles,
): Endpoint {
  const ignored = [env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS, settings.ignore_configured_endpoint_urls].some(isTrue);
  const urls = [
    env[`AWS_ENDPOINT_URL_${service}`],
    env.AWS_ENDPOINT_URL,
    servicesSetting(files, settings.services, `${service.toLowerCase()}.endpoint_url`),
    settings.endpoint_url,
  ];
  return {
    region,
    url: ignored ? undefined : urls.find((url) => url),
    fips: isTrue(env.AWS_USE_FIPS_ENDPOINT || settings.use_fips_endpoint),
    dualStack: isTrue(env.AWS_USE_DUALSTACK_ENDPOINT || settings.use_dualstack_endpoint),
    caBundle: env.AWS_CA_BUNDLE || settings.ca_bundle || undefined,
  };
}

/**
 * What the cache knows an endpoint by, so that no session of one place is taken for another's (C5.0).
 * @returns its address as the user named it; '' for AWS's own
 */
export const endpointKey = ({ url }: Endpoint): string => (url === undefined ? '' : withoutPassword(url));

/** An address as it may be shown and kept. Only what URL reads as a password goes: any other `@` is part of a path. */
export function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return url.replace(/^(\w+:\/\/)?.*@/, '$1');
  const plain = new URL(url);
  if (!plain.username && !plain.password) return url;
  plain.username = '';
  plain.password = '';
  return plain.href;
}

/** Where STS answers, to open a connection and choose a proxy before the SDK is there to ask. */
export function likelyStsUrl({ url, region, fips, dualStack }: Endpoint): URL | undefined {
  if (url !== undefined) return URL.canParse(url) ? new URL(url) : undefined;
  if (region === 'aws-global' && !fips && !dualStack) return new URL('https://sts.amazonaws.com');
  const isFips = fips && (dualStack || partitionOf(region) !== 'aws-us-gov'); // there all of them are
  return new URL(`https://sts${isFips ? '-fips' : ''}.${region}.${domainOf(region, dualStack)}`);
}

/** Where IAM answers, to choose a proxy. */
export const iamUrl = ({ url, region, dualStack }: Endpoint): URL =>
  new URL(url !== undefined && URL.canParse(url) ? url : `https://iam.${domainOf(region, dualStack)}`);

function servicesSetting(files: AwsFiles, services: string | undefined, name: string): string | undefined {
  if (!services) return undefined;
  const { text } = files.config;
  const found = [...sectionsNamed(text, services, 'services')].at(-1);
  return found && readSettings(text.slice(found.body, found.end))[name];
}

const isTrue = (text: string | undefined): boolean => text?.toLowerCase() === 'true';
