import type { Environment } from '../shell/env-diff.ts';
import type { AwsFiles } from './files/read.ts';
import { readSettings, type Settings, sectionsNamed } from './files/sections.ts';
import { domainOf, partitionOf } from './region.ts';

/** Where a service is, and how to connect to it (C3.8). */
export interface Endpoint {
  region: string;
  /** The endpoint that the user named; undefined for that of the region. */
  url?: string | undefined;
  fips: boolean;
  dualStack: boolean;
  /** PEM file of the certificate authorities to trust instead of the system's. */
  caBundle?: string | undefined;
}

/** What decides where a service is, besides the environment. */
export interface Where {
  region: string;
  /** Of the profile. */
  settings: Settings;
  files: AwsFiles;
}

/** In the order of the SDKs: settings for the service first, environment before files (feature-ss-endpoints). */
export function endpointOf(
  service: 'STS' | 'IAM' | 'SIGNIN',
  { region, settings, files }: Where,
  env: Environment,
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

/** The part of a cache key that names the endpoint (C5.0): the URL that the user named, '' for AWS's own. */
export const endpointKey = ({ url }: Endpoint): string => (url === undefined ? '' : withoutPassword(url));

/** A URL that is safe to show and store. Only what URL reads as a password goes: any other `@` is part of a path. */
export function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return url.replace(/^(\w+:\/\/)?.*@/, '$1');
  const plain = new URL(url);
  if (!plain.username && !plain.password) return url;
  plain.username = '';
  plain.password = '';
  return plain.href;
}

/** The URL of STS, for opening a connection and choosing a proxy before the SDK is loaded. Undefined for a bad URL. */
export function likelyStsUrl({ url, region, fips, dualStack }: Endpoint): URL | undefined {
  if (url !== undefined) return URL.canParse(url) ? new URL(url) : undefined;
  if (region === 'aws-global' && !fips && !dualStack) return new URL('https://sts.amazonaws.com');
  const isFips = fips && (dualStack || partitionOf(region) !== 'aws-us-gov'); // all endpoints of GovCloud are FIPS
  return new URL(`https://sts${isFips ? '-fips' : ''}.${region}.${domainOf(region, dualStack)}`);
}

export const iamUrl = ({ url, region, dualStack }: Endpoint): URL =>
  new URL(url !== undefined && URL.canParse(url) ? url : `https://iam.${domainOf(region, dualStack)}`);

function servicesSetting(files: AwsFiles, services: string | undefined, name: string): string | undefined {
  if (!services) return undefined;
  const { text } = files.config;
  const found = [...sectionsNamed(text, services, 'services')].at(-1);
  return found && readSettings(text.slice(found.body, found.end))[name];
}

const isTrue = (text: string | undefined): boolean => text?.toLowerCase() === 'true';
