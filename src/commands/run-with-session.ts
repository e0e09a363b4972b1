import type { Options } from '../cli/options.ts';
import type { Outcome } from '../session/get-session.ts';
import { applied, type Environment, enter, hiddenKeyFiles, withoutKept } from '../shell/env-diff.ts';
import { runCommand } from '../system/run-command.ts';

export { programFile, runAsChild } from '../system/run-command.ts';

/** Runs a command with the session in its environment. @returns its exit status @throws Failure (126, 127) */
export function runWithSession(
  { session, profile, region, limit }: Outcome,
  [command = '', ...args]: readonly string[],
  env: Environment,
  options: Options,
): Promise<number> {
  const { unset, set } = enter(env, { ...session, profile, region, limit, roleArn: options['role-arn'] });
  // MFA_ENV_FUNCTIONS tells about this shell, and the command may be another one. Codes lead to more power, as keys do (C11.2).
  const gone = [...unset, 'MFA_ENV_FUNCTIONS', ...(limit ? ['MFA_ENV_CODE_COMMAND'] : [])];
  const given = withoutKept(applied(env, { unset: gone, set: { ...set, ...(limit && hiddenKeyFiles) } }));
  return runCommand(command, args, given);
}
