import { errorKind, mayHaveArrived } from '../aws/error-kind.ts';
import { isFailure, refused } from '../errors.ts';
import { type Wait, wait as waitForReal } from './enrol-stop.ts';
import { codeAt, stepAt, unusedStep } from './seed-codes.ts';

/**
 * How long to wait before each code. STS learns of a device 8 to 14 s after IAM, looks at nine codes in three minutes,
 * and takes no code that it saw before it knew the device.
 */
const POLLS_MS = [10_000, 4000, 4000, 4000, 6000, 10_000, 20_000];

/** A device that IAM has just enabled. */
export interface Enabled {
  /** The seed's bytes. */
  key: Buffer;
  /** Milliseconds since 1970, by the phone as AWS takes it. */
  phoneNow: () => number;
}

/**
 * Waits until STS knows a new device, and starts a session with a code of it, another one each time.
 * @param start starts a session with a code. @throws errors of the SDK, or Failures with those as their cause
 * @throws Failure where STS does not know the device after a minute; the error of `start` where no other code would help
 */
export async function startFirstSession<Session>(
  { key, phoneNow }: Enabled,
  start: (code: string) => Promise<Session>,
  stop: AbortSignal,
  wait: Wait = waitForReal,
): Promise<Session> {
  const sent = new Set<number>();
  let last: unknown;
  for (const pause of POLLS_MS) {
    await wait(pause, stop);
    const step = unusedStep(stepAt(phoneNow()), sent);
    if (step === undefined) continue;
    sent.add(step);
    try {
      return await start(codeAt(key, step));
    } catch (error) {
      if (!mayWorkLater(isFailure(error) ? error.cause : error)) throw error;
      last = error;
    }
    stop.throwIfAborted();
  }
  throw refused(
    'AWS enabled the new MFA device, but does not take its codes yet',
    'wait three minutes, then go on with: mfa-env setup',
    last,
  );
}

function mayWorkLater(error: unknown): boolean {
  const kind = errorKind(error);
  return kind === 'wrong-device' || kind === 'wrong-code' || kind === 'throttled' || mayHaveArrived(kind);
}
