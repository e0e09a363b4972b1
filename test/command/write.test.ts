import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { calls } from './at.ts';
import { exportsOf, keyLines, makePlace, type Outcome, type Place, serial } from './run.ts';

// `--write` sets one section of the credentials file and leaves every other byte: C5.3, C5.4.

let place: Place;
let file: string;
beforeEach(async () => {
  place = await makePlace();
  file = path.join(place.home, '.aws', 'credentials');
});
afterEach(() => place.end());

const isRoot = process.getuid?.() === 0;
const text = (): string => readFileSync(file, 'utf8');
const write = (...words: string[]): Promise<Outcome> => place.run([...words, place.sts.freshCode(serial)]);
const leftovers = (): string[] => readdirSync(path.dirname(file)).filter((name) => name.startsWith('.'));

/** The settings of a section of the credentials file. */
function section(name: string): Record<string, string> | undefined {
  const [, body] = new RegExp(`^\\[${name}\\]\n([^[]*)`, 'm').exec(text()) ?? [];
  if (body === undefined) return undefined;
  const lines = body.trim().split('\n');
  return Object.fromEntries(lines.map((line) => line.split(' = ', 2) as [string, string]));
}

const session = {
  aws_access_key_id: expect.stringMatching(/^ASIA/),
  aws_secret_access_key: expect.any(String),
  aws_session_token: expect.any(String),
  x_security_token_expires: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
};

async function refusedBeforeTheCode(words: string[], status: number, message: RegExp): Promise<void> {
  const before = text();
  const outcome = await place.quick([...words, '123456']);
  expect(outcome).toEqual({ status, stdout: `(exit ${status});\n`, stderr: expect.stringMatching(message) });
  expect(place.sts.connections()).toBe(0);
  expect({ text: text(), leftovers: leftovers() }).toEqual({ text: before, leftovers: [] });
}

test.each<[string, string[], string]>([
  ['NAME', ['--write', 'MFA'], 'MFA'],
  ['NAME-mfa, where the profile has long-term keys', ['--write'], 'default-mfa'],
  ['the profile itself, where it has none', ['-p', 'acme', '-w'], 'acme'],
  ['a name beyond ASCII', ['-w', 'büro 1'], 'büro 1'],
])('the target is %s', async (_, words, target) => {
  place.write('.aws/config', `[default]\nmfa_serial = ${serial}\n[profile acme]\nsource_profile = default\n`);
  const before = text();
  expect(await write(...words)).toMatchObject({ status: 0, stdout: expect.stringContaining('AWS_SESSION_TOKEN') });
  expect(section(target)).toEqual(session);
  expect(text().startsWith(before)).toBe(true);
  expect(leftovers()).toEqual([]);
});

test('the cached session is written too, and twice is once', async () => {
  await place.begin();
  expect(await place.quick(['-w', 'x'])).toMatchObject({ status: 0 });
  const once = text();
  expect(await place.quick(['-w', 'x'])).toMatchObject({ status: 0 });
  expect(text()).toBe(once);
  expect(place.sts.requests).toHaveLength(1);
});

test('its end is written as the shell gets it, in the place of an older one', async () => {
  place.write(
    '.aws/credentials',
    `[default]\n${keyLines}\n[x]\nx_security_token_expires = 2020-01-01T00:00:00+02:00\n`,
  );
  const { stdout } = await write('-w', 'x');
  expect(section('x')).toMatchObject({ x_security_token_expires: exportsOf(stdout).AWS_CREDENTIAL_EXPIRATION });
});

test('the region is never written, and the stale token goes', async () => {
  place.write('.aws/credentials', `[default]\n${keyLines}\n[x]\nregion = mars\naws_security_token = old\n# mine\n`);
  await write('-w', 'x', '--region', 'eu-west-1');
  expect(text()).toContain('[x]\nregion = mars\n');
  expect(text()).toMatch(/\n# mine\n$/);
  expect(text()).not.toContain('aws_security_token');
});

test.each<[string, string, string[], number, RegExp]>([
  ['holds an access key', `[x]\n${keyLines}`, ['-w', 'x'], 3, /profile x holds an access key.*\n.*--write x-mfa/],
  ['is the user’s own', '', ['-w', 'default'], 3, /profile default holds an access key/],
  ['is the default target, with long-term keys', `[default-mfa]\n${keyLines}`, ['-w'], 3, /default-mfa .*access key/],
  ['holds half a pair', '[x]\naws_secret_access_key = s\n', ['-w', 'x'], 3, /holds an access key/],
  ['holds a pair and a stray token', `[x]\n${keyLines}aws_session_token = t\n`, ['-w', 'x'], 3, /holds an access key/],
  ['appears twice', '[x]\n[y]\n[x]\n', ['-w', 'x'], 3, /\[x\] .* 4 and 6/],
  ['stands there with blanks', '[ x ]\n', ['-w', 'x'], 3, /\[ x \], in line 4, has blanks/],
  ['would end its header', '', ['-w', 'a]b'], 2, /no profile can have that name/],
  ['has a line break', '', ['-w', 'a\nb'], 2, /no profile can have that name/],
  ['has blanks around it', '', ['-w', ' a '], 2, /no profile can have that name/],
  ['would be in all others', '', ['-w', 'DEFAULT'], 2, /no profile can have that name/],
])('a target that %s is refused before a code is used', async (_, more, words, status, message) => {
  place.write('.aws/credentials', `[default]\n${keyLines}${more}`);
  await refusedBeforeTheCode(words, status, message);
});

test('a byte order mark: the section behind it is found, and the mark stays', async () => {
  place.write('.aws/credentials', `\uFEFF[x]\nregion = mars\n\n[default]\n${keyLines}`);
  expect(await write('-w', 'x')).toMatchObject({ status: 0 });
  expect(text()).toMatch(/^\uFEFF\[x\]\nregion = mars\naws_access_key_id = ASIA\w+\n(.*\n){3}\n\[default\]\n/);
});

test('and long-term keys behind one are seen', async () => {
  place.write('.aws/credentials', `\uFEFF[x]\n${keyLines}[default]\n${keyLines}`);
  await refusedBeforeTheCode(['-w', 'x'], 3, /profile x holds an access key/);
});

test('and those that come behind one while the code is typed are not overwritten', async () => {
  const env = {
    NEW: `\uFEFF[x]\n${keyLines}`,
    MFA_ENV_CODE_COMMAND: `printf %s "$NEW" >"${file}"; echo ${place.sts.freshCode(serial)}`,
  };
  expect(await place.quick(['-w', 'x'], { env })).toMatchObject({
    status: 0,
    stderr: expect.stringMatching(/profile x .*access key/),
  });
  expect(text()).toBe(env.NEW);
});

test('a file that is no plain one is refused before a code is used', async () => {
  const line = `exec bash -c 'AWS_SHARED_CREDENTIALS_FILE=<(printf %s "$TEXT") "$@"' bash "$@"`;
  const outcome = await place.sh(line, ['-w', 'x', '123456'], { env: { TEXT: text() } });
  expect(outcome).toMatchObject({ status: 3, stderr: expect.stringContaining('plain file') });
  expect(place.sts.connections()).toBe(0);
});

test('a file that cannot be written any more when the code is used: the session is printed all the same', async () => {
  const folder = path.dirname(file);
  const env = { MFA_ENV_CODE_COMMAND: `rm -r "${folder}"; : >"${folder}"; echo ${place.sts.freshCode(serial)}` };
  const { status, stdout, stderr } = await place.quick(['-w', 'x', '--no-cache'], { env });
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: expect.stringMatching(/^mfa-env: .*credentials .*\(E\w+\).*\ndefault · .* · new\n$/),
  });
  expect(stdout).toContain('export AWS_SESSION_TOKEN=');
});

test('long-term keys that come while the code is typed are not overwritten', async () => {
  const line = `printf '[x]\\n%s' '${keyLines.replaceAll('\n', '\\n')}' >>"${file}"`;
  const env = { MFA_ENV_CODE_COMMAND: `${line.replace('%s', '%b')}; echo ${place.sts.freshCode(serial)}` };
  const { status, stderr } = await place.quick(['-w', 'x'], { env });
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(/profile x .*access key/) });
  expect(text()).toBe(`[default]\n${keyLines}[x]\n${keyLines}`);
  expect(await place.quick([])).toMatchObject({ status: 0 });
});

test('a file that vanishes while the code is typed is made anew', async () => {
  const env = { MFA_ENV_CODE_COMMAND: `rm -r "${path.dirname(file)}"; echo ${place.sts.freshCode(serial)}` };
  expect(await place.quick(['-w', 'x'], { env })).toMatchObject({ status: 0 });
  expect(section('x')).toEqual(session);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
});

test('a read-only file is left alone, before a code is used', async () => {
  chmodSync(file, 0o400);
  await refusedBeforeTheCode(['-w', 'x'], 3, /credentials is read-only\n {2}.*chmod u\+w/);
  expect(statSync(file).mode & 0o777).toBe(0o400);
});

test.skipIf(isRoot)('a folder that is read-only: refused before a code is used', async () => {
  chmodSync(path.dirname(file), 0o500);
  await refusedBeforeTheCode(['-w', 'x'], 3, /cannot be written \(EACCES\)/);
});

test('symlinks stay symlinks, a dangling one too; mode and owner are kept', async () => {
  const real = place.write('dotfiles/aws-credentials', text(), 0o640);
  if (isRoot) chownSync(real, 12345, 23456);
  spawnSync('rm', [file]);
  symlinkSync('../dotfiles/aws-credentials', file);
  expect(await write('-w', 'x')).toMatchObject({ status: 0 });
  expect(readlinkSync(file)).toBe('../dotfiles/aws-credentials');
  expect(section('x')).toEqual(session);
  const { mode, uid, gid } = lstatSync(real);
  expect({ mode: mode & 0o777, uid, gid }).toMatchObject(
    isRoot ? { mode: 0o640, uid: 12345, gid: 23456 } : { mode: 0o640 },
  );

  spawnSync('rm', [real]);
  const env = {
    AWS_ACCESS_KEY_ID: 'AKIARTX3GSDS7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  };
  expect(await place.quick(['-w', 'x', place.sts.freshCode(serial)], { env })).toMatchObject({ status: 0 });
  expect(readlinkSync(file)).toBe('../dotfiles/aws-credentials');
  expect(statSync(real).mode & 0o777).toBe(0o600);
});

test('what is no UTF-8, a byte order mark and CRLF stay as they are', async () => {
  const bytes = Buffer.concat([
    Buffer.from(`\uFEFF[default]\r\n${keyLines.replaceAll('\n', '\r\n')}`),
    Buffer.from([0x23, 0xff, 0xfe, 0x0d, 0x0a]),
  ]);
  writeFileSync(file, bytes);
  expect(await write('-w', 'x')).toMatchObject({ status: 0 });
  expect(readFileSync(file).subarray(0, bytes.length)).toEqual(bytes);
  expect(text()).toMatch(/\r\n\r\n\[x\]\r\naws_access_key_id = ASIA\w+\r\n/);
  expect(calls(place)).toEqual(['GetSessionToken! ok']);
});
