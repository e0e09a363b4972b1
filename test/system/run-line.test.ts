import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isAlive } from '../../src/system/process.ts';
import { type CommandError, runLine } from '../../src/system/run-line.ts';
import { newFolder } from '../fs/folder.ts';

// C3.4, C4.1: lines of config files that sh runs. test/aws/long-term-keys.test.ts has their output and failures.

/** Runs a line with a timeout of half a second. `$LOG` names a file, and `log` writes the PID of its caller there. */
async function run(line: string): Promise<{ error: CommandError | undefined; log: string[] }> {
  const LOG = path.join(newFolder(), 'log');
  const env = { PATH: process.env.PATH, LOG, log: 'echo $$ >>"$LOG"' };
  const error = await runLine(line, env, 500, 'hidden').then(
    () => undefined,
    (error: CommandError) => error,
  );
  return { error, log: readFileSync(LOG, 'utf8').trim().split('\n') };
}

const hangs = `sh -c 'eval "$log"; exec sleep 100'`;

test.each<[string, string, number]>([
  ['a program', hangs, 1],
  ['a pipeline', `${hangs} | ${hangs} | cat`, 2],
  ['programs in the background', `${hangs} & ${hangs} & wait`, 2],
  ['children of children', `sh -c '${hangs.replaceAll("'", `'\\''`)}; true'; true`, 1],
  ['one that takes no notice', `trap "" TERM INT HUP; ${hangs}; ${hangs}`, 1],
  ['one that starts others when it is told to end', `trap '${hangs.replaceAll("'", `'\\''`)}' TERM; ${hangs}`, 1],
  ['one in a session of its own', `setsid -w ${hangs}; true`, 1],
  ['one that prints without end first', `${hangs} & until [ -s "$LOG" ]; do :; done; yes`, 1],
])('nothing is left running: %s', async (_, line, count) => {
  const { error, log } = await run(line);
  expect(error?.killed === true || error?.code === 'too much output').toBe(true);
  expect(log.length).toBeGreaterThanOrEqual(count);
  await expect.poll(() => log.map(Number).filter(isAlive)).toEqual([]);
});

test('a program that is ended gets time to restore the terminal', async () => {
  const { log } = await run(`trap 'echo restored >>"$LOG"; exit 1' TERM; echo began >>"$LOG"; sleep 100 & wait`);
  expect(log).toEqual(['began', 'restored']);
});

test('a daemon that the line started keeps running', async () => {
  const { error, log } = await run(`(${hangs} >/dev/null &) ; sleep 0.2; sleep 100`);
  const [daemon = 0] = log.map(Number);
  expect({ killed: error?.killed, alive: isAlive(daemon) }).toEqual({ killed: true, alive: true });
  process.kill(daemon);
});

test('a line that ends in time leaves its background processes alone', async () => {
  const LOG = path.join(newFolder(), 'log');
  const line = `${hangs} >/dev/null & sleep 0.2; echo done`;
  const env = { PATH: process.env.PATH, LOG, log: 'echo $$ >>"$LOG"' };
  await expect(runLine(line, env, 10_000, 'hidden')).resolves.toBe('done\n');
  const child = Number(readFileSync(LOG, 'utf8'));
  expect(isAlive(child)).toBe(true);
  process.kill(child);
});

test('ps does not show the line, and its children do not inherit it', async () => {
  const secret = `seed-${process.pid}`;
  const line = `env | grep -c "^MFA_ENV_"; cat /proc/$$/cmdline; ps -A -o args=; echo "$0 $#" # ${secret}`;
  const printed = await runLine(line, { PATH: process.env.PATH }, 5000, 'hidden');
  expect(printed).toMatch(/^0\n[\s\S]*\n\/bin\/sh 0\n$/);
  expect(printed).toContain('MFA_ENV_LINE');
  expect(printed).not.toContain(secret);
});

test.each([
  ['a status', 'exit 7', 7],
  ['no such program', 'nosuch-program', 127],
  ['no shell code', 'echo (', 2],
  ['quotes that stay open', "echo 'x", 2],
  ['a heredoc', 'cat <<E >/dev/null\nx\nE\nexit 5', 5],
  ['a comment behind it', 'exit 6 # done', 6],
])('a line that ends by %s fails as with sh -c', async (_, line, code) => {
  const spawned = spawnSync('/bin/sh', ['-c', line], { stdio: 'ignore' });
  expect(spawned.status).toBe(code);
  await expect(runLine(line, { PATH: process.env.PATH }, 5000, 'hidden')).rejects.toMatchObject({ code });
});

test('a line that is too long for the system fails, and leaves no listener behind', async () => {
  const listeners = process.listenerCount('exit');
  await expect(runLine(`: ${'x'.repeat(200_000)}`, {}, 1000, 'hidden')).rejects.toThrow();
  expect(process.listenerCount('exit')).toBe(listeners);
});

test('a line with endless output is ended before its timeout', async () => {
  await expect(runLine('yes', { PATH: process.env.PATH }, 600_000, 'hidden')).rejects.toMatchObject({
    code: 'too much output',
  });
});

test('a mfa-env in the line is not called by the shell functions (C8.4)', async () => {
  const env = { PATH: process.env.PATH, MFA_ENV_SHELL_PID: '1', MFA_ENV_FUNCTIONS: '1.0.0', MFA_ENV_PROFILE: 'acme' };
  expect(await runLine('env | grep MFA_ENV_', env, 5000, 'hidden')).toMatch(/MFA_ENV_PROFILE=acme/);
  expect(await runLine('env | grep -c -E "SHELL_PID|FUNCTIONS"; true', env, 5000, 'hidden')).toMatch(/^0/);
});
