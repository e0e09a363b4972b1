import { hostname } from 'node:os';
import type { Step } from '../aws/plan.ts';
import type { Cache } from '../cache/open.ts';
import type { Context } from '../context.ts';
import { type Failure, interrupted, usage } from '../errors.ts';
import { type Holder, takeLock } from '../fs/lock.ts';
import { hasTerminal } from '../mfa/prompt.ts';
import { isInForeground, pidNamespace } from '../system/process.ts';
import { showDuration } from '../text/time.ts';
import type { ResolvedConfig } from './resolved-config.ts';

// Several terminals that want the same session: one of them asks for the code, and one makes a call without a code.

/** For runs in which nobody can press Ctrl-C. A command for codes has two minutes (mfa/code-command.ts). */
const PROMPT_LOCK_TIMEOUT_MS = 180_000;

/**
 * Waits until no other terminal asks for a code of this user. A code works once, and one session serves all (C4.5).
 * @param isNeeded whether a code is still needed @param timeoutMs undefined: until somebody presses Ctrl-C
 * @returns releases the lock; undefined without a cache @throws Failure (130) on Ctrl-C; (usage) after the timeout
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
    return await takeLock(lockFile, stop.signal, { onWait: say, isNeeded });
  } catch {
    stop.signal.throwIfAborted();
    return undefined;
  } finally {
    clearTimeout(limit);
    process.off('SIGINT', interrupt);
  }
}

/** Whether a person could press Ctrl-C. */
const isStoppable = (): boolean => hasTerminal() && isInForeground(process.pid) !== false;

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

/** Ten times as long as the call mostly takes. Whoever has waited so long makes it, too, which does no harm. */
const CALL_TURN_TIMEOUT_MS = 5_000;

/** The turn to make a call without a code: whoever wants the same session waits, and takes it from the cache (C11.3). */
export interface CallTurn {
  /** @param isNeeded asked while another process has the turn; false: go on without it */
  take: (step: Step, isNeeded: () => boolean) => Promise<void>;
  end: () => void;
}

export function callTurn({ lockFile }: Cache): CallTurn {
  const held: (() => void)[] = [];
  return {
    async take({ cacheKey }, isNeeded) {
      const file = lockFile(cacheKey);
      if (file === undefined) return;
      try {
        held.push(await takeLock(file, AbortSignal.timeout(CALL_TURN_TIMEOUT_MS), { isNeeded }));
      } catch {} // it only saves calls
    },
    end() {
      for (const release of held.splice(0)) release();
    },
  };
}
