import type { Options, Request } from '../arguments/options.ts';
import type { Context } from '../context.ts';
import { usage } from '../errors.ts';
import { getSession, type Outcome } from '../session/get-session.ts';
import { findSetting, type Setting } from '../session/setting.ts';
import { callingShell } from '../shell/detect.ts';
import { dialects, type ShellName } from '../shell/dialects.ts';
import { type Environment, enter, isoSeconds } from '../shell/environment.ts';
import type { Session } from '../store/session.ts';
import { isTerminal } from '../system/output.ts';
import { oneLine, sessionLine } from '../text/words.ts';
import type { Printed } from './printed.ts';
import { wantedSession } from './wanted.ts';

/**
 * The main job: a session, as code for the shell that evals it.
 * On a terminal nothing could be set, so no secret is shown, and the session waits in the cache (C2.10).
 */
export async function get({ words, options }: Request, context: Context): Promise<Printed> {
  const wanted = wantedSession(words.length > 0 ? words.join(' ') : undefined, options);
  const shell = (options.shell as ShellName | undefined) ?? (await callingShell(context.env));
  const setting = await findSetting(wanted, context);
  const save = options.write === undefined ? undefined : await prepareWrite(setting, options.write);
  const outcome = await getSession(setting, context);
  const written = (await save?.(outcome.session)) ?? '';
  // A tool that runs this as its credential_process may show whatever stands on stderr.
  const note = options.quiet || options.format === 'json' ? '' : (await shown(outcome, context)) + written;
  if (!options.show && (await isTerminal(1))) return { out: '', note: note + howTo(options, shell) };
  return { out: print(outcome, options, shell, context.env), note };
}

/** Colour is for new sessions: a cached one comes often, and should cost nothing. */
async function shown(outcome: Outcome, { env, now }: Context): Promise<string> {
  const line = sessionLine(outcome, now());
  return outcome.fresh ? (await import('../text/messages.ts')).good(line, env) : line;
}

/** @throws Failure before a code is used, where the session must not be written there (C5.3) */
async function prepareWrite({ files, choice }: Setting, named: string): Promise<(session: Session) => Promise<string>> {
  const { writeTarget } = await import('../aws/write-target.ts');
  const { checkWritable, writeSession } = await import('../aws/credentials-file.ts');
  const target = writeTarget(files, named, choice.name);
  const { path } = files.credentials;
  checkWritable(path, target);
  return async (session) => {
    await writeSession(path, target, session);
    return `written into profile ${oneLine(target)} of ${oneLine(path)}\n`;
  };
}

/** What to type so that the session gets to where it is of use (C2.10). */
function howTo({ profile, format = 'shell' }: Options, shell: ShellName): string {
  if (format !== 'shell') return 'add --show to see it\n';
  const named = profile === undefined ? '' : ` -p ${dialects[shell].quote(profile)}`;
  return `put it into this shell: authaws${named}   or: ${dialects[shell].evalLine(`mfa-env${named}`)}\n`;
}

function print(outcome: Outcome, options: Options, shell: ShellName, env: Environment): string {
  const { session, profile, region } = outcome;
  const change = enter(env, { ...session, profile, region, legacyToken: options['legacy-token'] });
  switch (options.format) {
    case 'json':
      return asJson(outcome);
    case 'env':
      return asLines(change.set);
    default:
      return dialects[shell].change(change);
  }
}

/** The document of a credential_process (C2.12; AWS SDKs guide, feature-process-credentials). */
function asJson({ session }: Outcome): string {
  const document = {
    Version: 1,
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    SessionToken: session.sessionToken,
    Expiration: isoSeconds(session.expires),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** Lines for `docker --env-file`, which knows no quotes (C2.12). @throws Failure for a value of several lines */
function asLines(set: Readonly<Record<string, string>>): string {
  const lines = Object.entries(set).filter(([name]) => name.startsWith('AWS_'));
  const broken = lines.find(([, value]) => /[\r\n\0]/.test(value));
  if (broken)
    throw usage(`${broken[0]} has a line break, which --format env cannot hold`, 'use --format shell or json');
  return lines.map(([name, value]) => `${name}=${value}\n`).join('');
}
