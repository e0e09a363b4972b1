import { configuration, type Failure, usage } from '../errors.ts';
import type { Environment } from '../shell/env-diff.ts';
import type { AwsFiles } from './files/read.ts';
import type { Settings } from './files/sections.ts';
import { ownKeyId } from './long-term-keys.ts';
import { type Profile, readProfile } from './profile.ts';

interface OtherPlaces {
  /** --serial, which comes first. */
  option?: string | undefined;
  /** The profile `default`, which comes last. */
  fallback?: (() => Named | undefined) | undefined;
}

/**
 * The configured MFA device: option, environment, profile and its sources, fallback (C3.5).
 * @throws Failure (usage, configuration) for what is not a serial that STS accepts
 */
export function configuredDevice(
  chain: readonly Named[],
  env: Environment,
  { option, fallback }: OtherPlaces = {},
): string | undefined {
  if (option !== undefined) return checkedDevice(option, '--serial', usage);
  if (env.AWS_MFA_SERIAL) return checkedDevice(env.AWS_MFA_SERIAL, 'AWS_MFA_SERIAL', usage);
  const owner = chain.find(serialOf) ?? fallback?.();
  const device = owner && serialOf(owner);
  return owner && device ? checkedDevice(device, `mfa_serial of profile ${owner.name}`, configuration) : undefined;
}

/** The serial that a profile names. aws-mfa has its own name for the setting, in NAME-long-term. */
export const serialOf = ({ settings }: Pick<Named, 'settings'>): string | undefined =>
  settings.mfa_serial || settings.aws_mfa_device;

interface Named {
  name: string;
  settings: Settings;
}

function checkedDevice(serial: string, where: string, fail: (message: string, advice: string) => Failure): string {
  const user = /^(arn:[\w-]+:iam::\d+:)user\/(?:.*\/)?([^/]+)$/.exec(serial);
  if (user) throw fail(`${where} names a user, not an MFA device: ${serial}`, `try ${user[1]}mfa/${user[2]}`);
  if (!showsCodes(serial)) {
    throw fail(
      `${where} is a security key or passkey, which AWS does not accept on the command line`,
      'add an authenticator app to your user as a second device, and use that one',
    );
  }
  if (!isSerial(serial) || /^\d{6}$/.test(serial)) {
    throw fail(
      `${where} is not an MFA device: ${serial}`,
      'a device looks like arn:aws:iam::111122223333:mfa/alice, or GAHT12345678 on hardware',
    );
  }
  return serial;
}

/** Pattern and length of SerialNumber in GetSessionToken. */
export const isSerial = (text: string): boolean => /^[\w+=/:,.@-]{9,256}$/.test(text);

/** Security keys and passkeys show none: AWS does not take them on the command line (docs/aws.md, Codes). */
export const showsCodes = (serial: string): boolean => !serial.includes(':u2f/');

/** The usual serial of a user's first virtual device. It is a guess (C3.5). */
export const derivedDevice = (userArn: string): string =>
  userArn.endsWith(':root')
    ? userArn.replace(/:root$/, ':mfa/root-account-mfa-device')
    : userArn.replace(/:user\/(?:.*\/)?([^/]+)$/, ':mfa/$1');

/** The account number in an ARN; undefined for the serial number of a hardware device. */
export const accountOf = (arn: string): string | undefined => /^arn:[^:]+:[^:]+:[^:]*:(\d{12}):/.exec(arn)?.[1];

/** Whether it is a hardware token: its serial is no ARN. */
export const isToken = (device: string): boolean => !device.startsWith('arn:');

/** The name of a virtual device, from its ARN. It is usually the user's name. */
export const nameIn = (device: string): string | undefined => /:mfa\/(?:.*\/)?([^/]+)$/.exec(device)?.[1];

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * The account number in an access key id; undefined for ids from before 2019 and most ids of emulators. After four
 * letters come 80 bits: the first says that an account follows, the next 40 are its number. AWS does not document it
 * (labs.withsecure.com, "A bitwise analysis of AWS access key identifiers").
 */
export function accountOfKey(accessKeyId: string): string | undefined {
  const [, digits] = /^A[KS]IA([Q-Z2-7][A-Z2-7]{8})[A-Z2-7]{7}$/.exec(accessKeyId) ?? [];
  if (digits === undefined) return undefined;
  const bits = [...digits].reduce((sum, letter) => sum * 32 + BASE32.indexOf(letter), 0);
  const account = Math.floor(bits / 2 ** 4) % 2 ** 40;
  // LocalStack uses the account 000000000000.
  return account > 0 && account < 1e12 ? String(account).padStart(12, '0') : undefined;
}

/** The profile `default`, if its device can serve this key: AWS refuses a code of another account (C3.5). */
export function defaultDeviceOwner(files: AwsFiles, accessKeyId: string): Profile | undefined {
  const profile = readProfile(files, 'default');
  if (!profile) return undefined;
  const owner = accountOf(serialOf(profile) ?? '') ?? accountOfKey(ownKeyId(profile) ?? '');
  const account = accountOfKey(accessKeyId);
  return owner && account && owner !== account ? undefined : profile;
}
