import { configuredDevice, derivedDevice } from '../../aws/device.ts';
import { isFailure } from '../../errors.ts';
import { word } from '../../text/quote.ts';
import { type Check, type Finding, findings } from '../finding.ts';
import { drop } from '../fix.ts';

const { error } = findings('device');

/** Devices that STS cannot use: security keys and passkeys, users, slips of the pen (C3.5). */
export const device: Check = ({ env, shell }, profiles) => [
  ...told(
    () => configuredDevice(undefined, env, [], () => undefined),
    () => drop(shell, 'AWS_MFA_SERIAL'),
  ),
  ...profiles.flatMap(({ profile }) =>
    told(
      () => configuredDevice(undefined, {}, [profile], () => undefined),
      (advice) => {
        const serial = profile.settings.mfa_serial ?? '';
        if (!serial.includes(':user/')) return advice;
        return `aws configure set mfa_serial ${word(derivedDevice(serial))} --profile ${word(profile.name)}`;
      },
      profile.name,
    ),
  ),
];

function told(look: () => unknown, mend: (advice: string) => string, ...profiles: string[]): Finding[] {
  try {
    look();
    return [];
  } catch (problem) {
    if (!isFailure(problem)) throw problem;
    return [error(problem.message, mend(problem.advice), ...profiles)];
  }
}
