import { readFileSync, readlinkSync } from 'node:fs';
import { usage } from '../errors.ts';
import { dialects, type ShellName } from './dialects.ts';
import type { Environment } from './env-diff.ts';

/** Programs that only start another one: the shell is behind them. */
const between = /^(?:timeout|env|nice|ionice|nohup|stdbuf|sudo|doas)$/;

/** Shells that read neither POSIX syntax nor fish's. */
const foreign = /^(?:t?csh|nu|elvish|xonsh|pwsh|powershell)$/;

/** The shell that called: the parent process, else $SHELL, else posix (C2.11). */
export const callingShell = (env: Environment): ShellName => ownShell(callingProgram(), env);

/**
 * The shell whose code is to be printed: the one that `--shell` names, else the one that called.
 * @throws Failure (usage) where the one that called reads none of our dialects (C12)
 */
export function shellToServe(named: string | undefined, env: Environment): ShellName {
  if (named !== undefined) return named as ShellName;
  const program = callingProgram();
  if (foreign.test(program)) {
    throw usage(`${program} reads no code for bash, zsh or fish`, 'use: mfa-env exec -p NAME -- COMMAND');
  }
  return ownShell(program, env);
}

const ownShell = (program: string, env: Environment): ShellName =>
  shellNamed(program) ?? shellNamed(env.SHELL ?? '') ?? 'posix';

/** The name of the program that called, or of the one behind it that did by way of `sudo` and the like; '' where it cannot be seen. */
function callingProgram(): string {
  for (let pid = process.ppid; pid > 1; ) {
    const parent = programOf(pid) ?? askPs(pid);
    const name = nameOf(parent?.program ?? '');
    if (!parent || !between.test(name)) return name;
    pid = parent.ppid;
  }
  return '';
}

/** The process of the shell that called: the functions of shell/ give its number, which a subshell's parent is not. */
export const callingPid = ({ MFA_ENV_SHELL_PID: pid = '' }: Environment): number =>
  /^[1-9]\d{0,9}$/.test(pid) ? Number(pid) : process.ppid;

/** The shell of a program's name or path; a login shell's begins with a dash. */
export function shellNamed(program: string): ShellName | undefined {
  const name = nameOf(program);
  if (Object.hasOwn(dialects, name)) return name as ShellName;
  return /^(?:sh|dash|ash|ksh|ksh93|ksh93u\+m|mksh|lksh|posh|yash|busybox)$/.test(name) ? 'posix' : undefined;
}

const nameOf = (program: string): string =>
  program
    .trim()
    .replace(/^.*\//, '')
    .replace(/^-|-static$|-\d[\d.]*$/g, '');

interface Parent {
  program: string;
  ppid: number;
}

/** From /proc. The program's file, since a script with a #! line bears the script's name; only xonsh is such a script. */
function programOf(pid: number): Parent | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const ppid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    return { program: name === 'xonsh' ? name : (fileOf(pid) ?? name), ppid };
  } catch {
    return undefined;
  }
}

/** Another user's process does not show its file. */
function fileOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '');
  } catch {
    return undefined;
  }
}

/** macOS has no /proc. */
function askPs(pid: number): Parent | undefined {
  if (process.platform === 'linux') return undefined;
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const { stdout = '' } = spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' });
  const [, ppid, program] = /^\s*(\d+)\s+(.*)$/m.exec(stdout) ?? [];
  return program === undefined ? undefined : { program, ppid: Number(ppid) };
}
