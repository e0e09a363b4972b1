import type { Step } from '../aws/plan.ts';
import { keyIdOf } from '../aws/source-chain.ts';
import { entryFile } from '../cache/keys.ts';
import type { Options } from '../cli/options.ts';
import { stampAt } from '../fs/trust.ts';
import type { Environment } from '../shell/env-diff.ts';
import type { Found } from './get-session.ts';
import { cachedUser, takenAtOnce, unsaid } from './progress.ts';
import { codeQuestion } from './question.ts';
import { type Answer, question } from './recall.ts';
import { isPlainPlace, rememberForShells } from './remember-live.ts';
import type { ResolvedConfig } from './resolve.ts';

/** For `recall`. Not where only a command knows which key: it runs each time. And only if no file has changed meanwhile. */
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
