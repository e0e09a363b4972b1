import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../shell/env-diff.ts';
import { isAlive, parents } from './process.ts';

/** What went wrong with a command line. */
export interface CommandError extends Error {
  /** Whether it was ended because it took too long. */
  killed?: boolean;
  /** Its exit status, or the system's word for why it could not run. */
  code?: number | string | null;
}

/** What went wrong, in words that go on from `the command`. @param timeoutMs milliseconds that it had */
export function failureOf({ killed, code }: CommandError, timeoutMs: number): string {
  if (killed) return `took longer than ${timeoutMs / 1000} s`;
  return code === 127 ? 'failed: a program that it names was not found (127)' : `failed (${code ?? 'signal'})`;
}

/** Characters that a line may print. */
const MAX_OUTPUT_CHARACTERS = 1 << 20;

type Stderr = 'shown' | 'hidden' | number;
const places: Readonly<Record<Stderr, 'inherit' | 'ignore' | undefined>> = { shown: 'inherit', hidden: 'ignore' };

/** Milliseconds that a program gets to put the terminal back as it was. */
const END_GRACE_MS = 1000;

/**
 * A line may hold a secret, and every user of this machine sees arguments (`ps`). So it comes by a variable, which is
 * gone before the line runs.
 */
const lineVariable = 'MFA_ENV_LINE';
const evaluateLine = `eval "unset ${lineVariable}; $${lineVariable}"`;

/**
 * Runs a line of a config file or variable in sh, without stdin. It stays in our process group, since only that may
 * read from the terminal: a password manager asks there. So what is to be ended is found by its parents.
 * @param timeoutMs milliseconds; then it is ended, with all that it has started
 * @param stderr whether the user sees what it says there; or an open file for it
 * @returns what it prints on stdout
 * @throws CommandError
 */
export function runLine(line: string, env: Environment, timeoutMs: number, stderr: Stderr): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', evaluateLine], {
      env: { ...env, MFA_ENV_SHELL_PID: undefined, [lineVariable]: line }, // nobody evaluates what it prints
      stdio: ['ignore', 'pipe', places[stderr] ?? (stderr as 'inherit')], // the types know no files by their number
    });
    const endToo = (): void => {
      if (isRunning(child)) tell(halted([child.pid ?? 0]), 'SIGTERM', 'SIGCONT');
    };
    process.once('exit', endToo); // a signal that ends us is for what we wait for too
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
      const isOver = !isRunning(child); // then its number may be another's by now
      if (!isOver) await endWithDescendants(child.pid);
      child.stdout.destroy(); // a daemon that it left may hold the other end
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

/** Ends a process and what it has started, but no daemon that has gone its own way: that is nobody's child. */
async function endWithDescendants(pid = 0): Promise<void> {
  if (pid === 0) return;
  const all = halted([pid]);
  tell(all, 'SIGTERM', 'SIGCONT');
  for (let waited = 0; waited < END_GRACE_MS && all.some(isAlive); waited += 20) await sleep(20);
  for (const one of halted(all.filter(isAlive))) signal(one, 'SIGKILL');
}

/** Halts processes and all that they have started: what stands still starts nothing more. */
function halted(all: number[]): number[] {
  for (let known = 0; known < all.length; ) {
    for (; known < all.length; known++) signal(all[known], 'SIGSTOP');
    for (const [child, parent] of parents() ?? parentsByPs())
      if (all.includes(parent) && !all.includes(child)) all.push(child);
  }
  return all;
}

function tell(all: readonly number[], ...names: NodeJS.Signals[]): void {
  for (const name of names) for (const one of all) signal(one, name);
}

const isRunning = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;

function signal(pid = 0, name: NodeJS.Signals): void {
  try {
    if (pid > 0) process.kill(pid, name);
  } catch {} // it has ended by itself, or runs as somebody else
}

function parentsByPs(): Map<number, number> {
  try {
    const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
    return new Map(lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]));
  } catch {
    return new Map();
  }
}
