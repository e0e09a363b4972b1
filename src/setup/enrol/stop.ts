import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure, interrupted } from '../../errors.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/**
 * The first signal stops the work in good order, which takes back what it began at AWS; a second one ends the process.
 * @param work gets an AbortSignal, whose reason is a Failure with the status of the signal
 */
export async function stoppable<Result>(work: (stop: AbortSignal) => Promise<Result>): Promise<Result> {
  const stopping = new AbortController();
  const listeners = signals.map((name) => {
    const listener = (): void => {
      off();
      stopping.abort(failureFor(name));
    };
    return [name, listener] as const;
  });
  const off = (): void => {
    for (const [name, listener] of listeners) process.off(name, listener);
  };
  for (const [name, listener] of listeners) process.on(name, listener);
  try {
    return await work(stopping.signal);
  } finally {
    off();
  }
}

const failureFor = (name: (typeof signals)[number]): Failure =>
  name === 'SIGINT'
    ? interrupted()
    : new Failure(128 + constants.signals[name], `ended by ${name}`, 'go on with: mfa-env setup');

/** The result of the work, or the reason of the signal where that comes first. */
export function orStop<Result>(work: Promise<Result>, stop: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const end = (): void => reject(stop.reason);
    if (stop.aborted) end();
    stop.addEventListener('abort', end);
    work.then(resolve, reject).finally(() => stop.removeEventListener('abort', end));
  });
}

export type Wait = (milliseconds: number, stop: AbortSignal) => Promise<void>;

export const wait: Wait = (milliseconds, stop) => orStop(sleep(milliseconds), stop);
