import { statSync } from 'node:fs';
import { readAwsText } from '../aws/files/read.ts';
import { locate } from '../aws/location.ts';
import { onlyProfile } from '../aws/startable.ts';
import type { Context } from '../context.ts';
import { isFailure } from '../errors.ts';
import { storesThere } from '../keep/store-names.ts';
import { callingShell } from '../shell/detect.ts';
import { awsFilePaths } from '../system/paths.ts';
import type { Facts, FileFacts, KeyFacts, SessionFacts } from './facts.ts';
import { lookAtCache } from './probes/cache-folder.ts';
import { askKey } from './probes/key.ts';
import { missingPrograms, programsOn, startUpFiles } from './probes/machine.ts';
import { askSession, askSts, type StsQuery, sessionIn } from './probes/sts.ts';

const SIGNED_CALLS_TIMEOUT_MS = 4500;

/**
 * Collects the facts: files, environment, PATH, network. Every problem becomes a fact, never an error.
 * @param version of mfa-env
 * @param profile the value of `-p`
 */
export async function gather(context: Context, version: string, profile?: string): Promise<Facts> {
  const { env } = context;
  const files = await readFiles(context);
  const shell = callingShell(env);
  const cache = lookAtCache(env);
  const wanted = profile ?? onlyProfile(files, env);
  const sts = await askSts(files, context, wanted);
  return {
    env,
    now: context.now(),
    shell,
    profile,
    files,
    sts,
    ...(sts.answered ? await signedFacts(files, cache.folder, context, wanted) : unanswered(context)),
    cache,
    missingPrograms: missingPrograms([files.config.text, files.credentials.text], env),
    stores: storesThere(env),
    startUpFiles: startUpFiles(shell, env),
    programs: programsOn(env.PATH ?? ''),
    platform: process.platform,
    node: process.versions.node,
    version,
  };
}

function unanswered({ env, now }: Context): { key: KeyFacts; session: SessionFacts } {
  const reason = 'STS did not answer';
  return {
    key: { unknown: reason },
    session: sessionIn(env, now()) ? { state: 'unknown', reason } : { state: 'none' },
  };
}

async function signedFacts(
  files: Facts['files'],
  cache: string,
  { env, now }: Context,
  profile: string | undefined,
): Promise<{ key: KeyFacts; session: SessionFacts }> {
  const where = locate(files, env, profile);
  const query: StsQuery = { where, env, end: AbortSignal.timeout(SIGNED_CALLS_TIMEOUT_MS) };
  const isUnreadable = files.config.problem || files.credentials.problem;
  const unreadable: KeyFacts = { unknown: 'a file cannot be read' };
  const [key, session] = await Promise.all([
    isUnreadable ? unreadable : askKey(query, cache, profile, now()),
    askSession(sessionIn(env, now()), query),
  ]);
  return { key, session };
}

async function readFiles({ env }: Context): Promise<Facts['files']> {
  let paths = { config: '~/.aws/config', credentials: '~/.aws/credentials' };
  try {
    paths = awsFilePaths(env);
  } catch (error) {
    return { config: unreadableFile(paths.config, error), credentials: unreadableFile(paths.credentials) };
  }
  return { config: await readFile(paths.config), credentials: await readFile(paths.credentials) };
}

async function readFile(file: string): Promise<FileFacts> {
  try {
    const { mark, text } = await readAwsText(file, 'utf8');
    const mode = modeOf(file);
    return { path: file, text, hasByteOrderMark: mark !== '', exists: mode !== undefined, mode: mode ?? 0 };
  } catch (error) {
    return unreadableFile(file, error);
  }
}

/** The mode of a plain file; undefined if the file or its folder does not exist (HOME=/dev/null). */
function modeOf(file: string): number | undefined {
  try {
    const stat = statSync(file);
    return stat.isFile() ? stat.mode : 0; // /dev/null is for everybody
  } catch {
    return undefined;
  }
}

function unreadableFile(file: string, error?: unknown): FileFacts {
  const nothing = { path: file, text: '', hasByteOrderMark: false, exists: true, mode: 0 };
  if (error === undefined) return nothing;
  if (!isFailure(error)) throw error;
  return { ...nothing, problem: { message: error.message, advice: error.advice } };
}
