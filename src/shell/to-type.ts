import type { ToType } from '../text/command-line.ts';
import { callingShell } from './detect.ts';
import { dialects, type ShellName } from './dialects.ts';
import type { Environment } from './env-diff.ts';

/**
 * How the caller can type a command now (C8.4). Advice never says `authaws` to somebody who has not loaded it.
 * @param shell undefined: the calling shell, which is found out only where a line is evaluated
 */
export const toType =
  (env: Environment, shell?: ShellName): ToType =>
  (words, prints = 'change') => {
    const line = `${hasFunctions(env) ? 'authaws' : 'mfa-env'} ${words}`.trimEnd();
    return hasFunctions(env) || prints === 'report' ? line : dialects[shell ?? callingShell(env)].evalLine(line);
  };

/** Whether the shell functions called us: they set one of these two. */
export const hasFunctions = ({ MFA_ENV_SHELL_PID, MFA_ENV_FUNCTIONS }: Environment): boolean =>
  !!(MFA_ENV_SHELL_PID || MFA_ENV_FUNCTIONS);
