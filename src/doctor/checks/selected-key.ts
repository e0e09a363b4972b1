import { accountOf, configuredDevice, derivedDevice, showsCodes } from '../../aws/device.ts';
import { profileWords, toType } from '../../cli/to-type.ts';
import { failureIn } from '../../errors.ts';
import { stores } from '../../keep/store-names.ts';
import type { Environment } from '../../shell/env-diff.ts';
import { configureLine, word } from '../../text/quote.ts';
import { daysSince } from '../../text/time.ts';
import type { Facts, KnownKey } from '../facts.ts';
import { type Check, type Finding, findings, setCommand, unsetCommand } from '../finding.ts';

const keyFinding = findings('key');

/** Whether AWS knows the key of the selected profile, and whether the user has the MFA device. */
export const key: Check = ({ key: facts, shell }) => {
  if (facts.unknown !== undefined) return [];
  if (!('refused' in facts)) return devices(facts, shell);
  const { owner, refused } = facts;
  const whose = owner ? `of profile ${owner}` : 'in the environment';
  const replace = owner ? configureLine(owner) : unsetCommand(shell, 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY');
  return [
    refused === 'unknown-key'
      ? keyFinding.error(
          `the access key ${whose} does not exist or is inactive`,
          `check it in the AWS console under Security credentials, or create a new one there, then: ${replace}`,
          owner,
        )
      : keyFinding.error(
          `the secret access key ${whose} is wrong`,
          `enter it again, or create a new key in the AWS console under Security credentials, then: ${replace}`,
          owner,
        ),
  ];
};

/** Whether the user of the key has the configured MFA device. AWS itself would say so only after a code was used. */
export function devices(key: KnownKey, shell: Facts['shell']): Finding[] {
  const { owner, device, arn, foreignDefault } = key;
  const ofKey = owner ? `of profile ${owner}` : 'in the environment';
  const ofUser = owner ? `of profile ${owner}` : 'of the keys in the environment';
  const serial = device?.serial;
  if (device && serial === undefined) return []; // the check `device` reports it
  const [deviceAccount, keyAccount] = [accountOf(serial ?? ''), accountOf(arn)];
  if (deviceAccount !== undefined && deviceAccount !== keyAccount) {
    const message = `the MFA device ${serial} belongs to another account than the access key ${ofKey}: ${keyAccount}`;
    return [keyFinding.error(message, configureDevice(key, shell), owner)];
  }
  if (key.devices === undefined) return serial === undefined || device?.from === 'cache' ? guess(key, shell) : [];
  const isOwn = serial !== undefined && key.devices.includes(serial);
  if (!isOwn && usable(key).length === 0) return [none(key, ofUser)];
  if (serial !== undefined && !isOwn) {
    const message = `the MFA device ${serial} does not belong to the user ${ofUser}`;
    return [keyFinding.error(message, configureDevice(key, shell), owner)];
  }
  if (serial !== undefined || foreignDefault === undefined) return [];
  const message = `no MFA device is configured for the user ${ofUser}, and that of profile default belongs to another account: ${foreignDefault}`;
  return [keyFinding.warning(message, configureDevice(key, shell), owner)];
}

const usable = ({ devices = [] }: KnownKey): string[] => devices.filter(showsCodes);

/** Only a warning for a role without a configured device, since some roles need no code. */
function none({ devices = [], owner, device, hasRole }: KnownKey, ofUser: string): Finding {
  const message =
    devices.length > 0
      ? `the user ${ofUser} has only security keys and passkeys, which AWS does not accept on the command line`
      : `the user ${ofUser} has no MFA device`;
  const advice = 'add an authenticator app in the AWS console: your name, Security credentials, Assign MFA device';
  return (hasRole && !device ? keyFinding.warning : keyFinding.error)(message, advice, owner);
}

/** The serial is derived from the user's name, but the device may have another name (C3.5). */
function guess(key: KnownKey, shell: Facts['shell']): Finding[] {
  const serial = derivedDevice(key.arn);
  const { owner, device, provenDevices } = key;
  if (provenDevices.includes(device?.serial ?? serial) || (device && device.serial !== serial)) return [];
  const message = `the MFA devices of this user cannot be looked up; mfa-env assumes ${serial}, from the user's name`;
  return [keyFinding.warning(message, configureDevice(key, shell), owner)];
}

/** The command that sets the serial in the place where it is read from. */
function configureDevice(key: KnownKey, shell: Facts['shell']): string {
  const { device, owner, arn } = key;
  const [own] = usable(key);
  const serial = word(own ?? derivedDevice(arn));
  const place = device && device.from !== 'cache' ? device.from : { profile: owner };
  const line =
    place === 'variable' || place.profile === ''
      ? setCommand(shell, 'AWS_MFA_SERIAL', serial)
      : `aws configure set mfa_serial ${serial} --profile ${word(place.profile)}`;
  return own === undefined ? `copy its ARN from the AWS console under Security credentials, and set it: ${line}` : line;
}

/** As many days as AWS's own advice has (CIS AWS Foundations Benchmark, 1.14). */
const OLD_DAYS = 90;

/** After how many days a key is old: MFA_ENV_MAX_KEY_AGE, where 0 stands for never. */
const limitIn = ({ MFA_ENV_MAX_KEY_AGE: days = '' }: Environment): number =>
  /^\d{1,6}$/.test(days) ? Number(days) || Number.POSITIVE_INFINITY : OLD_DAYS;

/** Whether the key of the selected profile is old, and in a plain file. */
export const keyAge: Check = ({ key, env, now, stores: [store] }: Facts): Finding[] => {
  if (key.unknown !== undefined || 'refused' in key || key.created === undefined || key.owner === '') return [];
  const days = daysSince(key.created, now);
  if (days <= limitIn(env)) return [];
  const replace = toType(env)('rotate', ...profileWords(key.owner));
  const message = `the access key of profile ${key.owner} is ${days} days old, and in a plain file`;
  const keep = store === undefined ? '' : ` (mfa-env keep moves it into ${stores[store].title})`;
  return [keyFinding.warning(message + keep, `replace it: ${replace}`, key.owner)];
};

const deviceFinding = findings('device');

/** Serials that STS cannot use: security keys, passkeys, ARNs of users, typing errors (C3.5). */
export const device: Check = ({ env, shell }, profiles) => [
  ...findingOf(
    () => configuredDevice([], env),
    () => unsetCommand(shell, 'AWS_MFA_SERIAL'),
  ),
  ...profiles.flatMap(({ profile }) =>
    findingOf(
      () => configuredDevice([profile], {}),
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
  const problem = failureIn(check);
  return problem ? [deviceFinding.error(problem.message, fix(problem.advice), ...profiles)] : [];
}
