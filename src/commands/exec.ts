import { existsSync } from 'node:fs';
import path from 'node:path';
import { readAwsFiles } from '../aws/files/read.ts';
import { readProfile } from '../aws/profile.ts';
import { options, type Request } from '../cli/options.ts';
import { optionsAtStart } from '../cli/parse.ts';
import { profileWords, type ToType, toType } from '../cli/to-type.ts';
import type { Context } from '../context.ts';
import { usage } from '../errors.ts';
import { getSession } from '../session/get-session.ts';
import { askingOfExec } from '../session/recall.ts';
import { resolveConfig, sessionRequest } from '../session/resolve.ts';
import { say } from '../system/output.ts';
import { awsFilePaths } from '../system/paths.ts';
import { sessionLine } from '../text/format.ts';
import { closest } from '../text/names.ts';
import { type CommandResult, noRegion } from './result.ts';

/** Runs a command with the session in its environment, and in no other place. Its exit status is ours (C1, C2.9). */
export async function exec(
  { words, options }: Request,
  context: Context,
  argv: readonly string[],
): Promise<CommandResult> {
  const [command, ...args] = words;
  if (!command) throw usage('exec needs a command', toType(context.env)('exec', 'PROFILE', '--', 'aws', 's3', 'ls'));
  await refuseProfile(command, args.length > 0 ? args : ['COMMAND'], context);
  if (options.live) return (await import('./exec-live.ts')).execLive(words, options, context);
  let isPlain = true;
  const warn = (message: string): void => {
    isPlain = false; // a warning is needed each time
    context.warn(message);
  };
  const again: ToType = (...more) => toType(context.env)('exec', ...more, '--', ...words);
  const resolved = await resolveConfig(sessionRequest(options), { ...context, warn }, again);
  const found = await getSession(resolved, { ...context, warn });
  const { outcome } = found;
  if (outcome.fresh && !options.quiet) say(sessionLine(outcome, context.now()) + noRegion(outcome, context.env));
  const asking = askingFor(words, argv);
  if (isPlain && asking && !resolved.request.refresh) {
    const { remember } = await import('../session/remember.ts');
    remember(asking, options, resolved, found, context.env);
  }
  const { runWithSession } = await import('../system/run-command.ts');
  return { status: await runWithSession(outcome, words, context.env) };
}

/** As `askingOfExec`, where all that stands behind the first `--` is the command. */
function askingFor(words: readonly string[], argv: readonly string[]): readonly string[] | undefined {
  const asking = askingOfExec(argv);
  return asking?.length === argv.length - words.length ? asking : undefined;
}

/** `exec acme terraform plan` lacks its `--`, `exec acme` its command. @throws Failure (usage) where that is a profile */
async function refuseProfile(command: string, args: readonly string[], { env }: Context): Promise<void> {
  const folders = command.includes('/') ? [''] : (env.PATH ?? '').split(':');
  if (folders.some((folder) => existsSync(path.join(folder, command)))) return;
  if (!readProfile(await readAwsFiles(awsFilePaths(env)), command)) return;
  const at = optionsAtStart(args);
  const line = args.slice(args[at] === '--' ? at + 1 : at);
  const [strange = ''] = args.slice(at);
  if (/^-(?!-$)./.test(strange)) {
    const near = closest(strange.slice(2), Object.keys(options));
    const advice =
      near === undefined || `--${near}` === strange ? `see: ${toType(env)('help', 'exec')}` : `did you mean --${near}?`;
    throw usage(`exec does not take ${strange} behind the profile`, advice);
  }
  throw usage(
    'exec needs -- between the profile and the command',
    toType(env)('exec', ...profileWords(command), ...args.slice(0, at), '--', ...line),
  );
}
