import { checkCode } from '../code/check.ts';
import type { Context } from '../context.ts';
import { parseDuration } from '../duration.ts';
import type { Options, Request } from '../options.ts';
import { isTerminal } from '../output.ts';
import { getSession } from '../session.ts';
import type { Wanted } from '../setting.ts';
import { callingShell } from '../shell/detect.ts';
import { dialects, type ShellName } from '../shell/dialects.ts';
import { enter } from '../shell/environment.ts';
import { sessionLine } from '../words.ts';
import type { Printed } from './printed.ts';

/**
 * The main job: a session, as code for the shell that evals it.
 * On a terminal nothing could be set, so no secret is shown, and the session waits in the cache (C2.10).
 */
export async function get({ words, options }: Request, context: Context): Promise<Printed> {
  const shell = (options.shell as ShellName | undefined) ?? (await callingShell(context.env));
  const outcome = await getSession(wanted(words, options), context);
  const { session, profile, region } = outcome;
  const line = options.quiet ? '' : sessionLine(outcome, context.now());
  if (!options.show && (await isTerminal(1)))
    return { out: '', note: `${line}put it into this shell: ${dialects[shell].evalLine('mfa-env')}\n` };
  const change = enter(context.env, { ...session, profile, region, legacyToken: options['legacy-token'] });
  return { out: dialects[shell].change(change), note: line };
}

/** What the options ask for. @throws Failure (usage) before anything else happens */
export function wanted(words: string[], options: Options): Wanted {
  const code = words.length > 0 ? words.join(' ') : undefined;
  return {
    code: code === undefined || code === '-' ? code : checkCode(code),
    profile: options.profile,
    serial: options.serial,
    region: options.region,
    duration: options.duration === undefined ? undefined : parseDuration(options.duration, '--duration'),
    minTtl: parseDuration(options['min-ttl'] ?? '5m', '--min-ttl'),
    refresh: options.refresh ?? false,
    cache: !options['no-cache'],
  };
}
