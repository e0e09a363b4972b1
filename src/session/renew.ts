import { hostname } from 'node:os';
import { errorKind } from '../aws/error-kind.ts';
import { NO_DEVICE, type Step } from '../aws/plan.ts';
import { isSession, type Session } from '../cache/entry.ts';
import { commandLine } from '../cli/to-type.ts';
import type { Context } from '../context.ts';
import { type Failure, interrupted, isFailure, refused, usage } from '../errors.ts';
import { type Holder, takeLock } from '../fs/lock.ts';
import { codeSource } from '../mfa/code-source.ts';
import { openTerminal } from '../mfa/prompt.ts';
import { isInForeground, pidNamespace } from '../system/process.ts';
import { secondsLeft, showDuration } from '../text/duration.ts';
import { givenTo } from './aws-calls.ts';
import { callTurn } from './call-turn.ts';
import { cachedUser, LIVES_S, lookInCache, type Progress, planFor } from './progress.ts';
import type { ResolvedConfig } from './resolve.ts';
import { type Renewed, runPlan } from './run-plan.ts';
import { writeUser } from './user.ts';

/**
 * Goes from what the cache holds to the session that is asked for: takes the prompt lock, asks for a code, calls STS and
 * caches each session.
 * @throws Failure: what AWS, the network or the user said
 */
export async function renew(resolved: ResolvedConfig, progress: Progress, context: Context): Promise<Renewed> {
  const { request } = resolved;
  if (request.cached) throw noneCached(resolved, progress, context);
  const asks = request.code === undefined && progress.session === undefined && progress.device !== NO_DEVICE;
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
  const turn = callTurn(resolved.cache);
  let now = progress;
  try {
    if (asks) release = await takePromptLock(resolved, context, () => look().session === undefined);
    // Another terminal may have got the session meanwhile, even if there was no wait.
    if (release) now = look();
    for (let next = nextWithoutCode(now); next; ) {
      const { cacheKey } = next;
      const isNext = (): boolean => nextWithoutCode(look())?.cacheKey === cacheKey;
      await turn.take(next, isNext);
      now = look();
      next = isNext() ? undefined : nextWithoutCode(now);
    }
    if (progress.device === NO_DEVICE && now.device !== NO_DEVICE) throw codeNeeded;
    const { session, device, left } = now;
    if (session && device !== undefined && left.length === 0) return asIs(session, device);
    return await runPlan(resolved, now, turn, context);
  } catch (error) {
    turn.end();
    if (error === codeNeeded || (now.device === NO_DEVICE && isRoleRefused(error))) {
      if (error !== codeNeeded) rememberRefusal(resolved);
      const withCode = { ...resolved, needsCode: true };
      return await renew(withCode, lookInCache(withCode, planFor(withCode), context), context);
    }
    const { recover } = await import('./recover.ts'); // only failures need it
    const { session, warning } = await recover(resolved, now, error, () => canAsk(resolved, context), context);
    context.warn(warning);
    if (session && now.device !== undefined) return asIs(session, now.device);
    release?.(); // the next try takes the lock again
    const anew = { ...resolved, request: { ...request, refresh: true } };
    return await renew(anew, lookInCache(anew, planFor(anew), context), context);
  } finally {
    turn.end();
    release?.();
  }
}

/** The call that comes next, where it carries no code. */
const nextWithoutCode = ({ device, session, left }: Progress): Step | undefined =>
  session || device === NO_DEVICE ? left[0] : undefined;

/** Another run was refused without a code meanwhile. */
const codeNeeded = new Error();

const MOST_ROLES = 200;

/** The next time a code is asked for at once. */
function rememberRefusal(resolved: ResolvedConfig): void {
  const user = cachedUser(resolved);
  const role = resolved.selection.roles.at(-1)?.arn;
  if (role) writeUser(resolved, { ...user, rolesWithCode: [...(user.rolesWithCode ?? []), role].slice(-MOST_ROLES) });
}

const isRoleRefused = (error: unknown): boolean => isFailure(error) && errorKind(error.cause) === 'role-refused';

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

/** For runs in which nobody can press Ctrl-C. A command for codes has two minutes (mfa/code-command.ts). */
const PROMPT_LOCK_TIMEOUT_MS = 180_000;

/**
 * Waits until no other terminal asks for a code of this user. A code works once, and one session serves all (C4.5).
 * @param isNeeded whether a code is still needed
 * @param timeoutMs undefined: until somebody presses Ctrl-C
 * @returns releases the lock; undefined where there is none, as without a cache
 * @throws Failure (130) on Ctrl-C; (usage) after the timeout
 */
export async function takePromptLock(
  { cache, userKey }: Pick<ResolvedConfig, 'cache' | 'userKey'>,
  context: Context,
  isNeeded: () => boolean,
  timeoutMs = isStoppable() ? undefined : PROMPT_LOCK_TIMEOUT_MS,
): Promise<(() => void) | undefined> {
  const lockFile = cache.lockFile(userKey);
  if (lockFile === undefined) return undefined;
  let holder: Holder | undefined;
  const say = (other: Holder): void => {
    holder = other;
    const end = timeoutMs === undefined ? '; Ctrl-C to stop' : `, for ${showDuration(timeoutMs / 1000)} at most`;
    context.warn(`waiting for the code ${placeOf(other)}${end}`);
  };
  const stop = new AbortController();
  const interrupt = (): void => stop.abort(interrupted());
  process.on('SIGINT', interrupt); // not once: a second Ctrl-C would end the process before the first is handled
  const limit = timeoutMs && setTimeout(() => stop.abort(waitedTooLong(holder, timeoutMs)), timeoutMs);
  try {
    return await takeLock(lockFile, say, stop.signal, isNeeded);
  } catch {
    stop.signal.throwIfAborted();
    return undefined;
  } finally {
    clearTimeout(limit);
    process.off('SIGINT', interrupt);
  }
}

/** Whether a person could press Ctrl-C. */
function isStoppable(): boolean {
  const terminal = openTerminal();
  terminal?.close();
  return terminal !== undefined && isInForeground(process.pid) !== false;
}

function placeOf({ terminal, pid, host, namespace }: Holder): string {
  const where = terminal ? `in terminal ${terminal}, pid ${pid}` : `of process ${pid}`;
  const inside = namespace === pidNamespace() ? '' : ' of another container';
  return `${where}${host === hostname() ? inside : ` on ${host}`}`;
}

/** A stopped process obeys no signal but SIGKILL. */
function waitedTooLong(holder: Holder | undefined, timeoutMs: number): Failure {
  const where = holder ? placeOf(holder) : 'of another mfa-env';
  const isHere = holder?.host === hostname() && holder.namespace === pidNamespace();
  return usage(
    `waited ${showDuration(timeoutMs / 1000)} for the code ${where}`,
    `type it there, then try again${isHere ? `; or end that process: kill -9 ${holder?.pid}` : ''}`,
  );
}
