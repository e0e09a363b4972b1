import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { keyIdOf } from '../aws/long-term-keys.ts';
import type { Step } from '../aws/plan.ts';
import { selectedName } from '../aws/select-profile.ts';
import { isSession } from '../cache/entry.ts';
import { entryFile, liveFile } from '../cache/keys.ts';
import { liveText, type WatchedPath } from '../cache/live-files.ts';
import type { Options } from '../cli/options.ts';
import { SETTLED_MS, stampAt } from '../fs/trust.ts';
import { codeQuestion } from '../mfa/code.ts';
import { beforeSession, type Environment, keys } from '../shell/env-diff.ts';
import type { Found } from './get-session.ts';
import { cachedUser, takenAtOnce, unsaid } from './progress.ts';
import { type Answer, question } from './recall.ts';
import type { ResolvedConfig } from './resolved-config.ts';

/** For `recall`. Not where a command tells the key, which has to run each time, nor where a file has changed meanwhile. */
export function remember(
  argv: readonly string[],
  options: Options,
  resolved: ResolvedConfig,
  found: Found,
  env: Environment,
): void {
  const { cache, selection, files, request, userKey } = resolved;
  const { outcome, steps } = found;
  const { account, profile, region } = outcome;
  if (request.refresh) {
    rememberForShells(options, resolved, found, env); // each such line wants a new one
    return;
  }
  const session = steps.at(-1)?.cacheKey;
  if (resolved.isPicked || cache.folder === undefined || account === undefined || session === undefined) return;
  if (keyIdOf(selection.source) === undefined || !isPlainPlace(env)) return;
  const user = entryFile(cache.folder, userKey);
  const minTtl = Math.max(takenAtOnce(request, steps), unsaid(request.duration));
  const asked = {
    question: request.isForTool ? '' : questionOf(resolved, steps),
    signers: steps.slice(0, -1).map(({ cacheKey }) => cacheKey),
  };
  const answer: Answer = { options, session, minTtl, profile, region, account, ...asked, files: [], live: undefined };
  for (const { path, stamp } of [files.config, files.credentials, { path: user, stamp: stampAt(user, Date.now()) }]) {
    if (stamp === undefined || stampAt(path) !== stamp) return;
    answer.files.push([path, stamp]);
  }
  answer.live = rememberForShells(options, resolved, found, env);
  try {
    cache.write(question(argv, env), answer);
  } catch {} // the long way leads there too
}

/** What a person will be asked once the session is over; '' where a command is asked, or first a store, or nobody. */
function questionOf(resolved: ResolvedConfig, [first]: readonly Step[]): string {
  if (first?.device === undefined) return ''; // a role that is tried without a code
  const { selection, request } = resolved;
  if (selection.source.from === 'process') return '';
  const user = cachedUser(resolved);
  const device = resolved.device ?? user.device;
  if (device === undefined || request.cached || selection.chain.some(({ settings }) => settings.mfa_process)) return '';
  return codeQuestion(selection.name, device, user.name);
}

/**
 * Lets the shell functions take the session without a process while nothing changes (C7.2a). @returns the file that they
 * read; undefined where mfa-env has to decide each time
 */
function rememberForShells(
  options: Options,
  { cache, device, files, isPicked, selection, userKey }: ResolvedConfig,
  { outcome, steps }: Found,
  env: Environment,
): string | undefined {
  const { session, profile, account, region } = outcome;
  const key = steps.at(-1)?.cacheKey;
  if (cache.folder === undefined || key === undefined || isPicked || !isPlain(options)) return undefined;
  if (selection.source.from === 'environment' || keyIdOf(selection.source) === undefined) return undefined;
  if (hasKey(beforeSession(env)) || !isPlainPlace(env)) return undefined;
  if (cache.read(key, isSession).content?.sessionToken !== session.sessionToken) return undefined; // C5.0: not cached
  const read = [files.config, files.credentials];
  const both = read.map((file) => look(file.path));
  if (!areAll(both)) return undefined;
  const folders = both.flatMap((found) => [path.dirname(found.path), path.dirname(found.real)]);
  const user = device === undefined ? [entryFile(cache.folder, userKey)] : []; // which device was chosen
  const paths = [...both, ...[...new Set(folders), ...user].map(look)];
  if (!areAll(paths) || read.some(({ stamp, path }) => stamp === undefined || stamp !== stampAt(path)))
    return undefined;
  const least = takenAtOnce({ minTtl: undefined, cached: false }, steps);
  const entry = path.basename(entryFile(cache.folder, key));
  const asked = selectedName(options.profile, env); // where that is no profile, the only one that there is was taken
  const about = { version: MFA_ENV_VERSION, asked, profile, account, region, session, least, entry };
  const text = liveText({ ...about, env, zone: zoneOf(env), paths });
  try {
    if (text === undefined) return undefined;
    cache.writeLive(asked, text);
    if (!cache.isMarked(asked, session.expires)) cache.mark(asked, session.expires);
    return liveFile(cache.folder, asked);
  } catch {
    return undefined; // the long way leads there too
  }
}

/** Options that a session of the cache does not depend on, or that name its profile. */
const plainOptions: readonly string[] = ['profile', 'shell', 'quiet', 'cached', 'refresh'];

const isPlain = (options: Options): boolean => Object.keys(options).every((name) => plainOptions.includes(name));

/** Whether there is a key that mfa-env did not put there. */
const hasKey = (before: Environment): boolean => keys.some((name) => before[name] !== undefined);

/** Not for what changed just now, since it may change again within the same second, nor for what a shell cannot name. */
function look(file: string): WatchedPath | undefined {
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!path.isAbsolute(file)) return undefined;
    if (!stat) return { path: file, real: file, changed: undefined };
    const isOld = stat.mtimeMs >= 0 && stat.mtimeMs <= Date.now() - SETTLED_MS;
    if (!isOld || !(stat.isFile() || stat.isDirectory())) return undefined;
    return { path: file, real: realpathSync(file), changed: Math.floor(stat.mtimeMs / 1000) };
  } catch {
    return undefined;
  }
}

const areAll = (paths: (WatchedPath | undefined)[]): paths is WatchedPath[] => paths.every((found) => found);

function zoneOf({ TZ = '' }: Environment): string {
  const file = '/etc/localtime';
  try {
    return `${TZ} ${realpathSync(file)}`;
  } catch {
    return `${TZ} ${file}`;
  }
}

/** Whether an environment can be compared with another, and written to disk. */
const isPlainPlace = (env: Environment): boolean => hasPlainPaths(env) && !hasPassword(env);

/** It is written to disk as it is. */
const hasPassword = ({ AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_STS }: Environment): boolean =>
  `${AWS_ENDPOINT_URL}${AWS_ENDPOINT_URL_STS}`.includes('@');

/** A `$` stands for a variable, and a relative path depends on the working folder. The key holds neither. */
const hasPlainPaths = (env: Environment): boolean =>
  [env.AWS_CONFIG_FILE, env.AWS_SHARED_CREDENTIALS_FILE].every((path) => !path || /^[/~][^$]*$/.test(path));
