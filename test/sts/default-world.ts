import type { Account, Device, Role, User, World } from './world.ts';

const CREATED = '2025-01-01T00:00:00Z';

function device(serial: string, seed?: string): Device {
  return { serial, ...(seed && { seed }), enabled: true, enabledAt: CREATED };
}

function user(name: string, id: string, more: Partial<User>): User {
  const policies = { forceMfa: false, mayListDevices: true, mayGetUser: true, allowAssume: ['*'] };
  return { name, path: '/', id, createdAt: CREATED, keys: [], devices: [], ...policies, ...more };
}

function role(name: string, id: string, more: Partial<Role>): Role {
  return { name, path: '/', id, trust: ['111122223333'], maxSessionDuration: 3600, allowAssume: ['*'], ...more };
}

function mainAccount(): Account {
  return {
    id: '111122223333',
    partition: 'aws',
    users: [
      user('alice', 'AIDAALICEALICEEXAMPLE', {
        keys: [{ id: 'AKIARTX3GSDS7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', active: true }],
        devices: [device('arn:aws:iam::111122223333:mfa/alice', 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP')],
      }),
      user('bob', 'AIDABOBBOBBOBBEXAMPLE', {
        path: '/division/team/',
        keys: [{ id: 'AKIARTX3GSDSZEXAMPLE', secret: 'je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY', active: true }],
        devices: [
          device('arn:aws:iam::111122223333:mfa/bobs-phone', 'KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU'),
          device('arn:aws:iam::111122223333:u2f/user/bob/default-EXAMPLE'),
        ],
        forceMfa: true,
      }),
      user('carol', 'AIDACAROLCAROLEXAMPLE', {
        keys: [{ id: 'AKIARTX3GSDSXEXAMPLE', secret: 'carol/fake+secretEXAMPLEKEY0123456789012', active: true }],
        devices: [device('GAHT12345678', 'ONSWG4TFOQWWK6DBNVYGYZJNONSWG4TF')],
      }),
    ],
    roles: [
      role('admin', 'AROAADMINADMINEXAMPLE', { requireMfa: 'Bool', maxSessionDuration: 43200 }),
      role('readonly', 'AROAREADONLYREXAMPLE0', {}),
      role('auditor', 'AROAAUDITORAUDEXAMPLE', {
        path: '/deep/path/',
        externalId: 'audit-2026',
        requireMfa: 'Bool',
        maxMfaAge: 3600,
      }),
      role('chained', 'AROACHAINEDCHAEXAMPLE', { trust: ['arn:aws:iam::111122223333:role/admin'] }),
    ],
  };
}

function partnerAccount(): Account {
  return {
    id: '444455556666',
    partition: 'aws',
    users: [
      user('dave', 'AIDADAVEDAVEDEXAMPLE0', {
        keys: [{ id: 'AKIAWO645SY5DEXAMPLE', secret: 'dave/fake+secretEXAMPLEKEY01234567890123', active: true }],
        devices: [device('arn:aws:iam::444455556666:mfa/dave', 'MRQXMZJNMRQXMZJNMRQXMZJNMRQXMZJN')],
      }),
    ],
    roles: [role('partner', 'AROAPARTNERPAREXAMPLE', {})],
  };
}

/**
 * Two accounts. Their key ids tell the account, as AWS's do. alice (virtual device), bob (path, two devices, forced MFA),
 * carol (hardware device) and four roles in 111122223333; dave and the role `partner`, which trusts the first
 * account, in 444455556666.
 */
export function defaultWorld(): World {
  return {
    accounts: [mainAccount(), partnerAccount()],
    drift: 2,
    tries: {},
    deviceDelaySeconds: 0,
    keyDelaySeconds: 0,
    pageSize: 100,
  };
}
