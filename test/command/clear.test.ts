import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePlace, type Place } from './run.ts';

// `--clear` puts the environment back as it was, and needs nothing for it: C2.4.

let place: Place;
beforeAll(async () => {
  place = await makePlace();
});
afterAll(() => place.end());

/** Runs a command's output in sh, and gives the environment that comes of it. */
async function evaluated(env: Record<string, string>, ...lines: string[]): Promise<Record<string, string>> {
  const { status, stdout, stderr } = await place.sh(`set -eu\n${lines.join('\n')}\nenv -0`, [], { env });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const rows = stdout.split('\0').filter((row) => row && !/^(_|PWD|OLDPWD|SHLVL)=/.test(row));
  return Object.fromEntries(rows.map((row) => [row.slice(0, row.indexOf('=')), row.slice(row.indexOf('=') + 1)]));
}

test.each<[string, Record<string, string>]>([
  ['nothing', {}],
  ['a profile', { AWS_PROFILE: 'default' }],
  ['an account', { AWS_ACCOUNT_ID: '444455556666' }],
  ['a region', { AWS_REGION: 'us-west-2' }],
  ['empty ones', { AWS_REGION: '', AWS_DEFAULT_PROFILE: '', AWS_SECURITY_TOKEN: '' }],
  ['a long-term pair', { AWS_PROFILE: 'default', AWS_ACCESS_KEY_ID: 'AKIAX', AWS_SECRET_ACCESS_KEY: "s'\n$(id)" }],
])('C2.4: the environment is as it was, where there was %s', async (_, before) => {
  await place.begin();
  const session = 'eval "$("$@" -q)"';
  const clear = 'eval "$("$@" -q --clear)"';
  const untouched = await evaluated(before, ':');
  expect(await evaluated(before, session)).toHaveProperty('AWS_SESSION_TOKEN');
  expect(await evaluated(before, session, clear)).toEqual(untouched);
  expect(await evaluated(before, session, session, 'eval "$("$@" -q -p default)"', clear)).toEqual(untouched);
});

test('C2.4: without a session the credential variables go', async () => {
  const { status, stdout, stderr } = await place.run(['--clear']);
  expect({ status, stdout, stderr }).toEqual({
    status: 0,
    stdout:
      'unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CREDENTIAL_EXPIRATION AWS_SECURITY_TOKEN AWS_SESSION_EXPIRATION;\n',
    stderr: expect.stringMatching(/^no session.*\n$/),
  });
  const env = { AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE', AWS_SESSION_TOKEN: 'not-a-secret' };
  expect((await place.run(['--clear'], { env })).stderr).toMatch(
    /^no session.* AWS_ACCESS_KEY_ID, AWS_SESSION_TOKEN\n$/,
  );
});

test('C2.4: needs no network, no config, no home folder', async () => {
  place.write('.aws/config', '[default\n\0\ufffd');
  const env = {
    HOME: undefined,
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    AWS_CONFIG_FILE: '/',
    XDG_CACHE_HOME: '/dev/null/x',
  };
  expect(await place.run(['--clear', '-q'], { env, cwd: '/' })).toMatchObject({ status: 0, stderr: '' });
  expect(place.sts.requests.every(({ action }) => action === 'GetSessionToken')).toBe(true);
});

test('--clear takes no code', async () => {
  expect(await place.run(['--clear', '123456'])).toMatchObject({ status: 2, stdout: '(exit 2);\n' });
});
