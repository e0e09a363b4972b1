import { existsSync } from 'node:fs';
import path from 'node:path';
import { readAwsFiles } from '../aws/files/read.ts';
import { readProfile } from '../aws/profile.ts';
import type { Request } from '../cli/options.ts';
import { profileWords } from '../cli/profile-word.ts';
import { toType } from '../cli/to-type.ts';
import type { Context } from '../context.ts';
import { usage } from '../errors.ts';
import { getSession } from '../session/get-session.ts';
import { resolveConfig, sessionRequest } from '../session/resolve.ts';
import { applied, enter, withoutKept } from '../shell/env-diff.ts';
import { say } from '../system/output.ts';
import { awsFilePaths } from '../system/paths.ts';
import { sessionLine } from '../text/format.ts';
import { noRegion } from './render-session.ts';
import type { CommandResult } from './result.ts';

/** Runs a command with the session in its environment, and in no other place. Its exit status is ours (C1, C2.9). */
export async function exec({ words, options }: Request, context: Context): Promise<CommandResult> {
  const [command, ...args] = words;
  if (!command) throw usage('exec needs a command', toType(context.env)('exec', 'PROFILE', '--', 'aws', 's3', 'ls'));
  if (args.length === 0) await refuseProfile(command, ['COMMAND'], context);
  if (args.length > 0) await refuseProfile(command, args, context);
  const resolved = await resolveConfig(sessionRequest(undefined, options), context);
  const { outcome } = await getSession(resolved, context);
  const { session, profile, region } = outcome;
  if (outcome.fresh && !options.quiet) say(sessionLine(outcome, context.now()) + noRegion(outcome, context.env));
  const { unset, set } = enter(context.env, { ...session, profile, region });
  // MFA_ENV_FUNCTIONS tells about this shell. The command may be another shell.
  const env = withoutKept(applied(context.env, { unset: [...unset, 'MFA_ENV_FUNCTIONS'], set }));
  const { runCommand } = await import('../system/run-command.ts');
  return { status: await runCommand(command, args, env) };
}

/** `exec acme terraform plan` lacks its `--`, `exec acme` its command. @throws Failure (usage) where the command is a profile, and no program */
async function refuseProfile(command: string, args: readonly string[], { env }: Context): Promise<void> {
  const folders = command.includes('/') ? [''] : (env.PATH ?? '').split(':');
  if (folders.some((folder) => existsSync(path.join(folder, command)))) return;
  if (!readProfile(await readAwsFiles(awsFilePaths(env)), command)) return;
  const line = args[0] === '--' ? args.slice(1) : args;
  throw usage(
    'a profile needs -- between it and the command',
    toType(env)('exec', ...profileWords(command), '--', ...line),
  );
}
