import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyLines, makePlace, type Outcome, type Place, serial } from './run.ts';

// Wrong input has its own error and status; nothing is sent and nothing changed, so no code is wasted: C2.8, C2.9.

let place: Place;
beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => place.end());

function expectRefused({ status, stdout, stderr }: Outcome, wanted: number, message: RegExp): void {
  expect({ status, stdout, stderr }).toEqual({
    status: wanted,
    stdout: `(exit ${wanted});\n`,
    stderr: expect.stringMatching(message),
  });
  expect(stderr).toMatch(/^mfa-env: .*\n( {2}.*\n)?$/);
  expect(place.sts.connections()).toBe(0);
  expect(() => place.cached()).toThrow('ENOENT');
}

test.each<[string[], RegExp]>([
  [['--profil', 'x'], /unknown option: --profil\n.*--profile/],
  [['--nope'], /unknown option: --nope/],
  [['-x'], /unknown option: -x/],
  [['--no-show'], /unknown option: --no-show/],
  [['--shell', 'bahs'], /--shell cannot be bahs\n.*did you mean bash\?/],
  [['--shell', ''], /--shell/],
  [['--shell'], /--shell needs a value/],
  [['-p'], /-p/],
  [['-p', ''], /needs a value/],
  [['inti'], /unknown command: inti\n.*init/],
  [['int', 'bash'], /unknown command: int\n.*init/],
  [['123456', '654321'], /12 digits/],
  [['-d', 'soon'], /--duration soon is not a duration\n.*12h/],
  [['-d', '-1h'], /duration/],
  [['-d', '1.5h'], /--duration 1\.5h is not a duration/],
  [['--min-ttl', 'soon'], /--min-ttl soon is not a duration/],
  [['-d', '1m'], /at least 15 minutes/],
  [['-d', '37h'], /at most 36 hours/],
  [['-d', '0'], /at least 15 minutes/],
  [['--region', 'somewhere nice'], /somewhere nice is not a region/],
  [['--region', 'x.evil.example/'], /is not a region/],
  [['--serial', '123456'], /--serial is not an MFA device/],
  [['--serial', 'arn:aws:iam::111122223333:user/path/alice'], /names a user.*\n.*arn:aws:iam::111122223333:mfa\/alice/],
  [['--serial', 'arn:aws:iam::111122223333:u2f/user/alice/key'], /passkey/],
  [['--serial', 'x'], /--serial .*MFA device: x/],
])('usage: %j', async (words, message) => {
  const code = words.some((word) => /^\d{6}$/.test(word)) ? [] : ['123456'];
  const swallowing = words.at(-1)?.startsWith('-') ? [...code, ...words] : [...words, ...code];
  expectRefused(await place.quick(swallowing), 2, message);
});

test('a code where a profile is due', async () => {
  expectRefused(await place.quick(['-p', '123456']), 3, /looks like a code\n.*mfa-env PROFILE 123456/);
});

test.each<[string[], RegExp]>([
  [['--region', '123456'], /--region|not a region/],
  [['-s', '123456'], /--shell/],
  [['--serial', '123456'], /--serial/],
])('a code where another word is due: %j', async (words, message) => {
  expectRefused(await place.quick(words), 2, message);
});

test.each<[string, string[], Record<string, string>, RegExp]>([
  ['-p', ['-p', 'defualt'], {}, /defualt\n.*\bdefault\b/],
  ['AWS_PROFILE', [], { AWS_PROFILE: 'nosuch' }, /nosuch/],
  ['its case', ['-p', 'Default'], {}, /Default\n.*\bdefault\b/],
  ['an escape sequence', ['-p', '\u001b[31mred\n'], {}, / {2}\[31mred /],
  ['__proto__', ['-p', '__proto__'], {}, /__proto__/],
])('a profile that does not exist: by %s', async (_, words, env, message) => {
  expectRefused(await place.quick([...words, '123456'], { env }), 3, message);
});

test.each<[string, Record<string, string>, RegExp]>([
  ['no files', {}, /no AWS access key.*\n.*mfa-env setup/],
  ['no keys', { config: `[default]\nmfa_serial = ${serial}\n` }, /default .*access key\n.*aws configure/],
  ['half a pair, the id', { credentials: '[default]\naws_access_key_id = AKIAX\n' }, /aws_secret_access_key/],
  ['half a pair, the secret', { credentials: '[default]\naws_secret_access_key = x\n' }, /aws_access_key_id/],
  ['a session only', { credentials: `[default]\n${keyLines}aws_session_token = x\n` }, /only session keys/],
  ['SSO', { config: '[default]\nsso_session = x\n' }, /SSO\n.*aws sso login/],
  [
    'a loop',
    { config: '[default]\nsource_profile = b\n[profile b]\nsource_profile = default\n' },
    /default → b → default/,
  ],
  ['a missing source', { config: '[default]\nsource_profile = defalt\n' }, /source_profile = defalt\b/],
  [
    'a role alone',
    { config: '[default]\nrole_arn = arn:aws:iam::111122223333:role/admin\n' },
    /role_arn.*source_profile/,
  ],
  [
    'a user as device',
    { config: '[default]\nmfa_serial = arn:aws:iam::111122223333:user/alice\n', credentials: `[default]\n${keyLines}` },
    /mfa_serial .*\buser\b/,
  ],
  [
    'a passkey as device',
    {
      config: '[default]\nmfa_serial = arn:aws:iam::111122223333:u2f/user/alice/x\n',
      credentials: `[default]\n${keyLines}`,
    },
    /passkey/,
  ],
  ['a header that is not closed', { config: '[default\nregion = x\n' }, /line 1: .*\[default\b/],
  ['not text', { config: '[default]\0\n' }, /UTF-8/],
])('configuration: %s', async (_, files, message) => {
  rmSync(path.join(place.home, '.aws'), { recursive: true });
  for (const [name, text] of Object.entries(files)) place.write(`.aws/${name}`, text);
  expectRefused(await place.quick(['123456']), 3, message);
});

test('configuration: a region in the file that can be none', async () => {
  place.write('.aws/config', `[default]\nregion = over there\nmfa_serial = ${serial}\n`);
  const { status, stdout } = await place.quick(['123456']);
  expect(stdout).toBe(`(exit ${status});\n`);
  expect(place.sts.connections()).toBe(0);
});

test('configuration: a file that cannot be read', async () => {
  const file = path.join(place.home, '.aws', 'config');
  rmSync(file);
  mkdirSync(file);
  expectRefused(await place.quick(['123456']), 3, /config .*folder/);
  rmSync(file, { recursive: true });
  symlinkSync('config', file);
  expectRefused(await place.quick(['123456']), 3, /config .*symlinks/);
});

test.skipIf(process.getuid?.() === 0)('configuration: a file that others have closed', async () => {
  place.write('.aws/config', '', 0);
  expectRefused(await place.quick(['123456']), 3, /config .*allowed/);
});

test.each<[string, string, RegExp]>([
  ['fails', 'echo hunter2 >&2; exit 7', /failed \(7\)/],
  ['prints no JSON', 'echo hunter2', /JSON/],
  ['prints too little', `echo '{"Version":1,"AccessKeyId":"x"}'`, /AccessKeyId .*SecretAccessKey/],
  ['gives a session', `echo '{"AccessKeyId":"a","SecretAccessKey":"b","SessionToken":"c"}'`, /session/],
])('a credential_process that %s', async (_, command, message) => {
  place.write('.aws/credentials', '');
  place.write(
    '.aws/config',
    `[default]\nmfa_serial = ${serial}\ncredential_process = /bin/sh ${place.write('process', command, 0o700)}\n`,
  );
  const outcome = await place.quick(['123456']);
  expectRefused(outcome, 3, message);
  expect(outcome.stderr).not.toContain('hunter2');
});

test('no code, and no terminal to ask for one', async () => {
  const { status, stdout, stderr } = await place.sh('"$@" <&-', []);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '(exit 2);\n' });
  expect(stderr).toMatch(/code .*terminal/);
  expect(place.sts.requests).toHaveLength(0);
});

test('C2.8: in fish, the failing word is fish’s', async () => {
  for (const words of [
    ['-s', 'fish', '-p', 'nosuch'],
    ['-p', 'nosuch', '--shell=fish'],
    ['--nope', '-s', 'fish', 'x'],
  ])
    expect((await place.quick(words)).stdout).toMatch(/^sh -c 'exit [23]';\n$/);
});

test.each<[string[], number, RegExp]>([
  [['--region', 'not a region'], 2, /not a region/],
  [['--cached', '--refresh'], 2, /--cached|--refresh/],
])('%j is refused before a command of the config is run', async (words, status, message) => {
  const ran = path.join(place.home, 'ran');
  const text = `[default]\nmfa_serial = ${serial}\ncredential_process = touch ${ran}\n`;
  place.write('.aws/config', text);
  place.write('.aws/credentials', '');
  const outcome = await place.quick(['-s', 'posix', ...words]);
  expectRefused(outcome, status, message);
  expect(existsSync(ran)).toBe(false);
});

test('init: an unknown shell, none, and two', async () => {
  expectRefused(await place.quick(['init']), 2, /init .*shell/);
  expectRefused(await place.quick(['init', 'bsh']), 2, /bsh\n.*\bbash\b/);
  expectRefused(await place.quick(['init', 'bash', 'zsh']), 2, /one shell/);
  expectRefused(await place.quick(['init', 'bash', '-p', 'x']), 2, /--profile|-p/);
});

test.each([
  ['--serial=654321'],
  ['--region=654321'],
  ['--role-arn=654321'],
  ['-s654321'],
  ['-p', '654 321'],
  ['logout', '654 321'],
])('C6.1: a code in a place where none belongs is not repeated: %j', async (...words) => {
  const { status, stderr } = await place.quick(words);
  expect(status).toBeGreaterThan(0);
  expect(stderr).not.toMatch(/654\s?321/);
});

test.each([['--_', 'x'], ['--_=x'], ['-_', 'x'], ['--$0', 'x'], ['--$0=x']])(
  'a name of the parser’s own is no option: %s',
  async (...words) => {
    expect(await place.quick(words)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^mfa-env: .*option.*\n.*mfa-env help\n$/),
    });
  },
);
