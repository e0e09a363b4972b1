import { statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exportsOf, keyLines, keyPair, makePlace, type Place, serial, start } from './run.ts';

// The main job: which profile, region, duration and dialect count, and what is printed: C1 to C3.

let place: Place;
beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => place.end());

test('C2.2: a code gives a session that AWS knows', async () => {
  const { status, stdout, stderr } = await place.run([place.sts.freshCode(serial)]);
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: expect.stringMatching(/^default · 111122223333 · (11h 59m|12h 00m) left \(until \d\d:\d\d\) · new\n$/),
  });
  const session = exportsOf(stdout);
  expect(session).toEqual({
    AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/),
    AWS_SECRET_ACCESS_KEY: expect.any(String),
    AWS_SESSION_TOKEN: expect.any(String),
    AWS_CREDENTIAL_EXPIRATION: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    AWS_REGION: 'eu-central-1',
    AWS_DEFAULT_REGION: 'eu-central-1',
    MFA_ENV_PROFILE: 'default',
    MFA_ENV_EXPIRES: expect.stringMatching(/^\d{10}$/),
    MFA_ENV_REGION: 'eu-central-1',
  });
  expect(Date.parse(session.AWS_CREDENTIAL_EXPIRATION ?? '')).toBe(Number(session.MFA_ENV_EXPIRES) * 1000);
  expect(place.sts.calls()).toMatchObject([
    {
      action: 'GetSessionToken',
      verdict: 'ok',
      region: 'eu-central-1',
      accessKeyId: keyPair.AWS_ACCESS_KEY_ID,
      parameters: { DurationSeconds: '43200', SerialNumber: serial },
    },
  ]);
});

const unset = [
  ...['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_ACCOUNT_ID'],
  ...['AWS_SECURITY_TOKEN', 'AWS_SESSION_EXPIRATION'],
];

test('C2.5: the exact text, for the POSIX shells', async () => {
  const { stdout } = await place.quick([place.sts.freshCode(serial), '-s', 'posix']);
  const [first, ...rest] = stdout.split('\n');
  const names = [...stdout.matchAll(/^export (\w+)=/gm)].map(([, name]) => name);
  expect(first).toMatch(/^unset( \w+)+ &&$/);
  expect(first?.split(' ')).toEqual(expect.arrayContaining(names));
  expect(first?.split(' ')).toEqual(expect.arrayContaining(unset));
  expect(rest.pop()).toBe('');
  expect(rest.pop()).toMatch(/^export \w+='[^']*';$/);
  for (const line of rest) expect(line).toMatch(/^export \w+='[^']*' &&$/);
  expect(stdout).not.toMatch(/[\r\ufeff\u001b#]/);
});

test('C2.5: the exact text, for fish', async () => {
  const { stdout } = await place.quick([place.sts.freshCode(serial), '-s', 'fish']);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.pop()).toBe('true;');
  for (const line of lines) expect(line).toMatch(/^(set -qg (\w+); and set -eg \2;|set -gx \w+ '[^']*';)$/);
  for (const name of unset) expect(lines).toContain(`set -qg ${name}; and set -eg ${name};`);
  expect(stdout.endsWith('\n')).toBe(true);
  expect(stdout).not.toMatch(/[\r\ufeff\u001b#]/);
});

test('C4.4: without a code the cached session is used, and nothing is sent', async () => {
  const session = await place.begin();
  const again = await place.quick([]);
  expect(again).toMatchObject({ status: 0, stderr: expect.stringMatching(/ · cached\n$/) });
  expect(exportsOf(again.stdout)).toEqual(session);
  expect(place.sts.requests).toHaveLength(1);
  expect(place.sts.connections()).toBe(1);
});

test('C4.4: a code on the command line always starts a new session', async () => {
  const first = await place.begin();
  const second = await place.begin();
  expect(second.AWS_ACCESS_KEY_ID).not.toBe(first.AWS_ACCESS_KEY_ID);
  expect(exportsOf((await place.quick([])).stdout)).toEqual(second);
});

test('--refresh wants a code although a session is cached, and replaces it', async () => {
  const first = await place.begin();
  expect((await place.quick(['--refresh'])).status).toBe(2);
  expect(exportsOf((await place.quick([])).stdout)).toEqual(first);
  const second = await place.begin('--refresh');
  expect(exportsOf((await place.quick([])).stdout)).toEqual(second);
});

test('--no-cache neither reads nor writes', async () => {
  await place.quick(['--no-cache', place.sts.freshCode(serial)]);
  expect(() => place.cached()).toThrow('ENOENT');
  await place.begin();
  expect((await place.quick(['--no-cache'])).status).toBe(2);
});

test('--min-ttl: a session with less time left is not used', async () => {
  await place.begin('-d', '15m');
  expect(await place.quick([])).toMatchObject({ status: 0 });
  expect(await place.quick(['--min-ttl', '14m'])).toMatchObject({ status: 0 });
  expect(await place.quick(['--min-ttl', '16m'])).toMatchObject({ status: 2, stdout: '(exit 2);\n' });
});

test('C5.1: the cache is private, and holds no long-term secret', async () => {
  await place.begin();
  expect(statSync(place.cache).mode & 0o777).toBe(0o700);
  const names = place.cached();
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) expect(statSync(path.join(place.cache, name)).mode & 0o777).toBe(0o600);
  const found = await start(['/bin/sh', '-c', `grep -rlF "$SECRET" "${place.dir}"`], {
    env: { SECRET: keyPair.AWS_SECRET_ACCESS_KEY, PATH: place.env.PATH },
  });
  expect(found.stdout).toBe(`${path.join(place.home, '.aws', 'credentials')}\n`);
});

test.each([
  ['MFA_ENV_CACHE_DIR', 'mine', 'mine'],
  ['XDG_CACHE_HOME', 'xdg', 'xdg/mfa-env'],
])('C5.1: %s says where the cache is', async (name, value, expected) => {
  const env = { [name]: path.join(place.dir, value) };
  await place.quick([place.sts.freshCode(serial)], { env });
  expect(statSync(path.join(place.dir, expected)).mode & 0o777).toBe(0o700);
  expect(() => place.cached()).toThrow('ENOENT');
  expect((await place.quick([], { env })).status).toBe(0);
});

test('C5.1: another key, device or partition never gets the wrong session', async () => {
  await place.begin();
  place.write('.aws/credentials', `[default]\naws_access_key_id = AKIAROTATEDEXAMPLE00\naws_secret_access_key = x\n`);
  expect((await place.quick([])).status).toBe(2);
  place.write('.aws/credentials', `[default]\n${keyLines}`);
  expect((await place.quick(['--serial', 'GAHT12345678'])).status).toBe(2);
  expect((await place.quick(['--region', 'us-gov-west-1'])).status).toBe(2);
  expect((await place.quick([])).status).toBe(0);
});

test('C3.4: a profile borrows its keys through source_profile, at any depth', async () => {
  place.write(
    '.aws/config',
    `[profile a]\nsource_profile = b\nregion = eu-west-3\n[profile b]\nsource_profile = c d\n[profile c d]\nmfa_serial = ${serial}\n`,
  );
  place.write('.aws/credentials', `[c d]\n${keyLines}`);
  const { status, stdout, stderr } = await place.quick(['-p', 'a', place.sts.freshCode(serial)]);
  expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.stringMatching(/^a · /) });
  expect(exportsOf(stdout)).toMatchObject({ MFA_ENV_PROFILE: 'a', AWS_REGION: 'eu-west-3' });
});

test('C3.4: keys from credential_process', async () => {
  const json = `{"Version":1,"AccessKeyId":"${keyPair.AWS_ACCESS_KEY_ID}","SecretAccessKey":"${keyPair.AWS_SECRET_ACCESS_KEY}"}`;
  place.write('.aws/config', `[default]\nmfa_serial = ${serial}\ncredential_process = printf '%s' '${json}'\n`);
  place.write('.aws/credentials', '');
  expect(await place.quick([place.sts.freshCode(serial)])).toMatchObject({ status: 0 });
});

test('C3.1: a long-term pair in the environment is the source where no profile is named', async () => {
  place.write('.aws/credentials', '');
  const env = { ...keyPair, AWS_MFA_SERIAL: serial };
  const { status, stdout, stderr } = await place.quick([place.sts.freshCode(serial)], { env });
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(/^environment · /) });
  const session = exportsOf(stdout);
  expect(session).toMatchObject({ MFA_ENV_WAS_AWS_ACCESS_KEY_ID: keyPair.AWS_ACCESS_KEY_ID });
  // and in the shell that then has the session, it is found again
  const again = await place.quick([], { env: { ...env, ...session } });
  expect({ ...again, stdout: exportsOf(again.stdout) }).toMatchObject({ status: 0, stdout: session });
});

test('C3.3: session keys in the environment or the file never sign', async () => {
  const stale = { AWS_ACCESS_KEY_ID: 'ASIAOLD', AWS_SECRET_ACCESS_KEY: 'old', AWS_SESSION_TOKEN: 'old' };
  expect(await place.quick([place.sts.freshCode(serial)], { env: stale })).toMatchObject({ status: 0 });
  place.write('.aws/credentials', `[default]\n${keyLines}aws_session_token = old\n`);
  expect(await place.quick([place.sts.freshCode(serial)])).toMatchObject({ status: 3, stdout: '(exit 3);\n' });
  expect(place.sts.requests.map(({ accessKeyId }) => accessKeyId)).toEqual([keyPair.AWS_ACCESS_KEY_ID]);
});

test('C3.2: AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, with ~', async () => {
  place.write('here/config', `[profile else]\nmfa_serial = ${serial}\n`);
  place.write('here/credentials', `[else]\n${keyLines}`);
  const env = { AWS_CONFIG_FILE: '~/here/config', AWS_SHARED_CREDENTIALS_FILE: '$HOME/here/credentials' };
  expect(await place.quick(['-p', 'else', place.sts.freshCode(serial)], { env })).toMatchObject({ status: 0 });
  // As botocore does it: first the variables, then ~, and what HOME holds is no variable.
  const within = { ...env, HERE: '~/here', AWS_CONFIG_FILE: '$HERE/config' };
  expect(await place.quick(['-p', 'else', '-q'], { env: within })).toMatchObject({ status: 0 });
});

test('C3.7: durations: as asked, and as STS granted', async () => {
  const { status, stdout, stderr } = await place.quick(['-d', '36h', place.sts.freshCode(serial)]);
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: expect.stringMatching(/ · (36h 00m|35h 59m) left \(until /),
  });
  expect(place.sts.requests[0]?.parameters.DurationSeconds).toBe('129600');
  expect(exportsOf(stdout).AWS_CREDENTIAL_EXPIRATION).toMatch(/Z$/);
});

test('C3.5: another device, by option and by environment', async () => {
  place.write(
    '.aws/credentials',
    '[default]\naws_access_key_id = AKIARTX3GSDSXEXAMPLE\naws_secret_access_key = carol/fake+secretEXAMPLEKEY0123456789012\n',
  );
  const hardware = 'GAHT12345678';
  expect(await place.quick(['--serial', hardware, place.sts.freshCode(hardware)])).toMatchObject({ status: 0 });
  const env = { AWS_MFA_SERIAL: hardware };
  expect(await place.quick([place.sts.freshCode(hardware)], { env })).toMatchObject({ status: 0 });
});

test('C3.5: with no device named it is found, and remembered', async () => {
  place.write('.aws/config', '[default]\nregion = eu-central-1\n');
  expect(await place.quick([place.sts.freshCode(serial)])).toMatchObject({ status: 0 });
  expect(place.sts.calls('GetSessionToken')).toMatchObject([{ verdict: 'ok', parameters: { SerialNumber: serial } }]);
  const before = place.sts.requests.length;
  expect(await place.quick([])).toMatchObject({ status: 0, stderr: expect.stringMatching(/^default .*cached\n$/) });
  expect(place.sts.requests).toHaveLength(before);
});

test.each<[string, string[], Record<string, string>, string]>([
  ['the profile', [], {}, 'eu-central-1'],
  ['AWS_DEFAULT_REGION', [], { AWS_DEFAULT_REGION: 'us-west-1' }, 'us-west-1'],
  ['AWS_REGION', [], { AWS_REGION: ' US-West-2 ', AWS_DEFAULT_REGION: 'us-west-1' }, 'us-west-2'],
  ['--region', ['--region', 'ap-south-1'], { AWS_REGION: 'us-west-2' }, 'ap-south-1'],
])('C3.8: the region that signs is that of %s', async (_, words, env, expected) => {
  const { status, stdout } = await place.quick([...words, place.sts.freshCode(serial)], { env });
  expect(status).toBe(0);
  expect(place.sts.requests[0]?.region).toBe(expected);
  // C2.2: the user's own region is left alone
  expect('AWS_REGION' in exportsOf(stdout)).toBe(Object.keys(env).length === 0);
});

test('C3.8: no region anywhere: us-east-1', async () => {
  place.write('.aws/config', `[default]\nmfa_serial = ${serial}\n`);
  const { stdout } = await place.quick([place.sts.freshCode(serial)]);
  expect(place.sts.requests[0]?.region).toBe('us-east-1');
  expect(exportsOf(stdout)).not.toHaveProperty('AWS_REGION');
});

test('C3.8: endpoints: the service before the general one, the environment before the files', async () => {
  const dead = 'http://127.0.0.1:9';
  const general = { AWS_ENDPOINT_URL: dead, AWS_ENDPOINT_URL_STS: place.sts.url };
  expect(await place.quick([place.sts.freshCode(serial)], { env: general })).toMatchObject({ status: 0 });
  place.write('.aws/config', `[default]\nmfa_serial = ${serial}\nendpoint_url = ${place.sts.url}\n`);
  const env = { AWS_ENDPOINT_URL: undefined };
  expect(await place.quick([place.sts.freshCode(serial)], { env })).toMatchObject({ status: 0 });
  place.write(
    '.aws/config',
    `[default]\nmfa_serial = ${serial}\nendpoint_url = ${dead}\nservices = mine\n[services mine]\nsts =\n  endpoint_url = ${place.sts.url}\n`,
  );
  expect(await place.quick([place.sts.freshCode(serial)], { env })).toMatchObject({ status: 0 });
});

test('C3.6: one MFA session serves a role, and the role is cached', async () => {
  place.write(
    '.aws/config',
    `[default]\nmfa_serial = ${serial}\n[profile admin]\nrole_arn = arn:aws:iam::111122223333:role/admin\nsource_profile = default\nrole_session_name = alice\n`,
  );
  const session = await place.begin();
  const role = await place.quick(['-p', 'admin']);
  expect(role).toMatchObject({ status: 0 });
  expect(exportsOf(role.stdout).AWS_ACCESS_KEY_ID).not.toBe(session.AWS_ACCESS_KEY_ID);
  expect(await place.quick(['-p', 'admin'])).toMatchObject({ status: 0, stdout: role.stdout });
  expect(place.sts.calls('GetSessionToken')).toMatchObject([{ verdict: 'ok' }]);
  expect(place.sts.calls('AssumeRole')).toMatchObject([{ verdict: 'ok', parameters: { RoleSessionName: 'alice' } }]);
  expect(place.sts.calls('AssumeRole')[0]?.parameters).not.toHaveProperty('TokenCode');
});

test('C2.11: --shell, else the parent process, else $SHELL, else posix', async () => {
  await place.begin();
  const isFish = ({ stdout }: { stdout: string }): boolean => stdout.startsWith('set ');
  expect(isFish(await place.quick(['-s', 'fish']))).toBe(true);
  const child = place.sh('"$@"; exit $?', [], { env: { SHELL: '/usr/bin/fish' } });
  expect(isFish(await child)).toBe(false); // its parent is sh
  expect(isFish(await place.quick([], { env: { SHELL: '/usr/bin/fish' } }))).toBe(true); // its parent is node
  expect(isFish(await place.quick([], { env: { SHELL: undefined } }))).toBe(false);
});

test('C4.1: a code from stdin, blanks inside, leading zeros', async () => {
  const spaced = place.sts.freshCode(serial).replace(/^(...)/, '$1 ');
  expect(await place.run(['-'], { stdin: `${spaced}\n` })).toMatchObject({ status: 0 });
  const words = place.sts
    .freshCode(serial)
    .replace(/^(...)/, '$1 ')
    .split(' ');
  expect(await place.quick(words)).toMatchObject({ status: 0 });
  expect(await place.quick(['000 000'])).toMatchObject({ status: 1 });
  expect(place.sts.requests.at(-1)?.parameters.TokenCode).toBe('000000');
});

test('C6.3: -q says nothing on success', async () => {
  expect(await place.quick(['-q', place.sts.freshCode(serial)])).toMatchObject({ status: 0, stderr: '' });
  expect(await place.quick(['-q'])).toMatchObject({ status: 0, stderr: '' });
});

test('C2.3: --legacy-token sets AWS_SECURITY_TOKEN too', async () => {
  const { AWS_SESSION_TOKEN, AWS_SECURITY_TOKEN } = await place.begin('--legacy-token');
  expect(AWS_SECURITY_TOKEN).toBe(AWS_SESSION_TOKEN);
});

test('C1: help and version, on stdout, status 0', async () => {
  expect(await place.quick(['--version'])).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    stderr: '',
  });
  expect(await place.quick(['-V'])).toMatchObject({ status: 0, stderr: '' });
  for (const words of [['--help'], ['-h'], ['init', '--help']])
    expect(await place.quick(words)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('mfa-env'),
      stderr: '',
    });
});
