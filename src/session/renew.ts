import { isSession, type Session } from '../cache/types.ts';
import type { Context } from '../context.ts';
import { type Failure, refused } from '../errors.ts';
import { codeSource } from '../mfa/code-source.ts';
import { commandLine } from '../text/command-line.ts';
import { secondsLeft, showDuration } from '../text/duration.ts';
import { givenTo } from './aws-calls.ts';
import { cachedUser, lookInCache, type Progress, planFor } from './progress.ts';
import { takePromptLock } from './prompt-lock.ts';
import type { ResolvedConfig } from './resolve.ts';
import { type Renewed, runPlan } from './run-plan.ts';
import { LIVES_S } from './times.ts';

/**
 * Goes from what the cache holds to the session that is asked for: takes the prompt lock, asks for a code, calls STS and
 * caches each session.
 * @throws Failure: what AWS, the network or the user said
 */
export async function renew(resolved: ResolvedConfig, progress: Progress, context: Context): Promise<Renewed> {
  const { request } = resolved;
  if (request.cached) throw noneCached(resolved, progress, context);
  const asks = request.code === undefined && progress.session === undefined;
  const asIs = (session: Session, device: string): Renewed => {
    return { session, device, user: cachedUser(resolved), fresh: false };
  };
  // If nobody can give a code, a session that still lives is better than an error (C4.4).
  if (asks && progress.alive && progress.device !== undefined && !canAsk(resolved, context)) {
    return asIs(progress.alive, progress.device);
  }
  const quiet = { ...context, warn: () => {} };
  const look = (): Progress => lookInCache(resolved, progress.device ? progress : planFor(resolved), quiet);
  let release: (() => void) | undefined;
  let now = progress;
  try {
    if (asks) release = await takePromptLock(resolved, context, () => look().session === undefined);
    // Another terminal may have got the session meanwhile, even if there was no wait.
    if (release) now = look();
    const { session, device, left } = now;
    if (session && device !== undefined && left.length === 0) return asIs(session, device);
    return await runPlan(resolved, now, context);
  } catch (error) {
    const { recover } = await import('./recover.ts'); // only failures need it
    const { session, warning } = await recover(resolved, now, error, () => canAsk(resolved, context), context);
    context.warn(warning);
    if (session && now.device !== undefined) return asIs(session, now.device);
    release?.(); // the next try takes the lock again
    const anew = { ...resolved, request: { ...request, refresh: true } };
    return await renew(anew, lookInCache(anew, planFor(anew), context), context);
  } finally {
    release?.();
  }
}

/** Whether a command or a person at a terminal can give a code. */
function canAsk(resolved: ResolvedConfig, context: Context): boolean {
  try {
    codeSource(resolved, context).close();
    return true;
  } catch {
    return false;
  }
}

/** Why --cached gives no session. */
function noneCached(resolved: ResolvedConfig, { steps }: Progress, context: Context): Failure {
  const name = resolved.selection.name || 'the environment';
  const start = commandLine(givenTo(resolved, context));
  const { content } = resolved.cache.read(steps.at(-1)?.cacheKey ?? '', isSession);
  const left = content ? secondsLeft(content, context.now()) : 0;
  if (left < LIVES_S) return refused(`no session of ${name} is cached`, `start one: ${start}`);
  return refused(`the cached session of ${name} has only ${showDuration(left)} left`, `start a new one: ${start}`);
}
