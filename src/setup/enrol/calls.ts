import { errorKind, isNamed, mayHaveArrived } from '../../aws/error-kind.ts';
import type { MfaDevices, NewDevice } from '../../aws/sdk/mfa-devices.ts';
import { Failure, isFailure, refused, textOf } from '../../errors.ts';
import { codeAt, stepAt, unusedStep } from './codes.ts';
import { enrolFailure, isRefusedWithoutCode } from './errors.ts';
import { type Wait, wait as waitForReal } from './stop.ts';

const MOST_NAMES = 20;

/** `alice`, `alice-2`, `alice-3` … @param attempt counted from 1 */
export const nameFor = (base: string, attempt: number): string => (attempt === 1 ? base : `${base}-${attempt}`);

/**
 * Makes a device with the first free name: an old device keeps its name, and few users may delete it without MFA.
 * @throws Failure where no name is free, or AWS refuses; it says where a device may be left
 */
export async function createDevice(
  iam: MfaDevices,
  base: string,
  explain: (error: unknown) => Promise<Failure>,
): Promise<NewDevice> {
  for (let attempt = 1; attempt <= MOST_NAMES; attempt++) {
    const name = nameFor(base, attempt);
    try {
      return await iam.create(name);
    } catch (error) {
      if (isNamed(error, 'EntityAlreadyExists')) continue;
      const failure = await enrolFailure(error, explain);
      if (!mayHaveArrived(errorKind(error))) throw failure;
      const { status, message, advice } = failure;
      throw new Failure(
        status,
        `${message}; an unused MFA device may be left in AWS, and does no harm: ${name}`,
        advice,
        error,
      );
    }
  }
  throw refused(
    `other MFA devices have the names ${base} to ${nameFor(base, MOST_NAMES)}`,
    'ask an administrator to delete those that nobody uses: aws iam list-virtual-mfa-devices --assignment-status Unassigned',
  );
}

/** What IAM says of a device that it does not know everywhere yet. */
const passing = ['EntityTemporarilyUnmodifiable', 'NoSuchEntity'];

const MOST_TRIES = 3;
const RETRY_MS = 2000;

/**
 * Enables a device for a user. Where an answer is lost, it looks whether the device is enabled.
 * @param codes two consecutive ones, made anew for each try @throws errors of the SDK where it is not enabled
 */
export async function enableDevice(
  iam: MfaDevices,
  user: string,
  serial: string,
  codes: () => [string, string],
  wait: Wait,
): Promise<void> {
  let lost: unknown;
  for (let tries = 1; ; tries++) {
    try {
      return await iam.enable(user, serial, codes());
    } catch (error) {
      const kind = errorKind(error);
      const isLost = mayHaveArrived(kind);
      // An earlier try has enabled it: nobody else knows the new serial, and the user had no device before.
      if (isNamed(error, 'EntityAlreadyExists') && /for user/.test(textOf(error, 'message'))) return;
      if (lost !== undefined && isRefusedWithoutCode(error) && (await isInUse(iam, serial))) return;
      if (isLost && (await isListed(iam, serial))) return;
      if (isLost) lost = error;
      const isPassing = isLost || kind === 'throttled' || passing.some((name) => isNamed(error, name));
      if (tries === MOST_TRIES || !isPassing) throw lost ?? error;
      await wait(RETRY_MS, never);
    }
  }
}

/** No signal cuts this wait short: the call before it may have changed something. */
const never = new AbortController().signal;

const isListed = (iam: MfaDevices, serial: string): Promise<boolean> =>
  iam.list().then(
    (devices) => devices.some((device) => device.serial === serial),
    () => false,
  );

/** Asks by deleting it, which AWS does not do with a device that is enabled. */
const isInUse = (iam: MfaDevices, serial: string): Promise<boolean> =>
  iam.remove(serial).then(
    () => false,
    (error) => isNamed(error, 'DeleteConflict'),
  );

/** Pauses before each code. STS learns of a device 8 to 14 s after IAM, and takes no code that it saw before. */
const POLLS_MS = [10_000, 4000, 4000, 4000, 6000, 10_000, 20_000];

/**
 * Waits until STS knows a new device, and starts a session with a code of it, another one each time.
 * @param phoneNow milliseconds since 1970, by the phone as AWS takes it
 * @throws Failure where STS does not know the device after a minute; the error of `start` where no other code would help
 */
export async function startFirstSession<Session>(
  { key, phoneNow }: { key: Buffer; phoneNow: () => number },
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
