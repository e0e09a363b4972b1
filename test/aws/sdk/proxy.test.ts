import { afterEach, expect, test, vi } from 'vitest';
import { connection } from '../../../src/aws/sdk/connection.ts';

// C3.8: the choice of a proxy. The tunnel is tested in test/command/tls.test.ts.

afterEach(() => vi.unstubAllEnvs());

const names = [
  'HTTPS_PROXY',
  'https_proxy',
  'ALL_PROXY',
  'all_proxy',
  'NO_PROXY',
  'no_proxy',
  'HTTP_PROXY',
  'http_proxy',
];

async function proxyOf(env: Record<string, string>, url = 'https://sts.eu-west-1.amazonaws.com'): Promise<string> {
  for (const name of names) vi.stubEnv(name, env[name]);
  const link = await connection({ region: 'eu-west-1', fips: false, dualStack: false }, env, new URL(url));
  return 'proxy' in link.agent ? String(link.agent.proxy) : '';
}

const proxy = 'http://proxy.example:3128';

test.each<[Record<string, string>, string]>([
  [{}, ''],
  [{ HTTPS_PROXY: proxy }, `${proxy}/`],
  [{ https_proxy: proxy, HTTPS_PROXY: 'http://other.example:1' }, `${proxy}/`],
  [{ ALL_PROXY: proxy }, `${proxy}/`],
  [{ HTTPS_PROXY: 'proxy.example:3128' }, `${proxy}/`],
  [{ HTTP_PROXY: proxy, http_proxy: proxy }, ''],
  [{ HTTPS_PROXY: '' }, ''],
])('%j', async (env, expected) => {
  expect(await proxyOf(env)).toBe(expected);
});

test.each<[string, boolean]>([
  ['amazonaws.com', true],
  ['.amazonaws.com', true],
  ['*.amazonaws.com', true],
  ['localhost, 127.0.0.1, amazonaws.com', true],
  ['sts.eu-west-1.amazonaws.com', true],
  ['STS.EU-WEST-1.AmazonAWS.com', true],
  ['eu-west-1.amazonaws.com', true],
  ['*', true],
  ['', false],
  ['aws.com', false],
  ['onaws.com', false],
  ['example.com', false],
  ['sts.eu-west-1.amazonaws.com.cn', false],
])('NO_PROXY=%s: around the proxy: %s', async (around, expected) => {
  for (const name of ['NO_PROXY', 'no_proxy'])
    expect(await proxyOf({ HTTPS_PROXY: proxy, [name]: around })).toBe(expected ? '' : `${proxy}/`);
});

test('an http endpoint needs no tunnel', async () => {
  expect(await proxyOf({ HTTPS_PROXY: proxy }, 'http://127.0.0.1:1')).toBe('');
});
