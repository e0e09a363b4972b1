import { errorKind, mayHaveArrived } from '../aws/error-kind.ts';
import type { Session } from '../cache/entry.ts';
import { type Failure, isFailure, refused } from '../errors.ts';
import { takeLock } from '../fs/lock.ts';
import { noteCodeSent } from './code.ts';
import {
  type CodeMemory,
  type Fate,
  fateOf,
  isKnownDevice,
  keyOf,
  lockedFor,
  rememberCode,
  windowLeft,
} from './used-codes.ts';

export interface Sending {
  code: string;
  memory: CodeMemory;
  /** Whether IAM listed the device in this run. */
  isListed: boolean;
  /** Milliseconds since 1970. */
  now: () => number;
  send: () => Promise<Session>;
  explain: (error: unknown) => Promise<Failure>;
}

/**
 * Sends a code that was not used before (C4.3). @returns the session, or a failure after which another code may work
 * @throws Failure where another code would not help either
 */
export async function sendCode(sending: Sending): Promise<Session | Failure> {
  // If the same code is typed into several terminals at once, one of them sends it.
  const release = await lockFor(sending.memory).catch(() => () => {});
  try {
    return await sendAlone(sending);
  } finally {
    release();
  }
}

/** A call to STS takes less, but the other process may be stopped. */
const LOCK_TIMEOUT_MS = 30_000;

async function lockFor(memory: CodeMemory): Promise<() => void> {
  const lockFile = memory.cache.lockFile(keyOf(memory));
  return lockFile === undefined ? () => {} : await takeLock(lockFile, AbortSignal.timeout(LOCK_TIMEOUT_MS));
}

/** @param now milliseconds since 1970 @throws Failure where AWS would look at no further code of the device (C4.4) */
export function checkTries(memory: CodeMemory, now: number): void {
  const locked = lockedFor(memory, now);
  if (locked > 0) {
    throw refused(
      `AWS takes no more codes of this device for ${showWait(locked)}: nine were tried`,
      'wait, then type the code that is shown',
    );
  }
}

async function sendAlone({ code, memory, isListed, now, send, explain }: Sending): Promise<Session | Failure> {
  checkTries(memory, now());
  const before = fateOf(memory, code, now());
  if (before === 'answered')
    return refused('this code was already used', `the next one comes in ${secondsToNext(now())} s`, usedBefore);
  const remember = (fate: Fate): void => {
    try {
      rememberCode(memory, code, fate, now());
    } catch {
      // AWS refuses a code that comes twice. Only the better message is lost.
    }
  };
  try {
    noteCodeSent();
    const session = await send();
    remember('answered');
    return session;
  } catch (error) {
    const cause = errorKind(error);
    const failure = await explain(error);
    if (cause === 'wrong-code') {
      remember('answered');
      return before === 'lost' ? usedPerhaps(failure) : failure;
    }
    if (cause === 'wrong-device') {
      remember('unheard');
      checkTries(memory, now());
      throw isListed || isKnownDevice(memory) ? triedElsewhere(now(), error) : failure;
    }
    // It is not known whether STS checks the role or the code first. If the code, it is used up.
    if (cause === 'role-refused' || cause === 'role-maximum') remember('answered');
    const isUntaken = isFailure(error); // an answer came, but not one of AWS
    if (isUntaken || mayHaveArrived(cause)) remember('lost');
    if (isUntaken || !mayHaveArrived(cause)) throw failure;
    throw refused(
      failure.message,
      `${failure.advice}; then try again with the same code; if AWS refuses it, type the next one`,
      error,
    );
  }
}

/** AWS has one text for an unknown device and for too many tries, from any machine. */
const triedElsewhere = (now: number, cause: unknown): Failure =>
  refused(
    'AWS takes no code of this device just now: nine were tried in three minutes, or it is new, or it was deleted',
    `wait ${showWait(windowLeft(now))}, then type the next code; if that is refused too, check the device: mfa-env doctor`,
    cause,
  );

/** The cause where a code was not sent, since AWS has answered for it before. Another code may work. */
export const usedBefore = new Error();

const usedPerhaps = (cause: Failure): Failure =>
  refused(
    'the code was refused: the first try, which got no answer, may have used it',
    'wait for the next code',
    cause,
  );

/** `1m 40s`, rounded up. */
function showWait(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  const rest = `${seconds % 60}s`;
  return seconds < 60 ? rest : `${Math.floor(seconds / 60)}m ${rest}`;
}

/** A new code comes with each half minute (RFC 6238). */
const secondsToNext = (now: number): number => 30 - (Math.floor(now / 1000) % 30);
