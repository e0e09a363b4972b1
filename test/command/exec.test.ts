import { chmodSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Terminal } from '../shell/terminal.ts';
import { at } from './at.ts';
import { makePlace, type Outcome, type Place, serial } from './run.ts';

// `exec` gives the command's status, puts the session into its environment, and touches nothing else: C1, C2.9.

let place: Place;
const terminals: Terminal[] = [];
beforeAll(async () => {
  place = await makePlace();
  await place.begin();
});
afterEach(async () => {
  for (const terminal of terminals.splice(0)) await terminal.close();
});
afterAll(() => place.end());

const exec = (...words: string[]): Promise<Outcome> => place.run(['exec', ...words]);
const script = (text: string): string => place.write(`script-${Math.random()}`, `#!/bin/sh\n${text}\n`, 0o700);

test('the status is the command’s', { timeout: 60_000 }, async () => {
  const all = [...Array(256).keys()].filter(
    (status) => status < 5 || status > 250 || status % 16 === 0 || (status > 123 && status < 144),
  );
  for (const status of all)
    expect(await exec('-q', '--', 'sh', '-c', `exit ${status}`)).toEqual({ status, stdout: '', stderr: '' });
});

test('C1: the profile is the word in front of --, and without -- the first word is the command', async () => {
  const show = ['sh', '-c', 'echo "$MFA_ENV_PROFILE: $*"', 'sh'];
  expect(await exec('default', '--', ...show, 'a', '--', 'b')).toMatchObject({
    status: 0,
    stdout: 'default: a -- b\n',
  });
  expect(await exec(...show, 'default')).toMatchObject({ status: 0, stdout: 'default: default\n' });
  expect(await exec('nosuch', '--', ...show)).toMatchObject({ status: 3, stdout: '' });
  expect(await exec('-p', 'default', 'nosuch', '--', ...show)).toMatchObject({ status: 2, stdout: '' });
  const alone = { status: 2, stdout: '', stderr: expect.stringContaining('exec default -- COMMAND') };
  expect(await exec('default')).toMatchObject(alone);
});

test('a shell in it knows the role of --role-arn, for commands that are wrapped there', async () => {
  const role = 'arn:aws:iam::111122223333:role/readonly';
  const words = ['-q', '--role-arn', role, '--', 'sh', '-c', 'echo "$MFA_ENV_ROLE_ARN"'];
  for (const _ of ['found', 'recalled']) expect(await exec(...words)).toMatchObject({ status: 0, stdout: `${role}\n` });
  expect(await exec('-q', '--', 'sh', '-c', 'echo "$MFA_ENV_ROLE_ARN"')).toMatchObject({ stdout: '\n' });
});

test.each([
  ['HUP', 129],
  ['INT', 130],
  ['KILL', 137],
  ['SEGV', 139],
  ['TERM', 143],
])('a command that SIG%s ends gives %i', async (signal, status) => {
  // As a shell tells it: from Node 22 on the command takes the place of mfa-env, and the signal ends both.
  const words = ['exec', '--', 'sh', '-c', `kill -${signal} $$; sleep 5`];
  expect(await place.sh('"$@"; exit $?', words)).toMatchObject({ status });
});

test('127 for what is not there, 126 for what cannot be run', async () => {
  const plain = place.write('plain', 'no program\n');
  const folder = path.join(place.home, 'folder');
  mkdirSync(folder);
  const noInterpreter = place.write('no-interpreter', '#!/nonexistent/sh\n', 0o700);
  expect(await exec('--', 'no-such-command')).toMatchObject({
    status: 127,
    stdout: '',
    stderr: expect.stringMatching(/no-such-command .*found/),
  });
  expect(await exec('--', '/no/such/command')).toMatchObject({ status: 127 });
  expect(await exec('--', plain)).toMatchObject({
    status: 126,
    stderr: expect.stringContaining('(EACCES)'),
  });
  expect(await exec('--', folder)).toMatchObject({ status: 126 });
  expect(await exec('--', path.join(plain, 'below'))).toMatchObject({
    status: 127,
    stderr: expect.stringMatching(/\/plain\/below .*found\n/),
  });
  const long = 'x'.repeat(300);
  expect(await exec('--', long)).toMatchObject({
    status: 126,
    stderr: expect.stringMatching(`${long} .*\\(ENAMETOOLONG\\)`),
  });
  expect((await exec('--', noInterpreter)).status).toBeGreaterThanOrEqual(126);
  chmodSync(plain, 0o700); // a script without #!, which shells run all the same
  expect((await exec('--', plain)).status).toBeGreaterThanOrEqual(126);
});

test('a failure before the command: its own status, and no shell code', async () => {
  for (const words of [[], ['--', '']]) {
    const stderr = expect.stringMatching(/exec .*command/);
    expect(await exec(...words)).toEqual({ status: 2, stdout: '', stderr });
  }
  expect(await exec('-p', 'nosuch', '--', 'true')).toEqual({
    status: 3,
    stdout: '',
    stderr: expect.stringContaining('nosuch'),
  });
  expect(await exec('--refresh', '--', 'true')).toEqual({
    status: 2,
    stdout: '',
    stderr: expect.stringContaining('code'),
  });
});

test('a stderr that takes nothing stops no command, and wastes no code', async () => {
  const other = await makePlace();
  const env = { MFA_ENV_CODE_COMMAND: `echo ${other.sts.freshCode(serial)}` };
  expect(await other.sh('"$@" 2>/dev/full', ['exec', '--', 'echo', 'ran'], { env })).toMatchObject({
    status: 0,
    stdout: 'ran\n',
  });
  await other.end();
});

test('words are passed on as they are, with and without --', async () => {
  const show = script('for word; do printf "<%s>" "$word"; done');
  const words = ['-p', '--write', '', 'a b', '$HOME', '--', '*', 'x\ny'];
  const expected = words.map((word) => `<${word}>`).join('');
  expect((await exec('--', show, ...words)).stdout).toBe(expected);
  expect((await exec('-q', show, ...words)).stdout).toBe(expected);
});

test('the command has the session, and none of what would beat it', async () => {
  const stale = { AWS_PROFILE: 'default', AWS_SECURITY_TOKEN: 'stale', AWS_SESSION_TOKEN: 'stale', KEPT: 'yes' };
  const { stdout } = await place.run(['exec', '--', 'env'], { env: stale });
  const lines = stdout.split('\n');
  expect(lines).toEqual(expect.arrayContaining(['AWS_REGION=eu-central-1', 'KEPT=yes', 'MFA_ENV_PROFILE=default']));
  expect(stdout).toMatch(/^AWS_ACCESS_KEY_ID=ASIA/m);
  expect(stdout).not.toMatch(/^(AWS_PROFILE|AWS_SECURITY_TOKEN|AWS_DEFAULT_PROFILE)=/m);
});

test('stdin and stdout are the command’s: 1 MB of any bytes, by files and by pipes', async () => {
  const prepare = 'head -c 1000003 /dev/urandom >in';
  for (const line of ['"$@" <in >out', 'cat in | "$@" | cat >out']) {
    const { status, stderr } = await place.sh(`${prepare}; ${line}; cmp in out`, ['exec', '--', 'cat']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  }
  expect(await place.sh('printf x | "$@"', ['exec', '--', 'sh', '-c', 'exec <&-; exec >&-'])).toMatchObject({
    status: 0,
  });
  // a reader that goes away
  expect(await place.sh('"$@" | head -c 1 | wc -c', ['exec', '--', 'yes'])).toMatchObject({
    stdout: expect.stringMatching(/^\s*1\n$/),
  });
});

/** Not for ever: where a signal is lost, nothing is left behind. */
const someTime = 'n=0; while [ $((n += 1)) -lt 600 ]; do sleep 0.05; done';
const waitFor = (file: string): string => `while [ ! -e "${file}" ]; do sleep 0.02; done`;

test.each(['TERM', 'HUP', 'INT', 'QUIT', 'USR1', 'USR2', 'CONT', 'WINCH'])(
  'SIG%s reaches the command, once, and its own end counts',
  async (signal) => {
    const ready = path.join(place.home, `ready-${signal}`);
    const child = script(`trap 'echo got >>"${ready}.log"; sleep 0.2; exit 77' ${signal}; : >"${ready}"; ${someTime}`);
    const line = `set -m; "$@" & ${waitFor(ready)}; kill -${signal} $!; wait $!`;
    expect(await place.sh(line, ['exec', '--', child])).toMatchObject({ status: 77, stdout: '' });
    expect(readFileSync(`${ready}.log`, 'utf8')).toBe('got\n');
  },
);

// From Node 22.15 on mfa-env itself becomes the command, so there is nobody in between.
test.skipIf('execve' in process)(
  'a signal as soon as the command runs reaches it, also where many compete',
  async () => {
    const child = script(`trap 'exit 77' TERM; kill -TERM $PPID; for i in 1 2 3 4 5 6 7 8 9; do sleep 0.1; done`);
    const line = 'for i in 1 2 3 4 5 6 7 8 9 10; do ("$@"; echo $?) & done; wait';
    expect((await place.sh(line, ['exec', '--', child])).stdout).toBe('77\n'.repeat(10));
  },
);

test.each([
  ['Ctrl-C', 'SIGINT', '\u0003', 'its terminal on stdin', '"$@"'],
  ['Ctrl-C', 'SIGINT', '\u0003', 'a pipe on stdin', 'echo x | "$@"'],
  ['Ctrl-\\', 'SIGQUIT', '\u001c', 'its terminal on stdin', '"$@"'],
])('%s (%s, %j) reaches a command with %s once', async (_, signal, key, name, line) => {
  const ready = path.join(place.home, `${signal}-${name.length}`);
  const program = `let count = 0;
    process.on('${signal}', () => { if (++count === 1) setTimeout(() => process.exit(70 + count), 500); });
    setInterval(() => {}, 1000);
    require('fs').writeFileSync(${JSON.stringify(ready)}, '');`;
  const child = place.write(`${path.basename(ready)}.cjs`, program);
  const terminal = at(place, `trap : INT QUIT; ${line}`, ['exec', '--', process.execPath, child]);
  terminals.push(terminal);
  while (!readdirSync(place.home).includes(path.basename(ready))) await setTimeout(10);
  terminal.press(key);
  await terminal.until('status=71');
});

test('in the background of a terminal, SIGINT is no Ctrl-C: it is passed on', async () => {
  const ready = path.join(place.home, 'ready-background');
  const child = script(`trap 'exit 79' INT; : >"${ready}"; ${someTime}`);
  const terminal = at(place, `set -m; "$@" & ${waitFor(ready)}; kill -INT $!; wait $!`, ['exec', '--', child]);
  terminals.push(terminal);
  await terminal.until('status=79');
});

test('no process is left behind, and no secret stands in an argument or in our own environment', async () => {
  const { stdout } = await place.run(['-f', 'json']);
  const { SecretAccessKey, SessionToken } = JSON.parse(stdout) as Record<string, string>;
  const ready = path.join(place.home, 'ready-secrets');
  const child = script(`echo $$ >"${ready}"; exec sleep 61.5`);
  const running = place.sh(`set -m; "$@" & ${waitFor(ready)}; echo $!; sleep 1; kill $!; wait $!`, [
    'exec',
    '--',
    child,
  ]);
  while (!readdirSync(place.home).includes('ready-secrets')) await setTimeout(10);
  await setTimeout(100);
  const pid = readFileSync(ready, 'utf8').trim();
  const read = (number: string, what: string): string => {
    try {
      return readFileSync(`/proc/${number}/${what}`, 'utf8');
    } catch {
      return '';
    }
  };
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const secrets = [SecretAccessKey ?? 'x', SessionToken ?? 'x'];
  const holds = (what: string) =>
    processes.filter((number) => secrets.some((secret) => read(number, what).includes(secret)));
  expect(holds('cmdline')).toEqual([]);
  expect(holds('environ')).toEqual([pid]);
  const { status, stdout: parent } = await running;
  expect(status).toBe(143);
  for (const number of [pid, parent.trim()]) expect(read(number, 'cmdline')).toBe('');
});

test('a session that is not there is asked for on the terminal, also when stdout is a pipe', async () => {
  const other = await makePlace();
  const terminal = at(other, '"$@" | cat >"$HOME/out"', ['exec', '--', 'sh', '-c', 'echo "$AWS_ACCESS_KEY_ID"']);
  await terminal.until('MFA code for default');
  terminal.line(other.sts.freshCode(serial));
  await terminal.until('status=0');
  expect(readFileSync(path.join(other.home, 'out'), 'utf8')).toMatch(/^ASIA\w+\n$/);
  await other.end();
});
