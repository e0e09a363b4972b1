import { causeOf, mayHaveArrived } from '../aws/causes.ts';
import { type Failure, refused } from '../errors.ts';
import { takeLock } from '../store/lock.ts';
import type { Session } from '../store/session.ts';
import { folderProblem } from '../store/trust.ts';
import { type Fate, fateOf, rememberCode, usedCodesFile } from '../store/used-codes.ts';

/** One code on its way to STS. */
export interface Sending {
  code: string;
  device: string;
  /** The cache folder; undefined: nothing is remembered. */
  memory: string | undefined;
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
  const { memory, device } = sending;
  if (memory === undefined) return await sendAlone(sending);
  // The same code typed into several terminals at once is sent by one of them.
  const release = await lockFor(memory, device).catch(() => () => {});
  try {
    return await sendAlone(sending);
  } finally {
    release();
  }
}

/** Milliseconds: a call to STS takes less, but a process that sends a code may have been halted. */
const patience = 30_000;

async function lockFor(memory: string, device: string): Promise<() => void> {
  if (folderProblem(memory)) return () => {};
  return await takeLock(`${usedCodesFile(memory, device)}.lock`, undefined, AbortSignal.timeout(patience));
}

async function sendAlone({ code, device, memory, now, send, explain }: Sending): Promise<Session | Failure> {
  const before = memory === undefined ? undefined : fateOf(memory, device, code, now());
  if (before === 'answered')
    return refused('that code has been used', `the next one comes in ${secondsToNext(now())} s`);
  const remember = (fate: Fate): void => {
    try {
      if (memory !== undefined) rememberCode(memory, device, code, fate, now());
    } catch {
      // AWS itself refuses a code that comes twice; only our better words are lost.
    }
  };
  try {
    const session = await send();
    remember('answered');
    return session;
  } catch (error) {
    const cause = causeOf(error);
    const failure = explain(error);
    if (cause === 'wrong-code') {
      remember('answered');
      return before === 'lost' ? usedPerhaps(failure) : failure;
    }
    // Whether STS looks at the role or at the code first is not known; after the code, it is used up.
    if (cause === 'role-refused' || cause === 'role-maximum') remember('answered');
    if (!mayHaveArrived(cause)) throw failure;
    remember('lost');
    throw refused(
      failure.message,
      `${failure.advice}; then try again with the same code; if AWS refuses it, this try has used it up: take the next one`,
      error,
    );
  }
}

const usedPerhaps = (cause: Failure): Failure =>
  refused(
    'the code was refused: the first try, whose answer never came, may have used it',
    'wait for the next code',
    cause,
  );

/** A new code comes with each half minute (RFC 6238). */
const secondsToNext = (now: number): number => 30 - (Math.floor(now / 1000) % 30);
