import { beforeAll, expect, test, vi } from 'vitest';
import { userKey } from '../../src/cache/keys.ts';
import { cachedUser, lookInCache, planFor } from '../../src/session/progress.ts';
import { recall } from '../../src/session/recall.ts';
import { resolveConfig, sessionRequest } from '../../src/session/resolve.ts';
import { newFolder } from '../fs/folder.ts';
import {
  config,
  contextOf,
  findAndRemember,
  keys,
  place,
  placeBoth,
  settingWithSession,
  type Variables,
} from './home.ts';

// C5.0: what was got at one endpoint is never taken for another's, by the short way or the long one.

beforeAll(() => {
  vi.stubGlobal('MFA_ENV_VERSION', '0.0.0');
});

const local = 'http://localhost:4566';
const named = `${config.replace('[profile other]', `endpoint_url = ${local}\n[profile other]`)}`;
const services = `${config.replace('[profile other]', 'services = s\n[profile other]')}[services s]\nsts =\n  endpoint_url = ${local}\n`;

interface Where {
  env?: Variables;
  text?: string;
}
const aws: Where = {};

test.each<[string, Where, Where]>([
  ['AWS_ENDPOINT_URL', { env: { AWS_ENDPOINT_URL: local } }, aws],
  ['AWS_ENDPOINT_URL_STS', { env: { AWS_ENDPOINT_URL_STS: local } }, aws],
  ['endpoint_url', { text: named }, aws],
  ['services', { text: services }, aws],
  ['another address', { env: { AWS_ENDPOINT_URL: local } }, { env: { AWS_ENDPOINT_URL: 'http://localhost:5000' } }],
  [
    'one that is ignored',
    { env: { AWS_ENDPOINT_URL: local } },
    { env: { AWS_ENDPOINT_URL: local, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' } },
  ],
])('a session of one endpoint is not given for another: %s', async (_, one, other) => {
  for (const [got, asked] of [
    [one, other],
    [other, one],
  ] as const) {
    const home = newFolder();
    const at = ({ env = {}, text = config }: Where) => {
      place(`${home}/.aws/config`, text);
      return contextOf(home, env);
    };
    placeBoth(home, config, keys('AKIAIOSFODNN7EXAMPLE'));
    const resolved = await settingWithSession([], at(got), 3);
    resolved.cache.write(userKey(resolved.keys.accessKeyId, resolved.endpoint.url ?? ''), {
      name: 'alice',
    });
    await findAndRemember([], resolved, at(got));
    const elsewhere = await resolveConfig(sessionRequest({}), at(asked));
    expect(recall([], at(asked))).toBeUndefined();
    expect(lookInCache(elsewhere, planFor(elsewhere), at(asked)).session).toBeUndefined();
    expect(cachedUser(elsewhere)).toEqual({});
    const again = await resolveConfig(sessionRequest({}), at(got));
    expect(lookInCache(again, planFor(again), at(got)).session).toBeDefined();
    expect(cachedUser(again)).toEqual({ name: 'alice' });
  }
});

test('a session is recalled where the same endpoint is named again', async () => {
  const home = newFolder();
  placeBoth(home, config, keys('AKIAIOSFODNN7EXAMPLE'));
  const context = contextOf(home, { AWS_ENDPOINT_URL: local });
  await findAndRemember([], await settingWithSession([], context, 3), context);
  expect(recall([], context)).toBeDefined();
  expect(recall([], contextOf(home, {}))).toBeUndefined();
});

test('a password in an endpoint is never written to disk', async () => {
  const home = newFolder();
  placeBoth(home, config, keys('AKIAIOSFODNN7EXAMPLE'));
  const context = contextOf(home, { AWS_ENDPOINT_URL: 'http://me:hush@localhost:4566' });
  const resolved = await settingWithSession([], context, 3);
  expect((await findAndRemember([], resolved, context)).fresh).toBe(false);
  expect(recall([], context)).toBeUndefined();
  expect(planFor(resolved).steps[0]?.cacheKey).toContain('"http://localhost:4566/"');
});
