import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { calls, roleArn } from './at.ts';
import { exportsOf, keyLines, makePlace, type Place, serial } from './run.ts';

// `--cached` gives a session of the cache or fails, and asks nobody; markers tell new terminals of it: C7.3.

let place: Place;
beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => place.end());

const markers = (): string[] => place.cached().filter((name) => name.endsWith('.until'));
const marker = (name: string): string => readFileSync(path.join(place.cache, `${name}.until`), 'utf8');
const role = `[profile admin]\nrole_arn = ${roleArn('admin')}\nsource_profile = default\n`;

function withRole(): void {
  place.write('.aws/config', `[default]\nregion = eu-central-1\nmfa_serial = ${serial}\n${role}`);
}

test('--cached takes a cached session', async () => {
  const session = await place.begin();
  const { status, stdout, stderr } = await place.run(['--cached']);
  expect({ status, session: exportsOf(stdout) }).toEqual({ status: 0, session });
  expect(stderr).toContain('cached');
});

test.each([[[]], [['-q']], [['-d', '15m']]])(
  '--cached without one says so, asks nobody, and has status 1: %j',
  async (words) => {
    const env = { MFA_ENV_CODE_COMMAND: 'touch asked; echo 123456' };
    const { status, stdout, stderr } = await place.quick(['--cached', ...words], { env });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '(exit 1);\n' });
    expect(stderr).toMatch(/^mfa-env: .*default.*cached\n.*mfa-env default.*\)"\n$/);
    expect(place.sts.connections()).toBe(0);
    expect(() => place.cached()).toThrow('ENOENT');
  },
);

test('--cached with less time left than --min-ttl', async () => {
  await place.begin('-d', '15m');
  expect(await place.quick(['--cached', '--min-ttl', '14m'])).toMatchObject({ status: 0 });
  expect(await place.quick(['--cached', '--min-ttl', '16m'])).toMatchObject({ status: 1, stdout: '(exit 1);\n' });
});

test('--cached with a role: its own session, and no call to AWS', async () => {
  withRole();
  await place.begin();
  const asked = calls(place).length;
  expect(await place.quick(['--cached', '-p', 'admin'])).toMatchObject({ status: 1, stdout: '(exit 1);\n' });
  expect(calls(place).length).toBe(asked);
  const session = exportsOf((await place.quick(['-p', 'admin'])).stdout);
  const again = await place.quick(['--cached', '-p', 'admin']);
  expect({ status: again.status, session: exportsOf(again.stdout) }).toEqual({ status: 0, session });
  expect(await place.quick(['--cached', '--role-arn', roleArn('admin')])).toMatchObject({ status: 0 });
});

test.each([
  [['--cached', '123456'], /--cached and a code cannot be used together/],
  [['--cached', '-'], /--cached and a code cannot be used together/],
  [['--cached', '--refresh'], /--cached and --refresh cannot be used together/],
  [['--no-cache', '--cached'], /--cached and --no-cache cannot be used together/],
  [['exec', '--cached', 'true'], /does not take --cached/],
  [['--auto'], /does not take --auto/],
  [['status', '--auto'], /does not take --auto/],
])('usage: %j', async (words, message) => {
  expect(await place.quick(words)).toMatchObject({ status: 2, stderr: expect.stringMatching(message) });
});

test('a session has a marker: when it ends, and not a word more', async () => {
  const session = await place.begin();
  expect(markers()).toEqual(['default.until']);
  expect(marker('default')).toBe(`${session.MFA_ENV_EXPIRES}\n`);
  expect(statSync(path.join(place.cache, 'default.until')).mode & 0o777).toBe(0o600);
  const second = await place.begin('-d', '1h');
  expect(marker('default')).toBe(`${second.MFA_ENV_EXPIRES}\n`);
});

test('whatever a profile is called', async () => {
  const names = ['team/prod', '50%', '%2F', '..', 'a b', 'é', '$(touch pwn)', '__proto__'];
  const sections = names.map((name) => `[${name}]\n${keyLines}`).join('');
  place.write('.aws/credentials', sections);
  for (const name of names) await place.begin('-p', name);
  const files = ['team%2Fprod', '50%25', '%252F', '..', 'a b', 'é', '$(touch pwn)', '__proto__'];
  expect(new Set(markers())).toEqual(new Set(files.map((name) => `${name}.until`)));
});

test('a role marks its profile with its own time, and its source with that of the user', async () => {
  withRole();
  const session = await place.begin('-p', 'admin');
  expect(marker('admin')).toBe(`${session.MFA_ENV_EXPIRES}\n`);
  expect(Number(marker('default'))).toBeGreaterThan(Number(marker('admin')) + 3600);
});

test('--role-arn marks the user, not the role: a new terminal does not name it', async () => {
  const session = await place.begin('--role-arn', roleArn('admin'));
  expect(markers()).toEqual(['default.until']);
  expect(Number(marker('default'))).toBeGreaterThan(Number(session.MFA_ENV_EXPIRES) + 3600);
});

test('keys that a command gives mark nothing: it might ask for a password in each new terminal', async () => {
  const script = place.write(
    'keys.sh',
    '#!/bin/sh\necho \'{"Version":1,"AccessKeyId":"AKIARTX3GSDS7EXAMPLE","SecretAccessKey":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}\'\n',
    0o700,
  );
  place.write('.aws/config', `[default]\nmfa_serial = ${serial}\ncredential_process = ${script}\n`);
  place.write('.aws/credentials', '');
  await place.begin();
  expect(markers()).toEqual([]);
  expect(await place.quick(['--cached'])).toMatchObject({ status: 0 });
});

test('--no-cache marks nothing', async () => {
  await place.begin('--no-cache');
  expect(() => place.cached()).toThrow('ENOENT');
});

test('a marker that cannot be written is no harm', async () => {
  mkdirSync(path.join(place.cache, 'default.until'), { recursive: true });
  const { status, stderr } = await place.quick([place.sts.freshCode(serial)]);
  expect(status).toBe(0);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
});

test('a link that somebody planted is not followed', async () => {
  const target = place.write('target', 'mine');
  mkdirSync(place.cache, { recursive: true, mode: 0o700 });
  symlinkSync(target, path.join(place.cache, 'default.until'));
  await place.begin();
  expect(readFileSync(target, 'utf8')).toBe('mine');
});

test('logout removes the markers: all, or those of the sessions that it forgets', async () => {
  withRole();
  await place.begin('-p', 'admin');
  writeFileSync(path.join(place.cache, 'other.until'), '1700000000\n');
  await place.quick(['logout', '-p', 'default']);
  expect(markers()).toEqual(['other.until']);
  writeFileSync(path.join(place.cache, 'odd.until'), 'garbage');
  await place.quick(['logout']);
  expect(markers()).toEqual(['odd.until']); // what is no marker is not ours to remove
});
