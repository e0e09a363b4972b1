import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { at, calls, roleArn } from './at.ts';
import { leave } from './leave.ts';
import { exportsOf, makePlace, type Place, serial } from './run.ts';

// A cached session in its last minutes is renewed, or goes on where nobody can be asked: C2.12, C4.4.

let place: Place;
beforeEach(async () => {
  place = await makePlace();
  const role = `[profile admin]\nrole_arn = ${roleArn('admin')}\nsource_profile = default\n`;
  place.write('.aws/config', `[default]\nregion = eu-central-1\nmfa_serial = ${serial}\n${role}`);
});
afterEach(() => place.end());

const keyIn = (stdout: string): string | undefined =>
  stdout.startsWith('{') ? JSON.parse(stdout).AccessKeyId : exportsOf(stdout).AWS_ACCESS_KEY_ID;

test.each([[[]], [['-f', 'json']], [['-f', 'env']]])(
  'where nobody can be asked, what lives is given: %j',
  async (words) => {
    const { AWS_ACCESS_KEY_ID: key = '' } = await place.begin();
    leave(place, 4, key);
    const { status, stdout } = await place.run(words);
    expect({ status, given: stdout.includes(key) }).toEqual({ status: 0, given: true });
    leave(place, -1, key);
    expect(await place.quick(words)).toMatchObject({ status: 2 });
  },
);

test('exec too, and where a --min-ttl is given that counts', async () => {
  const { AWS_ACCESS_KEY_ID: key = '' } = await place.begin();
  leave(place, 4, key);
  const { stdout } = await place.quick(['exec', '--', 'printenv', 'AWS_ACCESS_KEY_ID']);
  expect(stdout).toBe(`${key}\n`);
  expect(await place.quick(['--min-ttl', '3m'])).toMatchObject({ status: 0 });
  expect(await place.quick(['--min-ttl', '5m'])).toMatchObject({ status: 2 });
});

test('on a terminal it is renewed in the last ten minutes', async () => {
  const { AWS_ACCESS_KEY_ID: key = '' } = await place.begin();
  leave(place, 11, key);
  const early = at(place, '"$@" >"$HOME/out"');
  await early.until('status=0');
  leave(place, 9, key);
  const late = at(place, '"$@" >"$HOME/out"');
  await late.until('MFA code for default');
  late.line(place.sts.freshCode(serial));
  await late.until('status=0');
  expect(keyIn(readFileSync(path.join(place.home, 'out'), 'utf8'))).not.toBe(key);
});

test('a command that gives codes is asked in the last ten minutes, and not before', async () => {
  const { AWS_ACCESS_KEY_ID: key = '' } = await place.begin();
  const env = { MFA_ENV_CODE_COMMAND: `echo ${place.sts.freshCode(serial)}` };
  leave(place, 11, key);
  expect(keyIn((await place.quick([], { env })).stdout)).toBe(key);
  leave(place, 9, key);
  expect(keyIn((await place.quick([], { env })).stdout)).not.toBe(key);
});

test.each([
  ['the command for codes fails', 'exit 1', 0],
  ['its code is refused', 'echo 000000', 0],
  ['AWS cannot be reached', 'echo 000000', 9],
])('where no person can be asked and %s, what lives is given', async (_, command, times) => {
  const { AWS_ACCESS_KEY_ID: key = '' } = await place.begin();
  leave(place, 9, key);
  if (times > 0) place.sts.fault({ kind: 'reset-before', times });
  const env = { MFA_ENV_CODE_COMMAND: command };
  const { status, stdout, stderr } = await place.quick(['-f', 'json'], { env });
  expect({ status, key: keyIn(stdout) }).toEqual({ status: 0, key });
  expect(stderr).toMatch(/; the cached session is valid for another [89]m\n$/);
  leave(place, -1, key);
  expect((await place.quick([], { env })).status).not.toBe(0);
});

test('a role is assumed anew when less than 15 minutes are left, without a code', async () => {
  await place.begin();
  const words = ['-p', 'admin', '-f', 'json'];
  const key = keyIn((await place.quick(words)).stdout) ?? '';
  leave(place, 16, key);
  expect(keyIn((await place.quick(words)).stdout)).toBe(key);
  leave(place, 14, key);
  const before = place.sts.requests.length;
  expect(keyIn((await place.quick(words)).stdout)).not.toBe(key);
  expect(calls(place, before)).toEqual(['AssumeRole ok']);
});

test('where that fails, the session of before is given as long as it lives', async () => {
  await place.begin();
  const words = ['-p', 'admin', '-f', 'json'];
  const key = keyIn((await place.quick(words)).stdout) ?? '';
  leave(place, 14, key);
  place.sts.fault({ kind: 'reset-before', times: 9 });
  const { status, stdout, stderr } = await place.quick(words);
  expect({ status, key: keyIn(stdout) }).toEqual({ status: 0, key });
  expect(stderr).toMatch(/^mfa-env: .*cached session .*1[34]m\n$/);
});

test('a role that wants a younger code is not asked one for before it is needed', async () => {
  const auditor = 'arn:aws:iam::111122223333:role/deep/path/auditor';
  const lines = `role_arn = ${auditor}\nexternal_id = audit-2026\nsource_profile = default\n`;
  place.write('.aws/config', `[default]\nmfa_serial = ${serial}\n[profile r]\n${lines}`);
  await place.begin();
  const key = keyIn((await place.quick(['-p', 'r'])).stdout) ?? '';
  place.sts.advance(3700); // the role wants a code of this hour
  leave(place, 14, key);
  const early = at(place, '"$@" >"$HOME/out"', ['-p', 'r']);
  await early.until(/not assume .*cached session .*1[34]m/);
  await early.until('status=0');
  leave(place, 9, key);
  const late = at(place, '"$@" >"$HOME/out"', ['-p', 'r']);
  await late.until('MFA code for r');
  late.press('\u0003');
  await late.until('status=130');
});
