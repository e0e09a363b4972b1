import type { ShellNote } from '../cache/shell-notes.ts';
import type { Options, Request } from '../cli/options.ts';
import type { Context } from '../context.ts';
import { usage } from '../errors.ts';
import type { Outcome } from '../session/get-session.ts';
import { shellToServe } from '../shell/detect.ts';
import { changeAsJson, dialects, type ShellName } from '../shell/dialects.ts';
import { beforeSession, type Environment, enter } from '../shell/env-diff.ts';
import { isTerminal } from '../system/output.ts';
import { sessionLine } from '../text/format.ts';
import { word } from '../text/quote.ts';
import { isoSeconds } from '../text/time.ts';

/** What a command has to say, written when all is done. */
export interface CommandResult {
  /** For programs, on stdout: shell code, JSON, lines. It is written as it is (C2.1). */
  data?: string;
  /** For people, on stdout: what controls a terminal is taken out. */
  text?: string;
  /** For people, on stderr, in the same way. */
  note?: string;
  /** What to note of the shell that gets this, for `status` in other terminals; 'none': its note goes. */
  shellNote?: ShellNote | 'none';
  status?: number;
}

/** Whether what is printed may be evaluated: if the shell functions called, only code of the shell they name (C2.6). */
export function isForCaller(
  { command, options: given }: Pick<Request, 'command' | 'options'>,
  argv: readonly string[],
  env: Environment,
): boolean {
  if (env.MFA_ENV_SHELL_PID === undefined) return true;
  if (command !== 'get' || (given.format ?? 'shell') !== 'shell') return false;
  return argv[0] !== '--shell' || given.shell === argv[1];
}

type HowTo = (options: Options, shell: ShellName | undefined, env: Environment) => string;

/**
 * Renders a session as the options want it. On a terminal, nothing would evaluate the code: no secret is shown, and the
 * session waits in the cache (C2.10). @param dress adds to the line for people @param howTo says how to get the session
 */
export function renderSession(
  outcome: Outcome,
  options: Options,
  { env, now }: Pick<Context, 'env' | 'now'>,
  dress = (line: string): string => line,
  howTo: HowTo = () => '',
): CommandResult {
  const { format = 'shell' } = options;
  const shell = format === 'shell' ? shellToServe(options.shell, env) : undefined;
  // A tool that runs this as its credential_process may show stderr.
  const note = options.quiet || format === 'json' ? '' : dress(sessionLine(outcome, now()));
  if (!options.show && isTerminal(1)) return { note: note + howTo(options, shell, env) };
  const { session, profile, account, limit } = outcome;
  const noted: CommandResult =
    shell && !options['no-cache'] ? { shellNote: { profile, account, expires: session.expires, limit } } : {};
  return { data: print(outcome, options, shell, env), note, ...noted };
}

function print(outcome: Outcome, options: Options, shell: ShellName | undefined, env: Environment): string {
  const change = enter(env, { ...outcome.session, ...outcome, legacyToken: options['legacy-token'] });
  switch (options.format) {
    case 'json':
      return credentialDocument(outcome);
    case 'env':
      return asLines(change.set);
    case 'change':
      return changeAsJson(change);
    default:
      return dialects[shell ?? 'posix'].change(change);
  }
}

/** The document of a credential_process (C2.12; AWS SDKs guide, feature-process-credentials). */
function credentialDocument({ session, account }: Outcome): string {
  const document = {
    Version: 1,
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    SessionToken: session.sessionToken,
    Expiration: isoSeconds(session.expires),
    AccountId: account,
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

/** Most tools refuse calls without a region. @returns how to set one, for a new session; '' where one is set */
export function noRegion({ profile, region, fresh }: Outcome, env: Environment): string {
  const { AWS_REGION, AWS_DEFAULT_REGION } = beforeSession(env);
  if (!fresh || region || AWS_REGION || AWS_DEFAULT_REGION) return '';
  const named = profile === 'default' ? '' : ` --profile ${word(profile)}`;
  const line =
    profile === '' ? 'export AWS_REGION=REGION AWS_DEFAULT_REGION=REGION' : `aws configure set region REGION${named}`;
  return `no region is set, and most tools need one: ${line}\n`;
}
