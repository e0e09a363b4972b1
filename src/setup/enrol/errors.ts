import { denialIn, nextStep } from '../../aws/denials.ts';
import { nameIn, showsCodes } from '../../aws/device.ts';
import { errorKind, isNamed } from '../../aws/error-kind.ts';
import type { Device } from '../../aws/sdk/iam.ts';
import type { MfaDevices } from '../../aws/sdk/mfa-devices.ts';
import { Failure, isFailure, refused, textOf } from '../../errors.ts';
import { word } from '../../text/quote.ts';

const inConsole = 'add an authenticator app in the AWS console: your name, Security credentials, Assign MFA device';

const PERMIT =
  'ask an administrator for that right, or to add the device in the AWS console; a policy with it: mfa-env policy';

/** How many MFA devices a user may have (IAM quotas). */
const MOST_DEVICES = 8;

/** Since 2023 AWS lets a user who has an MFA device add another only in a session with MFA (AWS-2023-001). */
export const isRefusedWithoutCode = (error: unknown): boolean =>
  /authenticated with an MFA device/.test(textOf(error, 'message'));

/** Checks that AWS would take another device. @param bySession whether a session signs @throws Failure (refused) */
export function checkRoom(devices: readonly Device[], bySession: boolean): void {
  if (devices.length >= MOST_DEVICES) throw tooMany();
  if (devices.length === 0 || bySession) return;
  if (!devices.some(({ serial }) => showsCodes(serial))) {
    throw refused(
      'your user has only a security key or passkey, which shows no codes, and AWS lets you add a second device only in a session with MFA',
      inConsole,
    );
  }
  throw needsCode();
}

/** An error of AWS while a device is enrolled, as a message. @param explain for those that can happen to any call */
export async function enrolFailure(error: unknown, explain: (error: unknown) => Promise<Failure>): Promise<Failure> {
  if (isFailure(error)) return error;
  const text = textOf(error, 'message');
  if (isNamed(error, 'LimitExceeded')) return tooMany(error);
  if (isRefusedWithoutCode(error)) return needsCode(error);
  const [, action] = /\biam:(\w+)/.exec(text) ?? [];
  if (errorKind(error) !== 'denied' || action === undefined) return await explain(error);
  const denial = denialIn(text);
  const isOfPolicy = denial.policy === undefined || denial.policy === 'identity';
  const permit = isOfPolicy ? PERMIT : nextStep(denial);
  return refused(
    `your user may not ${action === 'EnableMFADevice' ? 'enable' : 'create'} an MFA device: AWS refused iam:${action}`,
    permit,
    error,
  );
}

const tooMany = (cause?: unknown): Failure =>
  refused('this user has eight MFA devices, and AWS allows no more', 'delete one in the AWS console first', cause);

const needsCode = (cause?: unknown): Failure =>
  refused(
    'your user has an MFA device, and AWS lets it add another only in a session that was started with a code',
    inConsole,
    cause,
  );

/**
 * Takes back a device that was made and not enabled. @param isSure false where an answer may have been lost
 * @returns the failure, which then also says what is left in AWS
 */
export async function withLeftover(
  iam: MfaDevices,
  serial: string,
  failure: Failure,
  isSure: boolean,
): Promise<Failure> {
  const { status, message, advice, cause } = failure;
  const name = nameIn(serial) ?? serial;
  try {
    await iam.remove(serial);
    return failure;
  } catch (error) {
    if (isNamed(error, 'NoSuchEntity')) return failure;
    if (isNamed(error, 'DeleteConflict')) return stoppedLate(failure, serial);
    if (!isSure) {
      return new Failure(
        status,
        `${message}; AWS may have enabled the new MFA device ${name}, so keep it in your app`,
        'see whether it is there: mfa-env setup',
        cause,
      );
    }
    // Most policies allow this only with MFA.
    const remove = `an administrator can delete it: aws iam delete-virtual-mfa-device --serial-number ${word(serial)}`;
    return new Failure(
      status,
      `${message}; an unused MFA device is left in AWS, and does no harm: ${name}`,
      status > BY_SIGNAL ? remove : advice,
      cause,
    );
  }
}

/** Shells add the number of the signal to this. */
const BY_SIGNAL = 128;

/** The work ended early, when the device was enabled already. */
export const stoppedLate = ({ status, message, cause }: Failure, serial: string): Failure =>
  new Failure(
    status,
    `${message}; the new MFA device is enabled, and yours: ${nameIn(serial) ?? serial}`,
    'go on with: mfa-env setup',
    cause,
  );
