import type { ChildProcess, spawn as Spawn } from 'node:child_process';
import { accessSync, closeSync, constants as fsConstants, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../errors.ts';
import { applied, type Environment, enter, hiddenKeyFiles, type ShellSession, withoutKept } from '../shell/env-diff.ts';
import { isInForeground } from './process.ts';

interface Given extends Pick<ShellSession, 'profile' | 'region' | 'limit' | 'roleArn'> {
  session: Pick<ShellSession, 'accessKeyId' | 'secretAccessKey' | 'sessionToken' | 'expires'>;
}

/** Runs a command with the session in its environment. @returns its exit status @throws Failure (126, 127) */
export function runWithSession(
  outcome: Given,
  [command = '', ...args]: readonly string[],
  env: Environment,
): Promise<number> {
  const { limit } = outcome;
  const { unset, set } = enter(env, { ...outcome.session, ...outcome });
  // MFA_ENV_FUNCTIONS tells about this shell, and the command may be another one. Codes lead to more power, as keys do (C11.2).
  const gone = [...unset, 'MFA_ENV_FUNCTIONS', ...(limit ? ['MFA_ENV_CODE_COMMAND'] : [])];
  const given = withoutKept(applied(env, { unset: gone, set: { ...set, ...(limit && hiddenKeyFiles) } }));
  return runCommand(command, args, given);
}

/** The exit statuses of shells for a command that was not found, cannot be run, or was ended by a signal. */
const shellStatus = { notFound: 127, notRunnable: 126, signalled: 128 };

/** Since Node 22.15. */
type Execve = (file: string, args: string[], env: Record<string, string>) => never;

/** Replaces this process where Node can, else runs a child and passes signals on (C2.9). @throws Failure (126, 127) */
async function runCommand(command: string, args: string[], env: Environment): Promise<number> {
  const { execve } = process as typeof process & { execve?: Execve };
  const program = execve && programFile(command, env.PATH);
  if (execve && program) {
    // Node ignores these two signals. A program inherits ignored signals, but not handled ones.
    for (const signal of ['SIGPIPE', 'SIGXFSZ'] as const) process.on(signal, () => {});
    for (const signal of passedOn) process.removeAllListeners(signal); // a signal that comes now ends this process
    const given = Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined);
    execve.call(process, program, [command, ...args], Object.fromEntries(given));
  }
  return await runAsChild(command, args, env);
}

/** Runs a command as a child, and passes signals on. @throws Failure with status 127 or 126 where it cannot be run */
export async function runAsChild(command: string, args: string[], env: Environment): Promise<number> {
  const { spawn } = await import('node:child_process');
  return await new Promise((resolve, reject) => {
    const pass = (signal: NodeJS.Signals): void => {
      // The terminal sends these to all processes in its foreground.
      const ofTerminals = signal === 'SIGINT' || signal === 'SIGQUIT';
      const fromTerminal = ofTerminals && (isInForeground(process.pid) ?? process.stdin.isTTY);
      if (!fromTerminal) child.kill(signal);
    };
    // Set before the command starts, because an unhandled signal would end only this process.
    for (const signal of passedOn) process.on(signal, pass);
    const child = started(spawn, command, args, env);
    child.on('error', (error) => reject(failure(command, error)));
    child.on('close', (status, signal) =>
      resolve(signal ? shellStatus.signalled + signalNumber(signal) : (status ?? 0)),
    );
  });
}

const signalNumber = (signal: NodeJS.Signals): number => process.getBuiltinModule('node:os').constants.signals[signal];

/** spawn throws some errors and emits others. */
function started(spawn: typeof Spawn, command: string, args: string[], env: Environment): ChildProcess {
  try {
    return spawn(command, args, { env: { ...env }, stdio: 'inherit' });
  } catch (error) {
    throw failure(command, error as NodeJS.ErrnoException);
  }
}

const failure = (command: string, { code = '' }: NodeJS.ErrnoException): Failure =>
  ['ENOENT', 'ENOTDIR'].includes(code)
    ? new Failure(shellStatus.notFound, `${command} was not found`)
    : new Failure(shellStatus.notRunnable, `${command} cannot be run (${code})`);

const passedOn = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGCONT', 'SIGWINCH'] as const;

/** The file of a command, if it can surely be run: a failing execve would end this process. */
export function programFile(command: string, searchPath = ''): string | undefined {
  const folders = command.includes('/') ? [''] : searchPath.split(':').filter((folder) => folder.startsWith('/'));
  return folders.map((folder) => path.join(folder, command)).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, fsConstants.X_OK);
    return statSync(file).isFile() && isLoadable(file);
  } catch {
    return false;
  }
}

/** Whether it is an ELF or Mach-O program, or a script whose interpreter exists. */
function isLoadable(file: string): boolean {
  const head = Buffer.alloc(256);
  const fd = openSync(file, 'r');
  try {
    readSync(fd, head);
  } finally {
    closeSync(fd);
  }
  const [, interpreter] = /^#![ \t]*(\/[^\s]+)/.exec(head.toString('latin1')) ?? [];
  if (interpreter !== undefined) return path.resolve(interpreter) !== path.resolve(file) && isProgram(interpreter);
  return (process.platform === 'darwin' ? ['cffaedfe', 'cafebabe'] : ['7f454c46']).includes(head.toString('hex', 0, 4));
}
