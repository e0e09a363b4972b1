import { readFileSync } from 'node:fs';
import { dialects, type ShellName } from './dialects.ts';
import type { Environment } from './environment.ts';

/** The shell that called: the parent process, else $SHELL, else posix (C2.11). */
export async function callingShell(env: Environment): Promise<ShellName> {
  return shellNamed((await parentProcess()) ?? '') ?? shellNamed(env.SHELL ?? '') ?? 'posix';
}

/** The shell of a program's name or path; a login shell's begins with a dash. */
export function shellNamed(program: string): ShellName | undefined {
  const name = program.trim().replace(/^.*\//, '').replace(/^-/, '');
  if (Object.hasOwn(dialects, name)) return name as ShellName;
  return /^(?:sh|dash|ash|ksh|ksh93|mksh|yash|busybox)$/.test(name) ? 'posix' : undefined;
}

async function parentProcess(): Promise<string | undefined> {
  try {
    return readFileSync(`/proc/${process.ppid}/comm`, 'utf8');
  } catch {
    return process.platform === 'linux' ? undefined : askPs();
  }
}

/** macOS has no /proc. */
async function askPs(): Promise<string | undefined> {
  const { spawnSync } = await import('node:child_process');
  return spawnSync('ps', ['-o', 'comm=', '-p', String(process.ppid)], { encoding: 'utf8' }).stdout ?? undefined;
}
