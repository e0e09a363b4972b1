import { readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { dialects, type ShellName } from './dialects.ts';
import type { Environment } from './environment.ts';

/** Programs that only start another one: the shell is behind them. */
const between = /^(?:timeout|env|nice|ionice|nohup|stdbuf|sudo|doas)$/;

/** The shell that called: the parent process, else $SHELL, else posix (C2.11). */
export function callingShell(env: Environment): ShellName {
  let pid = process.ppid;
  while (pid > 1) {
    const parent = programOf(pid) ?? askPs(pid);
    const shell = shellNamed(parent?.program ?? '');
    if (shell) return shell;
    pid = between.test(basename(parent?.program ?? '')) ? (parent?.ppid ?? 0) : 0;
  }
  return shellNamed(env.SHELL ?? '') ?? 'posix';
}

/** The process of the shell that called: the functions of shell/ give its number, which a subshell's parent is not. */
export const callingPid = ({ MFA_ENV_SHELL_PID: pid = '' }: Environment): number =>
  /^[1-9]\d{0,9}$/.test(pid) ? Number(pid) : process.ppid;

/** The shell of a program's name or path; a login shell's begins with a dash. */
export function shellNamed(program: string): ShellName | undefined {
  const name = program
    .trim()
    .replace(/^.*\//, '')
    .replace(/^-|-static$|-\d[\d.]*$/g, '');
  if (Object.hasOwn(dialects, name)) return name as ShellName;
  return /^(?:sh|dash|ash|ksh|ksh93|ksh93u\+m|mksh|lksh|yash|busybox)$/.test(name) ? 'posix' : undefined;
}

interface Parent {
  program: string;
  ppid: number;
}

/** From /proc. The program's file, since a script with a #! line bears the script's name. */
function programOf(pid: number): Parent | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const ppid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    return { program: fileOf(pid) ?? stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')), ppid };
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
