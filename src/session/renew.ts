import { errorKind } from '../aws/error-kind.ts';
import { NO_DEVICE, type Step } from '../aws/plan.ts';
import { isSession, type Session } from '../cache/entry.ts';
import { commandLine } from '../cli/to-type.ts';
import type { Context } from '../context.ts';
import { type Failure, isFailure, refused } from '../errors.ts';
import { codeSource } from '../mfa/code-source.ts';
import { secondsLeft, showDuration } from '../text/time.ts';
import { givenTo } from './aws-calls.ts';
import { cachedUser, LIVES_S, lookInCache, type Progress, planFor } from './progress.ts';
import type { ResolvedConfig } from './resolved-config.ts';
import { type Renewed, runPlan } from './run-plan.ts';
import { callTurn, takePromptLock } from './turns.ts';
import { writeUser } from './user.ts';

/**
 * Goes from what the cache holds to the session that is asked for, in a second attempt where that helps.
 * @throws Failure: what AWS, the network or the user said
 */
export async function renew(asked: ResolvedConfig, found: Progress, context: Context): Promise<Renewed> {
  if (asked.request.cached) throw noneCached(asked, found, context);
  let [resolved, progress] = [asked, found];
  for (;;) {
    const outcome = await attempt(resolved, progress, context);
    if ('session' in outcome) return outcome;
    resolved = { ...resolved, ...outcome };
    progress = lookInCache(resolved, planFor(resolved), context);
  }
}

/** What the next attempt does differently. */
type Another = Pick<ResolvedConfig, 'request'> | Pick<ResolvedConfig, 'needsCode'>;

async function attempt(resolved: ResolvedConfig, found: Progress, context: Context): Promise<Renewed | Another> {
  const { request, cache } = resolved;
  const asks = request.code === undefined && found.session === undefined && found.device !== NO_DEVICE;
  const asIs = (session: Session, device: string): Renewed => {
    return { session, device, user: cachedUser(resolved), fresh: false };
  };
  // If nobody can give a code, a session that still lives is better than an error (C4.4).
  if (asks && found.alive && found.device !== undefined && !canAsk(resolved, context)) {
    return asIs(found.alive, found.device);
  }
  const quiet = { ...context, warn: () => {} };
  const look = (): Progress => lookInCache(resolved, found.device ? found : planFor(resolved), quiet);
  let release: (() => void) | undefined;
  const turn = callTurn(cache);
  let now = found;
  try {
    if (asks) release = await takePromptLock(resolved, context, () => look().session === undefined);
    // Another terminal may have got the session meanwhile, even if there was no wait.
    if (release) now = look();
    let next = nextWithoutCode(now);
    while (next) {
      const { cacheKey } = next;
      await turn.take(next, () => nextWithoutCode(look())?.cacheKey === cacheKey);
      now = look();
      next = nextWithoutCode(now);
      if (next?.cacheKey === cacheKey) break;
    }
    if (found.device === NO_DEVICE && now.device !== NO_DEVICE) return { needsCode: true }; // as another run was told
    const { session, device, left } = now;
    if (session && device !== undefined && left.length === 0) return asIs(session, device);
    return await runPlan(resolved, now, turn, context);
  } catch (error) {
    turn.end();
    if (now.device === NO_DEVICE && isRoleRefused(error)) {
      rememberRefusal(resolved);
      return { needsCode: true };
    }
    const { recover } = await import('./recover.ts'); // only failures need it
    const { session, warning } = await recover(resolved, now, error, () => canAsk(resolved, context), context);
    context.warn(warning);
    if (session && now.device !== undefined) return asIs(session, now.device);
    return { request: { ...request, refresh: true } };
  } finally {
    turn.end();
    release?.();
  }
}

/** The call that comes next, where it carries no code. */
const nextWithoutCode = ({ device, session, left }: Progress): Step | undefined =>
  session || device === NO_DEVICE ? left[0] : undefined;

const MOST_ROLES = 200;

/** So that the next run asks for a code at once. */
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
