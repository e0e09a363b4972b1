import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { start } from './place.ts';
import { makeRealPlace, type RealPlace, serial } from './real.ts';
import { isInstalled } from './shells.ts';

// Odd streams and a poor machine break neither status nor output: rows 4, 66 and 68 to 74.

let place: RealPlace;
beforeAll(async () => {
  place = await makeRealPlace();
  await place.begin();
});
afterAll(() => place.end());

const sh = (line: string, env: Readonly<Record<string, string>> = {}) =>
  start(['bash', '-c', line], { cwd: place.dir, env: { ...place.env, ...env } });

const stack = /^\s+at |node:internal|Error:/m;

test('66: without a terminal a needed code is status 2 and one message', async () => {
  const { status, stdout, stderr } = await sh('mfa-env -s bash -p acme --refresh </dev/null');
  expect(status).toBe(2);
  expect(stdout).toBe('(exit 2);\n');
  expect(stderr).toMatch(/^mfa-env: [^\n]*code[^\n]*\n/);
  expect(stderr).not.toMatch(stack);
});

test.each([{ FORCE_COLOR: '1' }, { FORCE_COLOR: '3', TERM: 'xterm-256color' }, { NO_COLOR: '1' }, {}])(
  '68: no escape sequence on stdout with %o',
  async (env: Record<string, string>) => {
    for (const words of ['-p acme', '-p nosuch', '--clear', '--nosuch']) {
      const { stdout, stderr } = await sh(`mfa-env -s bash ${words}`, env);
      expect(stdout).not.toBe('');
      expect(stdout).not.toContain('\u001b');
      if (env.NO_COLOR) expect(stderr).not.toContain('\u001b');
    }
  },
);

test('69: a reader that goes away gets no stack trace', async () => {
  for (const reader of ['true', 'head -c1', '(exec 0<&-)']) {
    const { stderr } = await sh(`for i in 1 2 3 4 5; do mfa-env -s bash -q -p acme | ${reader}; done`);
    expect(stderr).not.toMatch(stack);
  }
});

test('70: a long text reaches a slow reader whole', async () => {
  const env = { AWS_SECRET_ACCESS_KEY: 'x'.repeat(120_000), AWS_ACCESS_KEY_ID: 'y'.repeat(120_000) };
  const { stdout } = await sh('mfa-env -s bash -q -p acme | dd bs=97 2>/dev/null', env);
  expect(stdout).toContain(env.AWS_SECRET_ACCESS_KEY);
  expect(stdout).toContain(env.AWS_ACCESS_KEY_ID);
  expect(stdout.endsWith("';\n")).toBe(true);
});

test.each(['-q -p acme', '-p nosuch', '--clear'])('4: %s: stdout is written once, whole', async (words) => {
  if (!isInstalled('strace')) return expect(process.env.CI, 'strace is needed').not.toBe('true');
  const trace = path.join(place.dir, 'stdout-trace');
  const { stdout } = await sh(`strace -f -qq -y -e trace=write,writev -o '${trace}' mfa-env -s bash ${words} | cat`);
  const pipe = readFileSync(trace, 'utf8')
    .split('\n')
    .filter((line) => /\bwritev?\(1</.test(line));
  expect(pipe).toEqual([expect.stringMatching(new RegExp(`= ${Buffer.byteLength(stdout)}$`))]);
});

test('71: a full disk is a failure', async () => {
  const { status, stderr } = await sh('mfa-env -s bash -p acme >/dev/full');
  expect(status).toBe(1);
  expect(stderr).not.toMatch(stack);
});

test.each(['<&-', '2>&-', '<&- 2>&-'])('71: %s does no harm', async (closed) => {
  const { status, stdout } = await sh(`mfa-env -s bash -p acme ${closed}`);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^export AWS_SESSION_TOKEN=/m);
});

test('71: a closed stdout does not hang', async () => {
  const { stderr } = await sh('mfa-env -s bash -p acme >&-');
  expect(stderr).not.toMatch(stack);
});

test('72: in a folder that is gone', async () => {
  mkdirSync(path.join(place.dir, 'gone'));
  const { status, stdout, stderr } = await sh('cd gone && rmdir ../gone && mfa-env -s bash -q -p acme');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^export AWS_SESSION_TOKEN=/m);
  mkdirSync(path.join(place.dir, 'gone'));
  const unknown = await sh('cd gone && rmdir ../gone && mfa-env -s bash --nosuch');
  expect(unknown.status).toBe(2);
  expect(unknown.stderr).not.toMatch(stack);
});

test.each(['unset HOME;', 'HOME=;'])('73: %s a message or the home of the user, and no stack', async (without) => {
  const { status, stdout, stderr } = await sh(`${without} mfa-env -s bash -p no-such-profile`);
  expect(status).toBe(3);
  expect(stdout).toBe('(exit 3);\n');
  expect(stderr).toMatch(/^mfa-env: /);
  expect(stderr).not.toMatch(stack);
});

test('74: the cache is for the user alone, whatever the umask', async () => {
  const cache = path.join(place.dir, 'cache');
  const begin = `umask 000; mfa-env -s bash -q -p acme ${place.sts.freshCode(serial)}`;
  expect((await sh(begin, { MFA_ENV_CACHE_DIR: cache })).status).toBe(0);
  const modes = (): string[] =>
    [cache, ...readdirSync(cache, { recursive: true }).map((name) => path.join(cache, String(name)))].map((name) => {
      const stat = statSync(name);
      return `${stat.isDirectory() ? 'folder' : 'file'} ${(stat.mode & 0o777).toString(8)}`;
    });
  expect(new Set(modes())).toEqual(new Set(['folder 700', 'file 600']));
  await sh(`find ${cache} -type f -exec chmod 666 {} +; ${begin}`, { MFA_ENV_CACHE_DIR: cache });
  const again = `umask 000; mfa-env -s bash -q -p acme ${place.sts.freshCode(serial)}`;
  expect((await sh(again, { MFA_ENV_CACHE_DIR: cache })).status).toBe(0);
  expect(new Set(modes())).toEqual(new Set(['folder 700', 'file 600']));
});
