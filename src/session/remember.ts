import type { Options } from '../arguments/options.ts';
import type { Environment } from '../shell/environment.ts';
import { entryFile } from '../store/entry.ts';
import { userKey } from '../store/user.ts';
import type { Outcome } from './get-session.ts';
import { nothingKept } from './progress.ts';
import { type Answer, question, stampOf } from './recall.ts';
import type { Setting } from './setting.ts';

/** Milliseconds. A file that changed so lately may change again and bear the same time. */
const settled = 2000;

/**
 * Remembers which cached session answered a command line, for `recall`. Not where a command gives the keys: it is asked
 * each time.
 * @param began when the process did (milliseconds since 1970): a file that has not changed since is the one that was read
 */
export async function remember(
  argv: readonly string[],
  options: Options,
  setting: Setting,
  outcome: Outcome,
  env: Environment,
  began = Date.now() - process.uptime() * 1000,
): Promise<void> {
  const { cache, choice, files, keys, wanted } = setting;
  const { account, profile, region } = outcome;
  const session = nothingKept(setting).left.at(-1)?.cacheKey;
  if (cache === undefined || account === undefined || session === undefined) return;
  // A `$` in their paths stands for a variable that is no part of the question.
  const isPlain = !`${env.AWS_CONFIG_FILE}${env.AWS_SHARED_CREDENTIALS_FILE}`.includes('$');
  if (choice.source.from === 'process' || wanted.refresh || !isPlain) return;
  const answer: Answer = { options, session, minTtl: wanted.minTtl, profile, region, account, files: {} };
  for (const path of [files.config.path, files.credentials.path, entryFile(cache, userKey(keys.accessKeyId))]) {
    const stamp = stampOf(path);
    if (!stamp || stamp.changed > began - settled) return;
    answer.files[path] = stamp.text;
  }
  const { keepEntry } = await import('../store/keep.ts');
  try {
    keepEntry(cache, question(argv, env), answer);
  } catch {} // the long way leads there too
}
