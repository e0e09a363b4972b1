import { nameIn } from '../../aws/device.ts';
import { errorKind, mayHaveArrived } from '../../aws/error-kind.ts';
import type { Device } from '../../aws/sdk/iam.ts';
import type { MfaDevices } from '../../aws/sdk/mfa-devices.ts';
import type { Context } from '../../context.ts';
import { exitStatus, type Failure, isFailure } from '../../errors.ts';
import { createDevice, enableDevice, startFirstSession } from './calls.ts';
import { allowanceFor, clockText, codeReader, pairAt, STEP_MS, seedBytes, stepAt } from './codes.ts';
import { checkRoom, enrolFailure, stoppedLate, withLeftover } from './errors.ts';
import type { Owner } from './screen.ts';
import { type Asker, chooseWay, showSeed } from './show.ts';
import { stoppable, type Wait, wait as waitForReal } from './stop.ts';

export interface Enrolment extends Owner {
  /** From `mfaDevices`: signed by the long-term key, or by a session with MFA for a second device. */
  iam: MfaDevices;
  ask: Asker;
  context: Context;
  /** Words for an error of AWS or the network that is not about devices. */
  explain: (error: unknown) => Promise<Failure>;
  wait?: Wait;
}

export interface Enrolled {
  serial: string;
  /** Waits until STS knows the device, starts a session with codes of the seed, and overwrites the seed. */
  firstSession: <Session>(start: (code: string) => Promise<Session>) => Promise<Session>;
}

/**
 * Makes a virtual MFA device, has the person put it into an app, and enables it with one typed code (C8.2).
 * @throws Failure, after which no device is enabled that the person does not have; it says what is left in AWS
 */
export async function enrolDevice(enrolment: Enrolment): Promise<Enrolled> {
  const { iam, user, ask, context, explain, wait = waitForReal } = enrolment;
  context.watchSignals();
  checkRoom(await iam.list().catch(onlyDenied(explain)), iam.bySession);
  const way = await chooseWay(enrolment);
  const awsNow = (): number => context.now() + iam.ahead();
  return await stoppable(async (stop) => {
    const { serial, seed } = await createDevice(iam, user, explain);
    const key = seedBytes(seed);
    let offset: number;
    let isSent = false;
    try {
      const reader = codeReader(key, awsNow);
      await showSeed({ ...enrolment, serial, seed, way }, reader.check, stop);
      offset = reader.offset();
      isSent = true;
      const codes = (): [string, string] => pairAt(key, stepAt(awsNow()) + allowanceFor(offset));
      await enableDevice(iam, user, serial, codes, wait);
    } catch (error) {
      key.fill(0);
      if (!isSent && isFailure(error) && error.status === exitStatus.interrupted) ask.say(DEAD_ENTRY);
      const isSure = !isSent || !mayHaveArrived(errorKind(error));
      throw await withLeftover(iam, serial, await enrolFailure(error, explain), isSure);
    } finally {
      seed.fill(0);
    }
    if (stop.aborted) throw stoppedLate(stop.reason, serial);
    const allowance = allowanceFor(offset);
    ask.say(`MFA device ${nameIn(serial) ?? serial} is enabled.`);
    if (Math.abs(offset) > ODD_STEPS) {
      ask.say(`By that code, ${clockText(offset)}. AWS now allows for it, until you set the clock.`);
    }
    const phoneNow = (): number => awsNow() + allowance * STEP_MS;
    return {
      serial,
      firstSession: (start) =>
        stoppable(async (stop) => {
          const session = startFirstSession({ key, phoneNow }, start, stop, wait);
          try {
            return await ask.waiting('AWS needs about ten seconds before it takes codes of a new device', session);
          } catch (error) {
            throw stop.aborted ? stoppedLate(stop.reason, serial) : error;
          } finally {
            key.fill(0);
          }
        }),
    };
  });
}

/** The next try makes another key. */
const DEAD_ENTRY = 'The secret that was shown is of no use now. If your app has an entry for it, delete that entry.';

/** Less than this may come from slow typing, and is not told. */
const ODD_STEPS = 2;

/** Many users may not list their devices. AWS then says later whether there is room for one more. */
const onlyDenied =
  (explain: (error: unknown) => Promise<Failure>) =>
  async (error: unknown): Promise<Device[]> => {
    if (errorKind(error) === 'denied') return [];
    throw await explain(error);
  };
