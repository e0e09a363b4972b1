import { readProfile } from '../aws/profile.ts';
import { checkedLimits } from '../aws/role.ts';
import type { Options, Request } from '../cli/options.ts';
import { commandLine, hasFunctions, toType } from '../cli/to-type.ts';
import type { Context } from '../context.ts';
import { isFailure } from '../errors.ts';
import { getSession, type Outcome } from '../session/get-session.ts';
import { unsaid } from '../session/progress.ts';
import { resolveConfig, sessionRequest } from '../session/resolve.ts';
import type { ResolvedConfig } from '../session/resolved-config.ts';
import { shellToServe } from '../shell/detect.ts';
import type { ShellName } from '../shell/dialects.ts';
import type { Environment } from '../shell/env-diff.ts';
import { oneLine } from '../text/format.ts';
import { word } from '../text/quote.ts';
import { secondsLeft, showDuration } from '../text/time.ts';
import { type CommandResult, noRegion, renderSession } from './result.ts';

/** The main job where `recall` found nothing. @param argv the whole command line, to recall it the next time */
export async function get(
  { words, options, isProfileWord }: Request,
  context: Context,
  argv: readonly string[],
): Promise<CommandResult> {
  if ((options.format ?? 'shell') === 'shell') shellToServe(options.shell, context.env); // before a code is asked for
  const code = words.length > 0 ? words.join(' ') : undefined;
  const request = sessionRequest(options, { code, isProfileWord });
  let isPlain = options.write === undefined; // a warning, or --write, is needed each time
  const warn = (message: string): void => {
    isPlain = false;
    context.warn(message);
  };
  const resolved = await resolveConfig(request, { ...context, warn });
  if (options.write !== undefined) context.watchSignals(); // it may have to wait for another writer
  const save = options.write === undefined ? undefined : await prepareWrite(resolved, options.write, warn);
  const found = await getSession(resolved, { ...context, warn, meanwhile: () => void makeReady(context) });
  const { outcome } = found;
  const left = secondsLeft(outcome.session, context.now());
  if (!outcome.fresh && left < unsaid(request.duration)) {
    const { givenTo } = await import('../session/aws-calls.ts'); // which loads much
    const anew = commandLine({ ...givenTo(resolved, context), duration: options.duration, refresh: true });
    warn(`the cached session has only ${showDuration(left)} left; for a new one of ${options.duration}: ${anew}`);
  }
  const written = (await save?.(outcome)) ?? '';
  if (isPlain) {
    const { remember } = await import('../session/remember.ts');
    remember(argv, options, resolved, found, context.env);
  }
  // Colours are for new sessions: a cached one comes often, and should cost nothing.
  const paint = outcome.fresh ? (await import('../text/colors.ts')).good : (line: string): string => line;
  const dress = (line: string): string => paint(line, context.env) + written + noRegion(outcome, context.env);
  // Whoever picked the profile from a list gets a line that does not ask again.
  const shown = resolved.isPicked ? { ...options, profile: outcome.profile } : options;
  return renderSession(outcome, shown, context, dress, howTo);
}

/** Loads what a new session needs after AWS's answer, and compiles it by a first call. */
async function makeReady({ env }: Context): Promise<void> {
  await import('../session/remember.ts');
  const { good } = await import('../text/colors.ts');
  good('', env);
}

/** Checks the target before a code is used. @throws Failure where the session must not be written there (C5.3) */
async function prepareWrite(
  { files, selection, shellRegion = 'REGION' }: ResolvedConfig,
  named: string,
  warn: (message: string) => void,
): Promise<(outcome: Outcome) => Promise<string>> {
  const { checkWritable, writeSession, writeTarget } = await import('../aws/files/write-session.ts');
  const target = writeTarget(files, named, selection.name);
  const { path } = files.credentials;
  await checkWritable(path, target, warn);
  return async ({ session, fresh }) => {
    try {
      await writeSession(path, target, session);
      return writtenNote(target, path, readProfile(files, target)?.settings.region ? undefined : shellRegion);
    } catch (error) {
      // A code was used for it, so the shell still gets the session, as after a failed write to the cache (C5.2).
      if (!fresh || !isFailure(error)) throw error;
      warn(`${error.message}; ${error.advice}`);
      return '';
    }
  };
}

/** Where the session is, and how to use it. @param region to be set, where the section has none: `--write` sets none */
function writtenNote(target: string, path: string, region: string | undefined): string {
  const profile = word(oneLine(target));
  const lines = [`written into profile ${profile} of ${word(oneLine(path))}`];
  if (region) lines.push(`that profile has no region yet: aws configure set region ${region} --profile ${profile}`);
  return [...lines, `to use it: aws --profile ${profile} sts get-caller-identity`, ''].join('\n');
}

/** What to type on a terminal to get the session into the shell, and for good (C2.10, C8.4). */
function howTo(options: Options, shell: ShellName | undefined, env: Environment): string {
  if (!shell) return 'add --show to see it\n';
  const { profile = '', serial, region, 'role-arn': roleArn, duration, 'read-only': readOnly } = options;
  const given = { profile, serial, region, roleArn, duration };
  const { policyArns } = checkedLimits(readOnly, options['policy-arn']);
  if (Object.values(given).some((value = '') => oneLine(value) !== value)) return ''; // such a name cannot be pasted
  const line = commandLine({ ...given, readOnly, policyArns, toType: toType(env, shell) });
  const forGood = hasFunctions(env) ? '' : 'to have a command for that: mfa-env setup\n';
  return `to put it into this shell: ${line}\n${forGood}`;
}
