import { writeTarget } from '../aws/write-target.ts';
import type { Context } from '../context.ts';
import { usage } from '../errors.ts';
import type { Options, Request } from '../options.ts';
import { isTerminal } from '../output.ts';
import { getSession, type Outcome } from '../session.ts';
import { findSetting } from '../setting.ts';
import { callingShell } from '../shell/detect.ts';
import { dialects, type ShellName } from '../shell/dialects.ts';
import { type Environment, enter, isoSeconds } from '../shell/environment.ts';
import { sessionLine } from '../words.ts';
import type { Printed } from './printed.ts';
import { wantedSession } from './wanted.ts';

/**
 * The main job: a session, as code for the shell that evals it.
 * On a terminal nothing could be set, so no secret is shown, and the session waits in the cache (C2.10).
 */
export async function get({ words, options }: Request, context: Context): Promise<Printed> {
  const wanted = wantedSession(words.length > 0 ? words.join(' ') : undefined, options);
  const shell = (options.shell as ShellName | undefined) ?? (await callingShell(context.env));
  const { format = 'shell' } = options;
  const setting = await findSetting(wanted, context);
  const { files, choice } = setting;
  const target = options.write === undefined ? undefined : writeTarget(files, options.write, choice.name);
  const outcome = await getSession(setting, context);
  if (target !== undefined) {
    const { writeSession } = await import('../store/credentials-file.ts');
    await writeSession(files.credentials.path, target, outcome.session);
  }
  // A tool that runs this as its credential_process may show whatever stands on stderr.
  const line = options.quiet || format === 'json' ? '' : sessionLine(outcome, context.now());
  if (!options.show && (await isTerminal(1))) {
    const how =
      format === 'shell' ? `put it into this shell: ${dialects[shell].evalLine('mfa-env')}` : 'add --show to see it';
    return { out: '', note: `${line}${how}\n` };
  }
  return { out: print(outcome, options, shell, context.env), note: line };
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
