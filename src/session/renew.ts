import { denialIn, mayWantNewerCode } from '../aws/denials.ts';
import { errorKind } from '../aws/error-kind.ts';
import { isDead } from '../aws/error-text.ts';
import type { Session } from '../cache/session.ts';
import type { Context } from '../context.ts';
import { exitStatus, type Failure, isFailure, refused, textOf } from '../errors.ts';
import { codeSource } from '../mfa/code-source.ts';
import { openTerminal } from '../mfa/prompt.ts';
import { commandLine } from '../text/command-line.ts';
import { showDuration } from '../text/duration.ts';
import { givenTo } from './aws-calls.ts';
import { LIVES_S, SOON_OVER_S } from './min-ttl.ts';
import { noneCached } from './none-cached.ts';
import { cachedUser, type Progress, planWithCache, planWithoutCache } from './progress.ts';
import { takePromptLock } from './prompt-lock.ts';
import { regionOff } from './region-off.ts';
import type { ResolvedConfig } from './resolve.ts';
import { type Renewed, runPlan } from './run-plan.ts';

/**
 * Goes from where the cache leads to the session that is asked for. Where that fails and no person sits there to try
 * again, what still lives is given (C2.12).
 * @throws Failure: what AWS, the network or the user said
 */
export async function renew(resolved: ResolvedConfig, progress: Progress, context: Context): Promise<Renewed> {
  try {
    return await renewNow(resolved, progress, context);
  } catch (error) {
    const { alive, device } = progress;
    const left = (alive?.expires ?? 0) - context.now() / 1000;
    const isOurs = isFailure(error) && error.status !== exitStatus.interrupted;
    if (!alive || device === undefined || !isOurs || left < LIVES_S || hasTerminal()) throw error;
    context.warn(`${error.message}; the cached session goes on for ${showDuration(left)}`);
    return { session: alive, device, user: cachedUser(resolved), fresh: false };
  }
}

function hasTerminal(): boolean {
  const terminal = openTerminal();
  terminal?.close();
  return terminal !== undefined;
}

/** Waits for its turn to ask for a code, then asks, calls STS and keeps each session. @throws Failure */
async function renewNow(resolved: ResolvedConfig, progress: Progress, context: Context): Promise<Renewed> {
  const { request } = resolved;
  if (request.cached) throw noneCached(resolved);
  const asks = request.code === undefined && progress.session === undefined;
  const asIs = (session: Session, device: string): Renewed => {
    return { session, device, user: cachedUser(resolved), fresh: false };
  };
  // Where nobody can be asked, what lives is of more use than an error (C4.4).
  if (asks && progress.alive && progress.device !== undefined && !canAsk(resolved, context)) {
    return asIs(progress.alive, progress.device);
  }
  const look = (): Progress => planWithCache(resolved, { ...context, warn: () => {} });
  const isNeeded = (): boolean => request.refresh || look().session === undefined;
  const endTurn = asks ? await takePromptLock(resolved, context, isNeeded) : undefined;
  let now = progress;
  try {
    // Whoever had the turn before may have got the session meanwhile, also where nobody had to be waited for.
    if (endTurn && !request.refresh) now = look();
    const { session, device, left } = now;
    if (session && device !== undefined && left.length === 0) return asIs(session, device);
    return await runPlan(resolved, now, context);
  } catch (caught) {
    const error = (await regionOff(resolved, caught, context)) ?? caught;
    if (error !== caught || !now.session || !isFailure(error)) throw error;
    endTurn?.(); // whoever asks for a new code waits for a turn of its own
    const left = (now.alive?.expires ?? 0) - context.now() / 1000;
    const isWorthACode = wantsCode(error) && left < SOON_OVER_S && canAsk(resolved, context);
    if (now.alive && now.device !== undefined && !isWorthACode) {
      context.warn(`${error.message}; the cached session goes on for ${showDuration(left)}`);
      return asIs(now.alive, now.device);
    }
    return await withNewCode(resolved, error, context);
  } finally {
    endTurn?.();
  }
}

/**
 * A role may want a younger code than the cached session's (C3.6), and AWS may end a session before its time: then
 * another code is asked for, where there is somebody to ask.
 * @throws Failure: the refusal, where it has nothing to do with the session
 */
async function withNewCode(resolved: ResolvedConfig, refusal: Failure, context: Context): Promise<Renewed> {
  if (!wantsCode(refusal)) throw refusal;
  const isOver = isDead(errorKind(refusal.cause));
  const anew = { ...resolved, request: { ...resolved.request, refresh: true } };
  if (!canAsk(anew, context)) {
    if (isOver) throw refusal;
    const command = commandLine({ ...givenTo(resolved), profile: resolved.choice.name });
    throw refused(refusal.message, `${refusal.advice}; a newer code may help: ${command} --refresh`, refusal.cause);
  }
  const { message } = refusal;
  context.warn(isOver ? `${message}; a new one needs a code` : `${message}; a newer code may help`);
  return await renew(anew, planWithoutCache(anew), context);
}

/** Whether another code may mend what was refused. */
function wantsCode({ cause }: Failure): boolean {
  const why = errorKind(cause);
  return isDead(why) || (why === 'role-refused' && mayWantNewerCode(denialIn(textOf(cause, 'message'))));
}

/** Whether there is a command that gives codes, or a person at a terminal. */
function canAsk(resolved: ResolvedConfig, context: Context): boolean {
  try {
    codeSource(resolved, context).close();
    return true;
  } catch {
    return false;
  }
}
