import { errorKind, mayHaveArrived } from '../aws/error-kind.ts';
import type { Session } from '../cache/types.ts';
import { type Failure, isFailure, refused } from '../errors.ts';
import { takeLock } from '../fs/lock.ts';
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

/** One code on its way to STS. */
export interface Sending {
  code: string;
  memory: CodeMemory;
  /** Whether IAM has just named the device. */
  isListed: boolean;
  /** Milliseconds since 1970. */
  now: () => number;
  send: () => Promise<Session>;
  explain: (error: unknown) => Failure;
}

/**
 * Sends a code that was not used before (C4.3).
 * @returns the session, or why this code did not do where another one may
 * @throws Failure where another code would not help either
 */
export async function sendCode(sending: Sending): Promise<Session | Failure> {
  // The same code typed into several terminals at once is sent by one of them.
  const release = await lockFor(sending.memory).catch(() => () => {});
  try {
    return await sendAlone(sending);
  } finally {
    release();
  }
}

/** Milliseconds: a call to STS takes less, but a process that sends a code may have been halted. */
const LOCK_TIMEOUT_MS = 30_000;

async function lockFor(memory: CodeMemory): Promise<() => void> {
  const lockFile = memory.cache.lockFile(keyOf(memory));
  return lockFile === undefined ? () => {} : await takeLock(lockFile, undefined, AbortSignal.timeout(LOCK_TIMEOUT_MS));
}

/**
 * No code is asked for or sent that cannot succeed (C4.4).
 * @param now milliseconds since 1970
 * @throws Failure where AWS looks at no more codes of the device for a while
 */
export function checkTries(memory: CodeMemory, now: number): void {
  const locked = lockedFor(memory, now);
  if (locked > 0) {
    throw refused(
      `AWS takes no more codes of this device for ${showWait(locked)}: nine were tried`,
      'wait until then, and take the code that is shown by then',
    );
  }
}

async function sendAlone({ code, memory, isListed, now, send, explain }: Sending): Promise<Session | Failure> {
  checkTries(memory, now());
  const before = fateOf(memory, code, now());
  if (before === 'answered')
    return refused('that code has been used', `the next one comes in ${secondsToNext(now())} s`);
  const remember = (fate: Fate): void => {
    try {
      rememberCode(memory, code, fate, now());
    } catch {
      // AWS itself refuses a code that comes twice; only our better words are lost.
    }
  };
  try {
    const session = await send();
    remember('answered');
    return session;
  } catch (error) {
    const cause = errorKind(error);
    const failure = explain(error);
    if (cause === 'wrong-code') {
      remember('answered');
      return before === 'lost' ? usedPerhaps(failure) : failure;
    }
    if (cause === 'wrong-device') {
      remember('unheard');
      checkTries(memory, now());
      throw isListed || isKnownDevice(memory) ? triedElsewhere(now(), error) : failure;
    }
    // Whether STS looks at the role or at the code first is not known; after the code, it is used up.
    if (cause === 'role-refused' || cause === 'role-maximum') remember('answered');
    const isUntaken = isFailure(error); // the answer came, and is not as AWS gives it
    if (isUntaken || mayHaveArrived(cause)) remember('lost');
    if (isUntaken || !mayHaveArrived(cause)) throw failure;
    throw refused(
      failure.message,
      `${failure.advice}; then try again with the same code; if AWS refuses it, this try has used it up: take the next one`,
      error,
    );
  }
}

/** AWS has one text for a device that it does not know and for too many tries, from wherever they came. */
const triedElsewhere = (now: number, cause: unknown): Failure =>
  refused(
    'AWS takes no code of this device just now: nine were tried in three minutes, or it is new, or gone',
    `wait ${showWait(windowLeft(now))}, then take the next code; where that does not help, look for the device: mfa-env doctor`,
    cause,
  );

const usedPerhaps = (cause: Failure): Failure =>
  refused(
    'the code was refused: the first try, whose answer never came, may have used it',
    'wait for the next code',
    cause,
  );

/** `1m 40s`, never less than what is meant. */
function showWait(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  const rest = `${seconds % 60}s`;
  return seconds < 60 ? rest : `${Math.floor(seconds / 60)}m ${rest}`;
}

/** A new code comes with each half minute (RFC 6238). */
const secondsToNext = (now: number): number => 30 - (Math.floor(now / 1000) % 30);
