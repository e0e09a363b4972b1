import type { Options } from '../cli/options.ts';
import type { Outcome } from '../session/get-session.ts';
import { applied, type Environment, enter, withoutKept } from '../shell/env-diff.ts';
import { runCommand } from '../system/run-command.ts';

export { programFile } from '../system/run-command.ts';

/** Runs a command with the session in its environment. @returns its exit status @throws Failure (126, 127) */
export function runWithSession(
  { session, profile, region }: Outcome,
  [command = '', ...args]: readonly string[],
  env: Environment,
  options: Options,
): Promise<number> {
  const { unset, set } = enter(env, { ...session, profile, region, roleArn: options['role-arn'] });
  // MFA_ENV_FUNCTIONS tells about this shell. The command may be another shell.
  const given = withoutKept(applied(env, { unset: [...unset, 'MFA_ENV_FUNCTIONS'], set }));
  return runCommand(command, args, given);
}
