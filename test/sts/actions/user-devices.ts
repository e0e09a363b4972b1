import { findPair, type Pair } from '../code-pair.ts';
import { assignedDevices, changeDevice, enableDevice, unassignedDevices } from '../devices.ts';
import { alreadyExists, invalidPair, mustHaveMfa, noSuchEntity, notTheirDevice, overQuota } from '../refusal.ts';
import type { TextRule } from '../validation.ts';
import type { Device, User } from '../world.ts';
import type { Action, Call } from './action.ts';
import { hasMfa, targetUser } from './iam-user.ts';
import { SERIAL } from './virtual-devices.ts';

/** How many MFA devices a user may have. */
const MOST_DEVICES = 8;

const code = (field: string): TextRule => ({ field, required: true, pattern: '[\\d]+', min: 6, max: 6 });
const PAIR_FIELDS = {
  rules: [SERIAL, code('AuthenticationCode1'), code('AuthenticationCode2')],
  nameRequired: 'always',
} as const;

/** A user with a device needs MFA to add or remove one. AWS checks this before it looks at the device. */
function checkSelfManagement({ caller }: Call, user: User): void {
  const hasOne = user.devices.some(({ enabled }) => enabled);
  if (caller.kind === 'user' && hasOne && !hasMfa(caller)) throw mustHaveMfa();
}

function pairIn({ fields, now }: Call, device: Device): Pair {
  const pair = findPair(device, fields.AuthenticationCode1 ?? '', fields.AuthenticationCode2 ?? '', now);
  if (!pair) throw invalidPair();
  return pair;
}

function ownDevice({ fields }: Call, user: User): Device {
  const device = user.devices.find(({ enabled, serial }) => enabled && serial === fields.SerialNumber);
  if (!device) throw notTheirDevice();
  return device;
}

/** IAM EnableMFADevice. STS still accepts the codes that it was called with. */
export const enableMfaDevice: Action = (call) => {
  const { world, now } = call;
  const { account } = call.caller;
  const user = targetUser(call, 'EnableMFADevice', PAIR_FIELDS);
  checkSelfManagement(call, user);
  const { SerialNumber: serial = '' } = call.fields;
  const holder = assignedDevices(account).find(({ device }) => device.serial === serial);
  if (holder) {
    const isOwn = holder.user === user;
    throw alreadyExists(isOwn ? `MFA Device for user ${user.name} already exists.` : 'MFA Device is already in use.');
  }
  const device = unassignedDevices(account).find((each) => each.serial === serial);
  if (!device) throw noSuchEntity(`VirtualMFADevice with serial number ${serial} doesn't exist.`);
  if (user.devices.filter(({ enabled }) => enabled).length >= MOST_DEVICES) {
    throw overQuota('MFADevicesPerUser', MOST_DEVICES);
  }
  enableDevice({ account, user, device }, pairIn(call, device), world, now);
  return undefined;
};

/** IAM ResyncMFADevice, which a long-term key may call. Codes that STS has accepted stay used. */
export const resyncMfaDevice: Action = (call) => {
  const user = targetUser(call, 'ResyncMFADevice', PAIR_FIELDS);
  const device = ownDevice(call, user);
  changeDevice(device, pairIn(call, device), call.world, call.now);
  return undefined;
};

/** IAM DeactivateMFADevice. The device stays in the account, with its seed and its clock. */
export const deactivateMfaDevice: Action = (call) => {
  const user = targetUser(call, 'DeactivateMFADevice', { rules: [SERIAL] });
  checkSelfManagement(call, user);
  changeDevice(ownDevice(call, user), { enabled: false }, call.world, call.now);
  return undefined;
};
