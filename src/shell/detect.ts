import { readFileSync, readlinkSync } from 'node:fs';
import { usage } from '../errors.ts';
import { dialects, type ShellName } from './dialects.ts';
import type { Environment } from './env-diff.ts';

/** Programs that run another program. The calling shell is their parent. */
const wrappers = /^(?:timeout|env|nice|ionice|nohup|stdbuf|sudo|doas)$/;

/** Shells with neither POSIX nor fish syntax. */
const foreign = /^(?:t?csh|nu|elvish|xonsh|pwsh|powershell)$/;

/** The calling shell: the parent process, else $SHELL, else posix (C2.11). */
export const callingShell = (env: Environment): ShellName => knownShell(callingProgram(), env);

/** That of `--shell`, else the calling shell. @throws Failure (usage) where that has no dialect (C12) */
export function shellToServe(named: string | undefined, env: Environment): ShellName {
  if (named !== undefined) return named as ShellName;
  const program = callingProgram();
  if (foreign.test(program)) {
    throw usage(
      `mfa-env prints code for bash, zsh and fish, and this is ${program}`,
      'run one command with the session: mfa-env exec PROFILE -- COMMAND',
    );
  }
  return knownShell(program, env);
}

const knownShell = (program: string, env: Environment): ShellName =>
  shellNamed(program) ?? shellNamed(env.SHELL ?? '') ?? 'posix';

/** The name of the parent program, past wrappers such as sudo; '' where it is hidden. */
function callingProgram(): string {
  for (let pid = process.ppid; pid > 1; ) {
    const parent = fromProc(pid) ?? fromPs(pid);
    const name = nameOf(parent?.program ?? '');
    if (!parent || !wrappers.test(name)) return name;
    pid = parent.ppid;
  }
  return '';
}

/** The PID of the calling shell. The shell functions pass it, because the parent may be a subshell. */
export const callingPid = ({ MFA_ENV_SHELL_PID: pid = '' }: Environment): number =>
  /^[1-9]\d{0,9}$/.test(pid) ? Number(pid) : process.ppid;

/** The shell for the name or path of a program. The name of a login shell begins with a dash. */
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

/** Reads /proc. The file of the program counts, because a script has its own name; only xonsh is a script. */
function fromProc(pid: number): Parent | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const ppid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    return { program: name === 'xonsh' ? name : (fileOf(pid) ?? name), ppid };
  } catch {
    return undefined;
  }
}

function fileOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '');
  } catch {
    return undefined;
  }
}

/** Asks ps, since macOS has no /proc. */
function fromPs(pid: number): Parent | undefined {
  if (process.platform === 'linux') return undefined;
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const { stdout = '' } = spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' });
  const [, ppid, program] = /^\s*(\d+)\s+(.*)$/m.exec(stdout) ?? [];
  return program === undefined ? undefined : { program, ppid: Number(ppid) };
}
