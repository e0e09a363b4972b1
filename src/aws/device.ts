import { configuration, type Failure, usage } from '../errors.ts';
import type { Environment } from '../shell/env-diff.ts';
import type { Settings } from './files/settings.ts';

/**
 * The configured MFA device: of the option, the environment, the profile and its sources, or `default` (C3.5).
 * @param fallback reads the profile `default`; called where nothing else names a device
 * @returns its serial number or ARN; undefined where none is configured
 * @throws Failure (usage, configuration) where the value is not a serial that STS accepts
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

/** aws-mfa has its own name for the setting, in NAME-long-term. */
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
      `${where} is a security key or passkey, which AWS does not accept on the command line`,
      'add an authenticator app to your user as a second device, and use that one',
    );
  }
  // Pattern and length of SerialNumber in GetSessionToken.
  if (!/^[\w+=/:,.@-]{9,256}$/.test(serial) || /^\d{6}$/.test(serial)) {
    throw fail(
      `${where} is not an MFA device: ${serial}`,
      'a device looks like arn:aws:iam::111122223333:mfa/alice, or GAHT12345678 on hardware',
    );
  }
  return serial;
}

/** The usual serial of a user's first virtual device. It is a guess (C3.5). */
export const derivedDevice = (userArn: string): string =>
  userArn.endsWith(':root')
    ? userArn.replace(/:root$/, ':mfa/root-account-mfa-device')
    : userArn.replace(/:user\/(?:.*\/)?([^/]+)$/, ':mfa/$1');

/** The account number in an ARN; undefined for the serial number of a hardware device. */
export const accountOf = (arn: string): string | undefined => /^arn:[^:]+:[^:]+:[^:]*:(\d{12}):/.exec(arn)?.[1];

/** The name of a virtual device, from its ARN. It is usually the user's name. */
export const nameIn = (device: string): string | undefined => /:mfa\/(?:.*\/)?([^/]+)$/.exec(device)?.[1];
