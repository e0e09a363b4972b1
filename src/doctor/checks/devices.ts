import { accountOf, derivedDevice } from '../../aws/device.ts';
import { word } from '../../text/quote.ts';
import type { Facts, KnownKey } from '../facts.ts';
import { type Finding, findings } from '../finding.ts';
import { set } from '../fix.ts';

const { error, warning } = findings('key');

/**
 * Whether the user of a key that AWS knows has the MFA device that goes with it: a slip of the pen, or the device of a
 * colleague. AWS would tell only when a code is used.
 */
export function devices(key: KnownKey, shell: Facts['shell']): Finding[] {
  const { owner, device, arn, foreignDefault } = key;
  const whose = owner ? `of profile ${owner}` : 'in the environment';
  const serial = device?.serial;
  if (device && serial === undefined) return []; // another check tells
  const [ofDevice, ofKey] = [accountOf(serial ?? ''), accountOf(arn)];
  if (ofDevice !== undefined && ofDevice !== ofKey) {
    const what = `the MFA device ${serial} is of another account than the access key ${whose}, which is of ${ofKey}`;
    return [error(what, nameIt(key, shell), owner)];
  }
  if (key.devices === undefined) return serial === undefined || device?.from === 'cache' ? guess(key, shell) : [];
  const isTheirs = serial !== undefined && key.devices.includes(serial);
  if (!isTheirs && usable(key).length === 0) return [none(key, whose)];
  if (serial !== undefined && !isTheirs)
    return [error(`the MFA device ${serial} is none of those of the user ${whose}`, nameIt(key, shell), owner)];
  if (serial !== undefined || foreignDefault === undefined) return [];
  const what = `nothing names the MFA device of the user ${whose}, and that of profile default is of another account: ${foreignDefault}`;
  return [warning(what, nameIt(key, shell), owner)];
}

/** AWS takes no security key and no passkey on the command line. */
const usable = ({ devices = [] }: KnownKey): string[] => devices.filter((serial) => !serial.includes(':u2f/'));

/** Some roles ask for no code. */
function none({ devices = [], owner, device, hasRole }: KnownKey, whose: string): Finding {
  const what =
    devices.length > 0
      ? `the user ${whose} has only security keys and passkeys, and AWS takes none of those on the command line`
      : `the user ${whose} has no MFA device`;
  const advice = 'add an authenticator app in the AWS console: your name, Security credentials, Assign MFA device';
  return (hasRole && !device ? warning : error)(what, advice, owner);
}

/** A device that is taken by the user's name, which need not be the device's (C3.5). */
function guess(key: KnownKey, shell: Facts['shell']): Finding[] {
  const serial = derivedDevice(key.arn);
  const { owner, device, proven } = key;
  if (proven.includes(device?.serial ?? serial) || (device && device.serial !== serial)) return [];
  const what = `the MFA devices of this user cannot be looked up, so that ${serial} is taken, by the user's name`;
  return [warning(what, nameIt(key, shell), owner)];
}

/** The line that names the device, where it counts. */
function nameIt(key: KnownKey, shell: Facts['shell']): string {
  const { device, owner, arn } = key;
  const [own] = usable(key);
  const serial = word(own ?? derivedDevice(arn));
  const place = device && device.from !== 'cache' ? device.from : { profile: owner };
  const line =
    place === 'variable' || place.profile === ''
      ? set(shell, 'AWS_MFA_SERIAL', serial)
      : `aws configure set mfa_serial ${serial} --profile ${word(place.profile)}`;
  return own === undefined
    ? `see its ARN in the AWS console, your name, Security credentials, and set that one: ${line}`
    : line;
}
