import { isSession, readEntryIn, type Session } from '../cache/entry.ts';
import { answerKey } from '../cache/keys.ts';
import type { Options } from '../cli/options.ts';
import type { Context } from '../context.ts';
import { folderProblem, hasContent, noFile, stampAt } from '../fs/trust.ts';
import { dialects } from '../shell/dialects.ts';
import { beforeSession, decisive, type Environment } from '../shell/env-diff.ts';
import { plainCacheFolder } from '../system/paths.ts';
import { limitOf } from '../text/format.ts';
import { secondsLeft } from '../text/time.ts';
import type { Outcome } from './get-session.ts';

/** Which session a command line led to before, and the files that were read to find it. */
export interface Answer {
  options: Options;
  session: string;
  minTtl: number;
  profile: string;
  region?: string | undefined;
  account: string;
  /** What a person is asked where the session is over, and no session of `signers` lives either; '' for nothing. */
  question?: string | undefined;
  /** The sessions that the last call could be signed with. */
  signers?: string[] | undefined;
  /** Each file with its stamp: AWS's two, and the cache's entry of the user. */
  files: [path: string, stamp: string][];
  /** What the shell functions read of the session. Where it is gone or emptied, the long way writes it again. */
  live?: string | undefined;
}

export interface Recalled {
  options: Options;
  outcome: Outcome;
}

/**
 * The cached session that answered the same command line before; undefined in any doubt. AWS's files are not read: most
 * of the time nothing has changed, and 10,000 profiles take a while.
 */
export function recall(argv: readonly string[], { env, now }: Pick<Context, 'env' | 'now'>): Recalled | undefined {
  const [folder, answer] = trustedAnswer(argv, env);
  if (answer?.live && !hasContent(answer.live)) return undefined;
  const session = answer && sessionIn(folder, answer.session);
  if (!answer || !session || secondsLeft(session, now()) < answer.minTtl) return undefined;
  const { options, profile, region, account } = answer;
  const asked = { limit: limitOf(options), roleArn: options['role-arn'] };
  return { options, outcome: { session, fresh: false, profile, region, account, ...asked } };
}

/**
 * The question that the same command line will lead to: its session is over, no file has changed, and no other terminal
 * asks. Undefined in any doubt.
 */
export function foresee(
  argv: readonly string[],
  { env, now }: Pick<Context, 'env' | 'now'>,
): { question: string; options: Options } | undefined {
  const [folder, answer] = trustedAnswer(argv, env);
  if (!answer?.question || !answer.signers || env.MFA_ENV_CODE_COMMAND) return undefined;
  const lives = (key: string): boolean => secondsLeft(sessionIn(folder, key) ?? { expires: 0 }, now()) > 0;
  if ([answer.session, ...answer.signers].some(lives)) return undefined;
  const isAsking = answer.files.some(([path]) => stampAt(`${path}.lock`) !== noFile); // the user's entry is one of them
  return isAsking ? undefined : { question: answer.question, options: answer.options };
}

const sessionIn = (folder: string, key: string): Session | undefined => readEntryIn(folder, key, isSession).content;

/** What was remembered of a command line, if no file has changed, and the cache folder. */
function trustedAnswer(argv: readonly string[], env: Environment): [folder: string, answer?: Answer] {
  const folder = plainCacheFolder(env);
  if (!folder || !env.HOME || folderProblem(folder)) return [''];
  const answer = readEntryIn(folder, question(argv, env), isAnswer).content;
  return answer?.files.every(([path, stamp]) => stampAt(path) === stamp) ? [folder, answer] : [folder];
}

/** All that stands before the `--` of `exec` decides about its session. @returns a command line that nobody can type */
export function askingOfExec(argv: readonly string[]): readonly string[] | undefined {
  const at = argv[0] === 'exec' ? argv.indexOf('--') : -1;
  return at < 0 ? undefined : [...argv.slice(0, at), '\0'];
}

/** All that decides which session is taken, except files and age. Without a code, nothing in it is secret. */
export function question(argv: readonly string[], env: Environment): string {
  const before = beforeSession(env);
  return answerKey([
    ...[MFA_ENV_VERSION, argv, ...decisive.map((name) => env[name])],
    ...[env.AWS_PROFILE, env.MFA_ENV_PROFILE, before.AWS_DEFAULT_PROFILE],
    ...[before.AWS_REGION, before.AWS_DEFAULT_REGION, before.AWS_ACCESS_KEY_ID],
    // These tell whether the key is a long-term one.
    ...[!before.AWS_SECRET_ACCESS_KEY, !before.AWS_SESSION_TOKEN, !before.AWS_SECURITY_TOKEN],
  ]);
}

function isAnswer(value: unknown): value is Answer {
  const {
    options,
    session,
    minTtl,
    profile,
    region = '',
    account,
    files,
    ...more
  } = (value ?? {}) as Record<string, unknown>;
  const { question: asked = '', signers = [], live = '' } = more;
  const { shell = 'posix', format = 'shell', profile: named = '' } = (options ?? {}) as Record<string, unknown>;
  if (typeof options !== 'object' || options === null || !Array.isArray(files) || !Array.isArray(signers)) return false;
  const given = Object.values(options).filter((option) => typeof option !== 'boolean');
  return (
    areLines([session, profile, region, account, live, named, asked, ...signers, ...given, ...files.flat()]) &&
    typeof minTtl === 'number' &&
    minTtl >= 0 &&
    Object.hasOwn(dialects, String(shell)) &&
    ['shell', 'json', 'env', 'change'].includes(String(format)) &&
    files.length === 3 &&
    files.every((pair) => Array.isArray(pair) && pair.length === 2)
  );
}

function areLines(values: readonly unknown[]): boolean {
  if (!values.every((value) => typeof value === 'string')) return false;
  const text = values.join(' ');
  return text.isWellFormed() && !['\0', '\r', '\n'].some((end) => text.includes(end)); // faster than a pattern
}
