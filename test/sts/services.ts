import type { Action } from './actions/action.ts';
import { assumeRole } from './actions/assume-role.ts';
import { getCallerIdentity } from './actions/get-caller-identity.ts';
import { getSessionToken } from './actions/get-session-token.ts';
import { getUser } from './actions/get-user.ts';
import { listMfaDevices } from './actions/list-mfa-devices.ts';

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
      ]),
    },
  ],
]);
