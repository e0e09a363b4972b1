import { readAwsFiles } from './aws/files/read.ts';
import { profileNames } from './aws/profile.ts';
import type { Command } from './cli/commands.ts';
import type { Request } from './cli/options.ts';
import { normalizeArgs, parseFast } from './cli/parse.ts';
import { programOf, toType } from './cli/to-type.ts';
import { clear } from './commands/clear.ts';
import { type CommandResult, isForCaller } from './commands/result.ts';
import type { Context } from './context.ts';
import { usage } from './errors.ts';
import { keepInspectorShut, watchSignals } from './fail.ts';
import { areKeysHidden, type Environment } from './shell/env-diff.ts';
import { awsFilePaths } from './system/paths.ts';

export { report } from './fail.ts';

/** Reads the command line and runs the command that it names. @throws Failure */
export async function run(
  argv: readonly string[],
  { env, ...rest }: Omit<Context, 'watchSignals'>,
): Promise<CommandResult> {
  const words = normalizeArgs(argv);
  const request = parseFast(words) ?? (await fully(words, env));
  if ('help' in request) return forReading(request.help, env);
  const { command, options } = request;
  if (options.version) return forReading(`${MFA_ENV_VERSION}\n`, env);
  if (!isForCaller(request, argv, env)) {
    throw usage(
      'authaws runs what mfa-env prints, and this is no code for this shell',
      'type mfa-env instead of authaws',
    );
  }
  if (options.clear) return clear(request, { env });
  const context: Context = {
    ...rest,
    env: { ...env }, // what the SDK sets for itself is not the user's
    watchSignals: () => watchSignals(argv, env),
  };
  if (!quick.includes(command)) keepInspectorShut();
  if (ofProfiles.includes(command) && areKeysHidden(env)) {
    throw (await import('./session/resolve.ts')).keysHidden(env, toType(env)(...words));
  }
  switch (command) {
    case 'get':
      return (await import('./commands/get.ts')).get(request, context, argv);
    case 'exec':
      return (await import('./commands/exec.ts')).exec(request, context, argv);
    case 'console':
      return (await import('./commands/console.ts')).openConsole(request, context);
    case 'init':
      return (await import('./commands/init.ts')).init(request, context);
    case 'setup':
      return (await import('./commands/setup.ts')).setup(request, context);
    case 'keep':
      return (await import('./commands/keep.ts')).keep(request, context);
    case 'rotate':
      return (await import('./commands/rotate.ts')).rotate(request, context);
    case 'status':
      return (await import('./commands/status.ts')).status(request, context);
    case 'list':
      return (await import('./commands/list.ts')).list(request, context);
    case 'doctor':
      return (await import('./commands/doctor.ts')).doctor(request, context);
    case 'policy':
      return (await import('./commands/policy.ts')).policy(request, context);
    case 'logout':
      return (await import('./commands/logout.ts')).logout(request, context);
  }
}

async function fully(words: readonly string[], env: Environment): Promise<Request | { help: string }> {
  const { parseWithYargs } = await import('./cli/full-parse.ts');
  const profiles = async (): Promise<string[]> => profileNames(await readAwsFiles(awsFilePaths(env)));
  return parseWithYargs(words, {
    program: programOf(env),
    toType: toType(env),
    profiles: () => profiles().catch(() => []),
  });
}

/** Makes the functions that setup wrote anew, where they are of another mfa-env. It says nothing. */
export async function refreshFunctions(env: Environment): Promise<void> {
  (await import('./setup/start-up/functions-file.ts')).refreshFunctionsFiles(env);
}

/** These wait for nobody, or call `watchSignals` first. Without a listener, they load one module of Node less. */
const quick: readonly Command[] = ['get', 'exec', 'init'];

/** These have nothing to work on where the profiles are hidden. The others that need one say so themselves. */
const ofProfiles: readonly Command[] = ['setup', 'keep', 'rotate', 'list'];

/** For stdout, unless the shell functions would evaluate it: `--help=true` looks like the main job to them. */
const forReading = (text: string, { MFA_ENV_SHELL_PID: evaluating }: Environment): CommandResult =>
  evaluating === undefined ? { text } : { note: text };
