import { endpointKey } from '../aws/endpoint.ts';
import { entryFile, userKey } from '../cache/keys.ts';
import type { Options } from '../cli/options.ts';
import { stampAt } from '../fs/trust.ts';
import type { Environment } from '../shell/env-diff.ts';
import type { Outcome } from './get-session.ts';
import { planWithoutCache } from './progress.ts';
import { type Answer, question } from './recall.ts';
import type { ResolvedConfig } from './resolve.ts';
import { takenAtOnce } from './times.ts';

/**
 * Remembers which cached session answered a command line, for `recall`. Not where a command gives the keys: it is asked
 * each time. And only where each of the files still is the one that was read.
 */
export async function remember(
  argv: readonly string[],
  options: Options,
  resolved: ResolvedConfig,
  outcome: Outcome,
  env: Environment,
): Promise<void> {
  const { cache, choice, endpoint, files, keys, request } = resolved;
  const { account, profile, region } = outcome;
  const { left: steps } = planWithoutCache(resolved);
  const session = steps.at(-1)?.cacheKey;
  if (cache === undefined || account === undefined || session === undefined) return;
  if (choice.source.from === 'process' || !hasPlainPaths(env) || hasPassword(env)) return;
  const user = entryFile(cache, userKey(keys.accessKeyId, endpointKey(endpoint)));
  const minTtl = Math.max(takenAtOnce(request, steps), unsaid(request.duration));
  const answer: Answer = { options, session, minTtl, profile, region, account, files: [] };
  for (const { path, stamp } of [files.config, files.credentials, { path: user, stamp: stampAt(user, Date.now()) }]) {
    if (stamp === undefined || stampAt(path) !== stamp) return;
    answer.files.push([path, stamp]);
  }
  const { writeEntry } = await import('../cache/write.ts');
  try {
    writeEntry(cache, question(argv, env), answer);
  } catch {} // the long way leads there too
}

/**
 * What a cached session has left at least, in seconds, where one of `duration` was asked for and nothing is said: who
 * asks for much more than what others start without a word wants to know.
 */
export const unsaid = (duration = 0): number => duration - 12 * 3600;

/** The question is written to disk as it is. */
const hasPassword = ({ AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_STS }: Environment): boolean =>
  `${AWS_ENDPOINT_URL}${AWS_ENDPOINT_URL_STS}`.includes('@');

/** A `$` stands for a variable, and a relative path for a folder, that are no part of the question. */
const hasPlainPaths = (env: Environment): boolean =>
  [env.AWS_CONFIG_FILE, env.AWS_SHARED_CREDENTIALS_FILE].every((path) => !path || /^[/~][^$]*$/.test(path));
