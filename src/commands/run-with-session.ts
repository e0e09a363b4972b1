import type { Options } from '../cli/options.ts';
import type { Outcome } from '../session/get-session.ts';
import { applied, type Environment, enter, withoutKept } from '../shell/env-diff.ts';
import { runCommand } from '../system/run-command.ts';

export { programFile, runAsChild } from '../system/run-command.ts';

/** They lead to more power. From a command that is to have less they are hidden (C11.2), and so is what gives codes. */
const keyFilesHidden = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };

/** Runs a command with the session in its environment. @returns its exit status @throws Failure (126, 127) */
export function runWithSession(
  { session, profile, region, limit }: Outcome,
  [command = '', ...args]: readonly string[],
  env: Environment,
  options: Options,
): Promise<number> {
  const { unset, set } = enter(env, { ...session, profile, region, limit, roleArn: options['role-arn'] });
  // MFA_ENV_FUNCTIONS tells about this shell. The command may be another shell.
  const gone = [...unset, 'MFA_ENV_FUNCTIONS', ...(limit ? ['MFA_ENV_CODE_COMMAND'] : [])];
  const given = withoutKept(applied(env, { unset: gone, set: { ...set, ...(limit && keyFilesHidden) } }));
  return runCommand(command, args, given);
}
