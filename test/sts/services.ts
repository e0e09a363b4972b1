import {
  createAccessKey,
  deleteAccessKey,
  getAccessKeyLastUsed,
  listAccessKeys,
  updateAccessKey,
} from './actions/access-keys.ts';
import type { Action } from './actions/action.ts';
import { assumeRole } from './actions/assume-role.ts';
import { getAccessKeyInfo } from './actions/get-access-key-info.ts';
import { getCallerIdentity } from './actions/get-caller-identity.ts';
import { getSessionToken } from './actions/get-session-token.ts';
import { getUser } from './actions/get-user.ts';
import { listAccountAliases } from './actions/list-account-aliases.ts';
import { listMfaDevices } from './actions/list-mfa-devices.ts';
import { deactivateMfaDevice, enableMfaDevice, resyncMfaDevice } from './actions/user-devices.ts';
import { createVirtualMfaDevice, deleteVirtualMfaDevice, listVirtualMfaDevices } from './actions/virtual-devices.ts';

/** A service: the name in the scope of a signature, and its operations. */
export type Service = { name: 'sts' | 'iam'; actions: ReadonlyMap<string, Action> };

/** The services by API version, which is all that tells them apart on one port. */
export const SERVICES: ReadonlyMap<string, Service> = new Map([
  [
    '2011-06-15',
    {
      name: 'sts',
      actions: new Map([
        ['GetSessionToken', getSessionToken],
        ['AssumeRole', assumeRole],
        ['GetCallerIdentity', getCallerIdentity],
        ['GetAccessKeyInfo', getAccessKeyInfo],
      ]),
    },
  ],
  [
    '2010-05-08',
    {
      name: 'iam',
      actions: new Map([
        ['ListMFADevices', listMfaDevices],
        ['GetUser', getUser],
        ['CreateVirtualMFADevice', createVirtualMfaDevice],
        ['DeleteVirtualMFADevice', deleteVirtualMfaDevice],
        ['ListVirtualMFADevices', listVirtualMfaDevices],
        ['EnableMFADevice', enableMfaDevice],
        ['ResyncMFADevice', resyncMfaDevice],
        ['DeactivateMFADevice', deactivateMfaDevice],
        ['ListAccessKeys', listAccessKeys],
        ['CreateAccessKey', createAccessKey],
        ['UpdateAccessKey', updateAccessKey],
        ['DeleteAccessKey', deleteAccessKey],
        ['GetAccessKeyLastUsed', getAccessKeyLastUsed],
        ['ListAccountAliases', listAccountAliases],
      ]),
    },
  ],
]);
