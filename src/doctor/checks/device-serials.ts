import { configuredDevice, derivedDevice } from '../../aws/device.ts';
import { isFailure } from '../../errors.ts';
import { word } from '../../text/quote.ts';
import { type Check, type Finding, findings } from '../finding.ts';
import { unsetCommand } from '../fix.ts';

const { error } = findings('device');

/** Serials that STS cannot use: security keys, passkeys, ARNs of users, typing errors (C3.5). */
export const device: Check = ({ env, shell }, profiles) => [
  ...findingOf(
    () => configuredDevice(undefined, env, [], () => undefined),
    () => unsetCommand(shell, 'AWS_MFA_SERIAL'),
  ),
  ...profiles.flatMap(({ profile }) =>
    findingOf(
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

function findingOf(check: () => unknown, fix: (advice: string) => string, ...profiles: string[]): Finding[] {
  try {
    check();
    return [];
  } catch (problem) {
    if (!isFailure(problem)) throw problem;
    return [error(problem.message, fix(problem.advice), ...profiles)];
  }
}
