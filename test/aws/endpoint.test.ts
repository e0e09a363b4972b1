import { expect, test } from 'vitest';
import { type Endpoint, endpointKey, endpointOf, likelyStsUrl } from '../../src/aws/endpoint.ts';
import { readProfile } from '../../src/aws/profile.ts';
import type { Environment } from '../../src/shell/env-diff.ts';
import { files } from './text.ts';

// The endpoint of a service follows from region, FIPS, dual-stack and the user's own URL: C3.8.

function endpoint(service: 'STS' | 'IAM', env: Environment, settings: string, more = ''): Endpoint {
  const both = files(`[default]\n${settings}\n${more}`);
  const ofDefault = readProfile(both, 'default')?.settings ?? {};
  return endpointOf(service, { region: 'eu-west-1', settings: ofDefault, files: both }, env);
}

const services = '[services s]\nsts =\n  endpoint_url = http://sts-file\niam =\n  endpoint_url = http://iam-file\n';

test.each<[string, Environment, string, string | undefined, string | undefined]>([
  ['none', {}, '', undefined, undefined],
  ['the file', {}, 'endpoint_url = http://file', 'http://file', 'http://file'],
  ['services before the file', {}, 'endpoint_url = http://file\nservices = s', 'http://sts-file', 'http://iam-file'],
  [
    'the environment before all files',
    { AWS_ENDPOINT_URL: 'http://env' },
    'endpoint_url = http://file\nservices = s',
    'http://env',
    'http://env',
  ],
  [
    'the service first',
    { AWS_ENDPOINT_URL: 'http://env', AWS_ENDPOINT_URL_STS: 'http://sts' },
    '',
    'http://sts',
    'http://env',
  ],
  ['the other service', { AWS_ENDPOINT_URL_IAM: 'http://iam' }, '', undefined, 'http://iam'],
  [
    'empty ones do not count',
    { AWS_ENDPOINT_URL: '', AWS_ENDPOINT_URL_STS: '' },
    'endpoint_url = http://file',
    'http://file',
    'http://file',
  ],
  ['services that do not exist', {}, 'endpoint_url = http://file\nservices = x', 'http://file', 'http://file'],
  [
    'switched off',
    { AWS_ENDPOINT_URL: 'http://env', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
    '',
    undefined,
    undefined,
  ],
  [
    'switched off in the file',
    { AWS_ENDPOINT_URL: 'http://env' },
    'ignore_configured_endpoint_urls = true',
    undefined,
    undefined,
  ],
])('C3.8, URL: %s', (_, env, settings, sts, iam) => {
  expect(endpoint('STS', env, settings, services).url).toBe(sts);
  expect(endpoint('IAM', env, settings, services).url).toBe(iam);
});

test.each<[Environment, string, boolean, boolean]>([
  [{}, '', false, false],
  [{ AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'TRUE' }, '', true, true],
  [{}, 'use_fips_endpoint = true\nuse_dualstack_endpoint = True', true, true],
  [{ AWS_USE_FIPS_ENDPOINT: 'false' }, 'use_fips_endpoint = true\nuse_dualstack_endpoint = false', false, false],
  [{ AWS_USE_FIPS_ENDPOINT: '1' }, '', false, false],
])('C3.8, FIPS and dual-stack: %j, %j', (env, settings, fips, dualStack) => {
  expect(endpoint('STS', env, settings)).toMatchObject({ fips, dualStack });
});

test('C3.8: the CA bundle, of the environment or the file', () => {
  expect(endpoint('STS', { AWS_CA_BUNDLE: '/e' }, 'ca_bundle = /f').caBundle).toBe('/e');
  expect(endpoint('STS', { AWS_CA_BUNDLE: '' }, 'ca_bundle = /f').caBundle).toBe('/f');
  expect(endpoint('STS', {}, '').caBundle).toBeUndefined();
});

test.each<[Partial<Endpoint>, string | undefined]>([
  [{}, 'https://sts.eu-west-1.amazonaws.com/'],
  [{ fips: true }, 'https://sts-fips.eu-west-1.amazonaws.com/'],
  [{ dualStack: true }, 'https://sts.eu-west-1.api.aws/'],
  [{ url: 'http://127.0.0.1:1/x' }, 'http://127.0.0.1:1/x'],
  [{ url: 'no url' }, undefined],
  [{ region: 'cn-north-1' }, 'https://sts.cn-north-1.amazonaws.com.cn/'],
  [{ region: 'aws-global' }, 'https://sts.amazonaws.com/'],
])('likelyStsUrl of %j', (more, expected) => {
  const url = likelyStsUrl({ region: 'eu-west-1', url: undefined, fips: false, dualStack: false, ...more });
  expect(url?.href).toBe(expected);
});

test.each<[string, string]>([
  ['http://localhost:4566', 'http://localhost:4566'],
  ['http://me:hush@localhost:4566', 'http://localhost:4566/'],
  ['http://me:h@sh@localhost:4566/x', 'http://localhost:4566/x'],
  ['http:me:hush@localhost:4566', 'http://localhost:4566/'],
  ['http://evil/x@localhost:4566', 'http://evil/x@localhost:4566'],
  ['http://evil?x@localhost:4566', 'http://evil?x@localhost:4566'],
  ['http://evil\\@localhost:4566', 'http://evil\\@localhost:4566'],
  ['http://me:hu/sh@localhost:4566', 'http://localhost:4566'],
])('C5.0: the cache knows %s by its address, without a password', (url, key) => {
  expect(endpointKey({ region: 'eu-west-1', url, fips: false, dualStack: false })).toBe(key);
});
