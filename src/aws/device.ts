import { configuration, type Failure, usage } from '../errors.ts';
import type { Environment } from '../shell/env-diff.ts';
import type { Settings } from './files/settings.ts';

/**
 * The MFA device that somebody named: the option, the environment, the profile and its sources, `default` (C3.5).
 * @param fallback reads the profile `default`, where all others name none
 * @returns its serial number or ARN; undefined where nobody named one
 * @throws Failure (usage, configuration) where what is named cannot be a device for STS
 */
export function configuredDevice(
  option: string | undefined,
  env: Environment,
  chain: Named[],
  fallback: () => Named | undefined,
): string | undefined {
  if (option !== undefined) return checkedDevice(option, '--serial', usage);
  if (env.AWS_MFA_SERIAL) return checkedDevice(env.AWS_MFA_SERIAL, 'AWS_MFA_SERIAL', usage);
  const owner = chain.find(deviceOf) ?? fallback();
  const device = owner && deviceOf(owner);
  return owner && device ? checkedDevice(device, `mfa_serial of profile ${owner.name}`, configuration) : undefined;
}

/** aws-mfa writes it into NAME-long-term under a name of its own. */
const deviceOf = ({ settings }: Named): string | undefined => settings.mfa_serial || settings.aws_mfa_device;

interface Named {
  name: string;
  settings: Settings;
}

function checkedDevice(serial: string, where: string, fail: (message: string, advice: string) => Failure): string {
  const user = /^(arn:[\w-]+:iam::\d+:)user\/(?:.*\/)?([^/]+)$/.exec(serial);
  if (user) throw fail(`${where} is a user, not an MFA device: ${serial}`, `try ${user[1]}mfa/${user[2]}`);
  if (serial.includes(':u2f/')) {
    throw fail(
      `${where} is a security key or passkey, and AWS takes none of those on the command line`,
      'add an authenticator app to your user as a second device, and name that one',
    );
  }
  // The pattern and the lengths of GetSessionToken's SerialNumber.
  if (!/^[\w+=/:,.@-]{9,256}$/.test(serial) || /^\d{6}$/.test(serial)) {
    throw fail(
      `${where} is no MFA device: ${serial}`,
      'a device looks like arn:aws:iam::111122223333:mfa/alice, or GAHT12345678 on hardware',
    );
  }
  return serial;
}

/** What AWS calls the first virtual device of a user: a guess (C3.5). */
export const derivedDevice = (userArn: string): string =>
  userArn.endsWith(':root')
    ? userArn.replace(/:root$/, ':mfa/root-account-mfa-device')
    : userArn.replace(/:user\/(?:.*\/)?([^/]+)$/, ':mfa/$1');

/** The account of an ARN; undefined for a hardware device's number. */
export const accountOf = (arn: string): string | undefined => /^arn:[^:]+:[^:]+:[^:]*:(\d{12}):/.exec(arn)?.[1];

/** The last part of a virtual device's ARN: mostly the user's name. */
export const nameIn = (device: string): string | undefined => /:mfa\/(?:.*\/)?([^/]+)$/.exec(device)?.[1];
