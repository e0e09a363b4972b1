import type { Environment } from '../shell/env-diff.ts';
import type { Request } from './options.ts';

/**
 * Whether what is asked for can be evaluated where the functions of shell/ do that with all that is printed: it has to
 * be code of the shell that they name, as their first words (C2.6).
 */
export function isForCaller(
  { command, options: given }: Pick<Request, 'command' | 'options'>,
  argv: readonly string[],
  env: Environment,
): boolean {
  if (env.MFA_ENV_SHELL_PID === undefined) return true;
  if (command !== 'get' || (given.format ?? 'shell') !== 'shell') return false;
  return argv[0] !== '--shell' || given.shell === argv[1];
}
