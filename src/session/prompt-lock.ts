import { hostname } from 'node:os';
import type { Context } from '../context.ts';
import { type Failure, interrupted, usage } from '../errors.ts';
import { type Holder, takeLock } from '../fs/lock.ts';
import { openTerminal } from '../mfa/prompt.ts';
import { isInForeground, pidNamespace } from '../system/process.ts';
import { showDuration } from '../text/duration.ts';
import type { ResolvedConfig } from './resolve.ts';

/** How long to wait where nobody can press Ctrl-C. A command that gives the code has two minutes (mfa/code-command.ts). */
const PROMPT_LOCK_TIMEOUT_MS = 180_000;

/**
 * Waits until no other terminal asks for a code of this user's: a code works once, and one session serves all (C4.5).
 * @param isNeeded whether there is still a code to be asked for
 * @param timeoutMs how long to wait; undefined: until somebody presses Ctrl-C
 * @returns how to give the lock back; undefined where no lock can be made: then there is no cache to share either
 * @throws Failure (130) on Ctrl-C; (usage) where the time is over
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
  process.on('SIGINT', interrupt); // not once: a second Ctrl-C would end us before the first one is told
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

/** Whether there is a person who could press Ctrl-C. */
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

/** The other process may be halted, and then heeds no other signal. */
function waitedTooLong(holder: Holder | undefined, timeoutMs: number): Failure {
  const where = holder ? placeOf(holder) : 'of another mfa-env';
  const isHere = holder?.host === hostname() && holder.namespace === pidNamespace();
  return usage(
    `waited ${showDuration(timeoutMs / 1000)} for the code ${where}`,
    `give it there, and try again${isHere ? `; or end that process: kill -9 ${holder?.pid}` : ''}`,
  );
}
