import { randomBytes } from 'node:crypto';
import { base32Text } from '../base32.ts';
import { type Assigned, assignedDevices, removeDevice, unassignedDevices } from '../devices.ts';
import { alreadyExists, deviceInUse, noSuchEntity } from '../refusal.ts';
import type { TextRule } from '../validation.ts';
import type { Account } from '../world.ts';
import type { Element } from '../xml.ts';
import type { Action } from './action.ts';
import { userElements } from './get-user.ts';
import { admit, authorize } from './iam-user.ts';
import { PAGE_RULES, page } from './pages.ts';

/** AWS's seeds are 64 letters of base32. */
const SEED_BYTES = 40;
/** One white pixel, since no test reads the QR code. */
const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg==';

/** The rule for SerialNumber in IAM's model. */
export const SERIAL: TextRule = {
  field: 'SerialNumber',
  required: true,
  pattern: '[\\w+=/:,.@-]+',
  min: 9,
  max: 256,
};

const isAssigned = (account: Account, serial: string): boolean =>
  assignedDevices(account).some(({ device }) => device.serial === serial);
const isUnassigned = (account: Account, serial: string): boolean =>
  unassignedDevices(account).some((device) => device.serial === serial);

/** IAM CreateVirtualMFADevice: a new device without a user. Only this answer shows its seed. */
export const createVirtualMfaDevice: Action = (call) => {
  const { account } = call.caller;
  admit(call, [
    { field: 'Path', pattern: '(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)', min: 1, max: 512 },
    { field: 'VirtualMFADeviceName', required: true, pattern: '[\\w+=,.@-]+', min: 1 },
  ]);
  const { Path: path = '/', VirtualMFADeviceName: name = '' } = call.fields;
  const serial = `arn:${account.partition}:iam::${account.id}:mfa${path}${name}`;
  authorize(call, 'CreateVirtualMFADevice', serial);
  if (isAssigned(account, serial) || isUnassigned(account, serial)) throw alreadyExists('MFA device already exists.');
  const seed = base32Text(randomBytes(SEED_BYTES));
  account.unassigned = [...(account.unassigned ?? []), { serial, seed, enabled: false, enabledAt: '' }];
  return [
    [
      'VirtualMFADevice',
      [
        ['SerialNumber', serial],
        ['Base32StringSeed', Buffer.from(seed).toString('base64')],
        ['QRCodePNG', PICTURE],
      ],
    ],
  ];
};

/** IAM DeleteVirtualMFADevice. */
export const deleteVirtualMfaDevice: Action = (call) => {
  const { account } = call.caller;
  admit(call, [SERIAL]);
  const { SerialNumber: serial = '' } = call.fields;
  authorize(call, 'DeleteVirtualMFADevice', serial);
  if (isAssigned(account, serial)) throw deviceInUse();
  if (!isUnassigned(account, serial)) {
    throw noSuchEntity(`VirtualMFADevice with serial number ${serial} doesn't exist.`);
  }
  removeDevice(account, serial);
  return undefined;
};

function assignedMember(account: Account, { device, user }: Assigned): Element[] {
  return [
    ['SerialNumber', device.serial],
    ...(user ? ([['User', userElements(account, user)]] as const) : []),
    ['EnableDate', device.enabledAt],
  ];
}

/** IAM ListVirtualMFADevices: all devices of the account, also those without a user; never a seed. */
export const listVirtualMfaDevices: Action = (call) => {
  const { account } = call.caller;
  admit(call, [{ field: 'AssignmentStatus', values: ['Assigned', 'Unassigned', 'Any'] }, ...PAGE_RULES]);
  authorize(call, 'ListVirtualMFADevices', `arn:${account.partition}:iam::${account.id}:mfa/`);
  const { AssignmentStatus: status = 'Any' } = call.fields;
  const isVirtual = (serial: string): boolean => serial.includes(':mfa/');
  const assigned = assignedDevices(account).filter(({ device }) => isVirtual(device.serial));
  const free = unassignedDevices(account).filter(({ serial }) => isVirtual(serial));
  return page(call, 'VirtualMFADevices', [
    ...(status === 'Unassigned' ? [] : assigned.map((each) => assignedMember(account, each))),
    ...(status === 'Assigned' ? [] : free.map(({ serial }): Element[] => [['SerialNumber', serial]])),
  ]);
};
