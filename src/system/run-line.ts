import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../shell/env-diff.ts';
import { isAlive, parents } from './process.ts';

export interface CommandError extends Error {
  killed?: boolean;
  /** Its exit status, or the error code of the system where it could not run. */
  code?: number | string | null;
}

/** The failure as the end of a sentence that begins with `the command`. */
export function failureOf({ killed, code }: CommandError, timeoutMs: number): string {
  if (killed) return `took longer than ${timeoutMs / 1000} s`;
  return code === 127 ? 'failed: a program that it names was not found (127)' : `failed (${code ?? 'signal'})`;
}

const MAX_OUTPUT_CHARACTERS = 1 << 20;

type Stderr = 'shown' | 'hidden' | number;
const places: Readonly<Record<Stderr, 'inherit' | 'ignore' | undefined>> = { shown: 'inherit', hidden: 'ignore' };

/** A program that is ended gets this long to restore the terminal. */
const END_GRACE_MS = 1000;

/** `ps` shows arguments to every user, and a line may hold a secret. So a variable passes it, and is unset before it runs. */
const lineVariable = 'MFA_ENV_LINE';
const evaluateLine = `eval "unset ${lineVariable}; $${lineVariable}"`;

/**
 * Runs a line in sh. It stays in our process group, because only the foreground group can read from the terminal, where
 * a password manager may ask. So its descendants are found by their parents, and ended after the timeout, too.
 * @param stderr whether the user sees it, or an open file @returns its stdout @throws CommandError
 */
export function runLine(
  line: string,
  env: Environment,
  timeoutMs: number,
  stderr: Stderr,
  input?: Buffer,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', evaluateLine], {
      // No function evaluates its output.
      env: { ...env, MFA_ENV_SHELL_PID: undefined, MFA_ENV_FUNCTIONS: undefined, [lineVariable]: line },
      stdio: [(input ? 'pipe' : 'ignore') as 'pipe', 'pipe', places[stderr] ?? (stderr as 'inherit')], // the types do not know file descriptors
    });
    const endToo = (): void => {
      if (isRunning(child)) signalAll(stopped([child.pid ?? 0]), 'SIGTERM', 'SIGCONT');
    };
    if (input) child.stdin.on('error', () => {}).end(input); // it may end without reading
    process.once('exit', endToo); // a signal that ends us ends the command, too
    const settle = (): void => {
      clearTimeout(limit);
      process.off('exit', endToo);
    };
    const giveUp = (facts: Omit<CommandError, keyof Error>): void => {
      settle();
      reject(Object.assign(new Error('the command failed'), facts));
    };
    const end = async (facts: Omit<CommandError, keyof Error>): Promise<void> => {
      child.removeAllListeners('close');
      const isOver = !isRunning(child); // its PID may already belong to another process
      if (!isOver) await endWithDescendants(child.pid);
      child.stdout.destroy(); // a daemon that it started may keep the other end open
      settle();
      if (isOver && facts.killed && child.exitCode === 0) resolve(printed);
      else giveUp(facts);
    };
    const limit = setTimeout(() => void end({ killed: true }), timeoutMs);
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const isFirst = printed.length <= MAX_OUTPUT_CHARACTERS;
      printed += isFirst ? text : '';
      if (isFirst && printed.length > MAX_OUTPUT_CHARACTERS) void end({ code: 'too much output' });
    });
    child.on('error', ({ code = '' }: NodeJS.ErrnoException) => giveUp({ code }));
    child.on('close', (code) => {
      settle();
      if (code === 0) resolve(printed);
      else giveUp({ code });
    });
  });
}

/** Ends a process and its descendants. A daemon is left alone, because its parent is another process by then. */
async function endWithDescendants(pid = 0): Promise<void> {
  if (pid === 0) return;
  const all = stopped([pid]);
  signalAll(all, 'SIGTERM', 'SIGCONT');
  for (let waited = 0; waited < END_GRACE_MS && all.some(isAlive); waited += 20) await sleep(20);
  for (const one of stopped(all.filter(isAlive))) signal(one, 'SIGKILL');
}

/** Stops processes and their descendants, so that they start no more. @returns all of their PIDs */
function stopped(all: number[]): number[] {
  for (let known = 0; known < all.length; ) {
    for (; known < all.length; known++) signal(all[known], 'SIGSTOP');
    for (const [child, parent] of parents() ?? parentsByPs())
      if (all.includes(parent) && !all.includes(child)) all.push(child);
  }
  return all;
}

function signalAll(all: readonly number[], ...names: NodeJS.Signals[]): void {
  for (const name of names) for (const one of all) signal(one, name);
}

const isRunning = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;

function signal(pid = 0, name: NodeJS.Signals): void {
  try {
    if (pid > 0) process.kill(pid, name);
  } catch {} // it has ended, or runs as another user
}

function parentsByPs(): Map<number, number> {
  try {
    const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
    return new Map(lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]));
  } catch {
    return new Map();
  }
}
