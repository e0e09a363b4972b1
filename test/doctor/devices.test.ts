import { expect, test } from 'vitest';
import { devices } from '../../src/doctor/checks/selected-key.ts';
import type { KnownKey } from '../../src/doctor/facts.ts';
import { known } from './healthy.ts';

// The configured MFA device of a key, and the devices of its user: situation → level, message, advice.

const alice = 'arn:aws:iam::111122223333:mfa/alice';
const phone = 'arn:aws:iam::111122223333:mfa/phone';
const fido = 'arn:aws:iam::111122223333:u2f/user/alice/k-EXAMPLE';
const foreign = 'arn:aws:iam::444455556666:mfa/alice';
const unnamed = { device: undefined };
const unlisted = { devices: undefined };
const named = (serial: string, from: 'variable' | 'cache' | { profile: string } = { profile: 'default' }) => ({
  device: { serial, from },
});
const told = (change: Partial<KnownKey>) => devices({ ...known, ...change }, 'bash');

test.each<[situation: string, change: Partial<KnownKey>, level: string, message: RegExp, advice: string | RegExp]>([
  ['no device', { ...unnamed, devices: [] }, 'error', /has no MFA device$/, /^add an authenticator app/],
  [
    'no device, although one is configured',
    { devices: [] },
    'error',
    /has no MFA device$/,
    /^add an authenticator app/,
  ],
  ['no device, for a role', { ...unnamed, devices: [], hasRole: true }, 'warning', /has no MFA device$/, /^add/],
  ['only FIDO', { ...unnamed, devices: [fido] }, 'error', /has only security keys and passkeys/, /^add an auth/],
  [
    'another device is configured',
    { devices: [fido, phone] },
    'error',
    /mfa\/alice does not belong to the user of profile default$/,
    `aws configure set mfa_serial ${phone} --profile default`,
  ],
  [
    'by a role profile, which comes before its source',
    { ...named(alice, { profile: 'a b' }), devices: [phone] },
    'error',
    /does not belong to the user/,
    `aws configure set mfa_serial ${phone} --profile 'a b'`,
  ],
  [
    'by AWS_MFA_SERIAL',
    { ...named(alice, 'variable'), devices: [phone] },
    'error',
    /does not belong to the user/,
    `export AWS_MFA_SERIAL=${phone}`,
  ],
  [
    'by the cache',
    { ...named(alice, 'cache'), devices: [phone] },
    'error',
    /does not belong to the user/,
    `aws configure set mfa_serial ${phone} --profile default`,
  ],
  [
    'a device of another account',
    { ...named(foreign), devices: [phone] },
    'error',
    /another account than the access key of profile default: 111122223333$/,
    `aws configure set mfa_serial ${phone} --profile default`,
  ],
  [
    'IAM refuses the list, and no device is configured',
    { ...unnamed, ...unlisted },
    'warning',
    /cannot be looked up.* arn:.*:mfa\/alice/,
    /: aws configure set mfa_serial arn:aws:iam::111122223333:mfa\/alice --profile default$/,
  ],
  [
    'the same, for keys of the environment',
    { ...unnamed, ...unlisted, owner: '' },
    'warning',
    /cannot be looked up/,
    /: export AWS_MFA_SERIAL=arn:\S+$/,
  ],
  [
    'the same, remembered',
    { ...named(alice, 'cache'), ...unlisted },
    'warning',
    /cannot be looked up/,
    /: aws configure set mfa_serial /,
  ],
  [
    "the device of default, which is another account's",
    { ...unnamed, foreignDefault: foreign, devices: [phone] },
    'warning',
    /another account: arn:aws:iam::444455556666:mfa\/alice$/,
    `aws configure set mfa_serial ${phone} --profile default`,
  ],
])('%s', (_, change, level, message, advice) => {
  const found = told(change);
  expect(found).toMatchObject([{ check: 'key', level, message: expect.stringMatching(message) }]);
  if (typeof advice === 'string') expect(found[0]?.advice).toBe(advice);
  else expect(found[0]?.advice).toMatch(advice);
});

test.each<[string, Partial<KnownKey>]>([
  ['the configured device belongs to the user', {}],
  ['no device is configured, and IAM lists one', { ...unnamed, devices: [phone] }],
  ['no device is configured, and IAM lists several', { ...unnamed, devices: [phone, alice, fido] }],
  ['a device is configured, and IAM refuses the list', unlisted],
  [
    'IAM refuses the list, and the derived serial has worked before',
    { ...unnamed, ...unlisted, provenDevices: [alice] },
  ],
  ['the same, remembered', { ...named(alice, 'cache'), ...unlisted, provenDevices: [alice] }],
  ['IAM refuses the list, and a device that was found is remembered', { ...named(phone, 'cache'), ...unlisted }],
  [
    'the configured serial is not valid, which another check reports',
    { device: { serial: undefined, from: 'variable' } },
  ],
])('%s: no finding', (_, change) => {
  expect(told(change)).toEqual([]);
});
