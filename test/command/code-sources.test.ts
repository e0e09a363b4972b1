import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { at, roleArn } from './at.ts';
import { has } from './has.ts';
import { makePlace, type Outcome, type Place, serial } from './run.ts';

// A code comes from the argument, stdin, a command or the prompt, in this order: C4.1.

let place: Place;
beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => place.end());

const codesSent = (): (string | undefined)[] =>
  place.sts.calls('GetSessionToken').map(({ parameters }) => parameters.TokenCode);
const withCommand = (command: string, words: string[] = []): Promise<Outcome> =>
  place.run(words, { env: { MFA_ENV_CODE_COMMAND: command } });
const seed = (): string => place.sts.device(serial).seed ?? '';

test('stdin: with and without a line end, and from a slow writer', async () => {
  for (const end of ['\n', '', '\r\n']) {
    const stdin = `${place.sts.freshCode(serial)}${end}`;
    expect(await place.run(['-'], { stdin })).toMatchObject({ status: 0 });
  }
  const env = { CODE: place.sts.freshCode(serial) };
  expect(await place.sh('{ sleep 0.3; echo "$CODE"; } | "$@"', ['-'], { env })).toMatchObject({ status: 0 });
});

test('stdin: its first line is the code, as pass keeps it; the rest is not waited for', async () => {
  const code = place.sts.freshCode(serial);
  expect(await place.run(['-'], { stdin: `${code}\notpauth://totp/aws?secret=X\n` })).toMatchObject({ status: 0 });
  const env = { CODE: place.sts.freshCode(serial), DONE: path.join(place.home, 'done') };
  const open = '{ echo "$CODE"; while [ ! -e "$DONE" ]; do sleep 0.1; done; } | { "$@"; : >"$DONE"; }';
  expect(await place.sh(open, ['-'], { env })).toMatchObject({ stderr: expect.stringMatching(/ · new\n$/) });
});

test.skipIf(!has('python3', '-c', ''))('stdin that somebody has made non-blocking', async () => {
  const line = `{ sleep 0.4; echo ${place.sts.freshCode(serial)}; } | python3 -c 'import os, sys; os.set_blocking(0, False); os.execvp(sys.argv[1], sys.argv[1:])' "$@"`;
  expect(await place.sh(line, ['-'])).toMatchObject({ status: 0 });
});

test('the order: the argument, stdin, mfa_process, MFA_ENV_CODE_COMMAND', async () => {
  const log = path.join(place.home, 'log');
  place.write(
    '.aws/config',
    `[default]\nmfa_serial = ${serial}\nmfa_process = echo profile >>"${log}"; echo ${place.sts.freshCode(serial)}\n`,
  );
  expect(await withCommand(`echo command >>"${log}"; echo 000000`)).toMatchObject({ status: 0 });
  expect(readFileSync(log, 'utf8')).toBe('profile\n');
  expect(await withCommand('echo never', [place.sts.freshCode(serial)])).toMatchObject({ status: 0 });
  const env = { MFA_ENV_CODE_COMMAND: 'echo never' };
  expect(await place.run(['-'], { stdin: place.sts.freshCode(serial), env })).toMatchObject({ status: 0 });
  expect(readFileSync(log, 'utf8')).toBe('profile\n');
});

test('mfa_process stands where the device does: a role takes it from its source', async () => {
  place.write(
    '.aws/config',
    `[default]\nmfa_serial = ${serial}\nmfa_process = echo ${place.sts.freshCode(serial)}\n[profile admin]\nrole_arn = ${roleArn('admin')}\nsource_profile = default\n`,
  );
  expect(await place.run(['-p', 'admin'])).toMatchObject({ status: 0 });
});

test('a command is not run while a session is cached', async () => {
  await place.begin();
  const log = path.join(place.home, 'log');
  expect(await withCommand(`: >"${log}"; echo 000000`)).toMatchObject({ status: 0 });
  expect(existsSync(log)).toBe(false);
});

test('a command may talk to the user on stderr; what it prints is never shown', async () => {
  const { status, stdout, stderr } = await withCommand(
    `echo 'Touch your key' >&2; echo ${place.sts.freshCode(serial)}`,
  );
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: expect.stringMatching(/^Touch your key\ndefault · .* · new\n$/),
  });
  expect(stdout).not.toContain('Touch');
  const junk = await withCommand('echo hunter2');
  expect(junk.stdout + junk.stderr).not.toContain('hunter2');
});

test('what it says there comes to the terminal, where a tool reads our stderr', async () => {
  const command = `echo "Touch your YubiKey" >&2; echo ${place.sts.freshCode(serial)}`;
  const line = '{ "$@" 2>&1 >/dev/null; } | cat >"$HOME/stderr"; ! grep -q Touch "$HOME/stderr"';
  const terminal = at(place, line, ['-q'], { MFA_ENV_CODE_COMMAND: command });
  await terminal.until('Touch your YubiKey');
  await terminal.until('status=0');
  // A file that somebody has named for it stays what it was.
  const file = at(place, '"$@" >/dev/null 2>"$HOME/file"; grep -q Touch "$HOME/file"', ['-q', '--refresh'], {
    MFA_ENV_CODE_COMMAND: 'echo Touch >&2; echo 000000',
  });
  await file.until('status=0');
  expect(file.everything()).not.toContain('Touch');
});

test('a command may ask on the terminal', async () => {
  const terminal = at(place, '"$@" >/dev/null </dev/null', [], {
    MFA_ENV_CODE_COMMAND: 'printf "PIN: " >/dev/tty; read pin </dev/tty; echo "$pin"',
  });
  await terminal.until('PIN: ');
  terminal.line(place.sts.freshCode(serial));
  await terminal.until('status=0');
});

test.each<[string, string, RegExp]>([
  ['fails', 'echo 123456; exit 3', /the command for codes failed \(3\)\n/],
  ['is not there', 'no-such-command', /the command for codes failed: a program that it names was not found \(127\)\n/],
  ['is killed', 'kill -9 $$', /the command for codes failed/],
  ['prints nothing', 'true', /the command for codes printed no code: the code is empty\n/],
  ['prints junk', 'echo hunter2', /printed no code: the code is not six digits\n/],
  ['prints two codes', 'echo 123456; echo 654321', /printed no code: the code has 12 digits/],
  ['prints without end', 'yes 123456', /the command for codes failed/],
  ['is a YubiKey’s touch', 'echo cccccckdvvulgjvtkjdhtlrbjjctggdihuevikehtlil', /YubiKey/],
])('a command that %s: status 2, once, and nothing is sent', async (_, command, message) => {
  const log = path.join(place.home, 'log');
  const { status, stdout, stderr } = await withCommand(`echo x >>"${log}"; ${command}`);
  expect({ status, stdout, stderr }).toEqual({
    status: 2,
    stdout: '(exit 2);\n',
    stderr: expect.stringMatching(message),
  });
  expect(stderr).not.toContain('hunter2');
  expect(readFileSync(log, 'utf8')).toBe('x\n');
  expect(place.sts.requests).toEqual([]);
});

test('a command whose code STS refuses is not asked again', async () => {
  const log = path.join(place.home, 'log');
  expect(await withCommand(`echo x >>"${log}"; echo 000000`)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('refused'),
  });
  expect({ log: readFileSync(log, 'utf8'), codes: codesSent() }).toEqual({ log: 'x\n', codes: ['000000'] });
});

test('Ctrl-C while a command hangs: 130, and no turn is left behind', async () => {
  const terminal = at(place, 'trap : INT; "$@" >/dev/null', [], {
    MFA_ENV_CODE_COMMAND: 'echo started >&2; sleep 100',
  });
  await terminal.until('started');
  terminal.press('\u0003');
  await terminal.until('status=130');
  expect(await place.run([place.sts.freshCode(serial)])).toMatchObject({ status: 0 });
});

test.skipIf(!has('oathtool', '--version'))('oathtool, with the device’s own seed', async () => {
  const now = new Date().toISOString().replace(/T(.*)\..*/, ' $1 UTC'); // both in the same half minute
  const oathtool = `oathtool --totp --base32 --now '${now}' ${seed()}`;
  expect(await withCommand(oathtool)).toMatchObject({ status: 0 });
  const spaced = `${oathtool} | sed 's/^.../& /'`;
  const { status, stderr } = await withCommand(spaced, ['--refresh']);
  // The same half minute has the same code: it is known as used, and not sent again.
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('already used') });
  expect(codesSent()).toHaveLength(1);
});

const hasPass = has('pass', '--version') && has('pass', 'otp', '--version') && has('gpg', '--version');
test.skipIf(!hasPass)('pass with its otp extension', { timeout: 60_000 }, async () => {
  const gnupg = path.join(place.dir, 'gnupg');
  mkdirSync(gnupg, { mode: 0o700 });
  const env = { GNUPGHOME: gnupg, PASSWORD_STORE_DIR: path.join(place.dir, 'store'), SEED: seed() };
  const prepare = [
    `gpg --batch --quiet --passphrase '' --quick-generate-key alice@example.com future-default default never`,
    'pass init alice@example.com >/dev/null',
    'echo "otpauth://totp/aws:alice?secret=$SEED&issuer=aws" | pass otp insert -f aws/alice >/dev/null',
  ].join(' && ');
  const { status, stderr } = await place.sh(`{ ${prepare}; } >&2 && exec "$@"`, [], {
    env: { ...env, MFA_ENV_CODE_COMMAND: 'pass otp aws/alice' },
  });
  await place.sh('gpgconf --kill all', [], { env });
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(/default · .* · new\n$/) });
});
