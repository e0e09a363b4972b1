import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'vitest';
import type { ShellName } from '../../src/shell/dialects.ts';
import { isBefore } from './old.ts';

/** A shell of the matrix. Where `functions` is set it can run `authaws`. */
export interface Shell {
  name: string;
  /** The words before the script's path. */
  command: readonly [string, ...string[]];
  /** The words that start it at a terminal, with no start-up files. */
  interactive: readonly [string, ...string[]];
  /** What it is called behind `--shell`. */
  speaks: ShellName;
  /** The file of its functions. */
  functions?: string;
}

const folder = path.resolve(import.meta.dirname, '../../dist/shell');
const bash = { speaks: 'bash', functions: path.join(folder, 'mfa-env.bash') } as const;

/** TEST_BASH=/opt/bash-3.2/bin/bash and the like put another version into the matrix. */
export function program(name: string): string {
  return process.env[`TEST_${name.toUpperCase()}`] ?? name;
}

function plain(name: string): Shell {
  return { name, command: [program(name)], interactive: [program(name), '-i'], speaks: 'posix' };
}

export const shells: readonly Shell[] = [
  {
    name: 'bash',
    command: [program('bash'), '--norc'],
    interactive: [program('bash'), '--norc', '--noediting', '-i'],
    ...bash,
  },
  {
    name: 'bash --posix',
    command: [program('bash'), '--norc', '--posix'],
    interactive: [program('bash'), '--norc', '--noediting', '--posix', '-i'],
    ...bash,
  },
  {
    name: 'zsh',
    command: [program('zsh'), '-f'],
    interactive: [program('zsh'), '-f', '-i', '+Z'],
    speaks: 'zsh',
    functions: path.join(folder, 'mfa-env.zsh'),
  },
  {
    name: 'fish',
    command: [program('fish'), '--no-config'],
    interactive: [program('fish'), '--no-config', '-i'],
    speaks: 'fish',
    functions: path.join(folder, 'mfa-env.fish'),
  },
  plain('dash'),
  {
    ...plain('busybox'),
    name: 'busybox sh',
    command: [program('busybox'), 'sh'],
    interactive: [program('busybox'), 'sh', '-i'],
  },
  plain('mksh'),
  plain('ksh'),
  plain('yash'),
];

export const isPosix = (shell: Shell): boolean => shell.speaks !== 'fish';
export const isBash = (shell: Shell): boolean => shell.speaks === 'bash';
/**
 * Whether a shell is this version or a newer one. What an older one cannot do, its rows do not ask for.
 * TEST_AS=3.2 has it answer for an older one: see old.ts.
 */
export function isSince(shell: Shell, major: number, minor: number): boolean {
  if (!isInstalled(shell.command[0])) return true;
  const text = process.env.TEST_AS ?? execFileSync(shell.command[0], ['--version'], { encoding: 'utf8' });
  return !isBefore(/\d+\.\d+/.exec(text)?.[0] ?? '0', `${major}.${minor}`);
}

/** Whether it can tell the time without a process. */
export const hasClock = (shell: Shell): boolean =>
  isBash(shell) ? isSince(shell, 4, 2) : isPosix(shell) || isSince(shell, 3, 6);
/** Whether its functions take a live session by themselves: it has a clock, and sees which variables are exported. */
export const readsLive = (shell: Shell): boolean => hasClock(shell) && (!isBash(shell) || isSince(shell, 4, 4));

/** The W rows: the shells that have `authaws`. */
export const withFunctions = shells.filter((shell) => shell.functions !== undefined);
/** Those with functions of their own: bash --posix reads those of bash, and is left out but with CI=true. */
export const ownFunctions = withFunctions.filter(({ name }) => name !== 'bash --posix' || process.env.CI === 'true');
/** bash, bash --posix and zsh: one script text does for these. */
export const bashAndZsh = withFunctions.filter(isPosix);

/** The same tests in each shell. One that is missing fails in CI and is skipped by name elsewhere. */
export function inEach(list: readonly Shell[], tests: (shell: Shell) => void): void {
  for (const shell of list) {
    if (isInstalled(shell.command[0])) {
      describe(shell.name, () => tests(shell));
    } else {
      test.skipIf(process.env.CI !== 'true')(`${shell.name} is on this machine`, () => {
        throw new Error(`${shell.name} is not installed, and its rows were not run`);
      });
    }
  }
}

export function isInstalled(command: string): boolean {
  const folders = command.includes('/') ? [''] : (process.env.PATH ?? '').split(path.delimiter);
  return folders.some((directory) => {
    try {
      accessSync(path.join(directory, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The line that loads the functions. */
export function load(shell: Shell): string {
  if (shell.functions === undefined) throw new TypeError(`${shell.name} has no functions`);
  return isPosix(shell) ? `. '${shell.functions}'` : `source '${shell.functions}'`;
}

/** The line that evaluates what a command prints, without the functions. */
export function raw(shell: Shell, command: string): string {
  return isPosix(shell) ? `eval "$(${command})"` : `${command} | source`;
}

/** Ends a script: says the last status and the whole environment, for `told`. */
export function tell(shell: Shell): string {
  return `printf '@told %s@' "${isPosix(shell) ? '$?' : '$status'}"; env -0`;
}
