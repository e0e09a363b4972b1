import { expect, test } from 'vitest';
import { devices } from '../../src/doctor/checks/devices.ts';
import type { KnownKey } from '../../src/doctor/facts.ts';
import { known } from './healthy.ts';

// The MFA device that goes with a key, and those that the user has: situation → level, message, advice.

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
  ['no device, and one that is named', { devices: [] }, 'error', /has no MFA device$/, /^add an authenticator app/],
  ['no device, for a role', { ...unnamed, devices: [], hasRole: true }, 'warning', /has no MFA device$/, /^add/],
  ['only FIDO', { ...unnamed, devices: [fido] }, 'error', /has only security keys and passkeys/, /^add an auth/],
  [
    'another device is named',
    { devices: [fido, phone] },
    'error',
    /mfa\/alice is none of those of the user of profile default$/,
    `aws configure set mfa_serial ${phone} --profile default`,
  ],
  [
    'by a role profile, which comes before its source',
    { ...named(alice, { profile: 'a b' }), devices: [phone] },
    'error',
    /is none of those/,
    `aws configure set mfa_serial ${phone} --profile 'a b'`,
  ],
  [
    'by AWS_MFA_SERIAL',
    { ...named(alice, 'variable'), devices: [phone] },
    'error',
    /is none of those/,
    `export AWS_MFA_SERIAL=${phone}`,
  ],
  [
    'by the cache',
    { ...named(alice, 'cache'), devices: [phone] },
    'error',
    /is none of those/,
    `aws configure set mfa_serial ${phone} --profile default`,
  ],
  [
    'one of another account',
    { ...named(foreign), devices: [phone] },
    'error',
    /is of another account than the access key of profile default, which is of 111122223333$/,
    `aws configure set mfa_serial ${phone} --profile default`,
  ],
  [
    'the look-up is refused, and nothing is named',
    { ...unnamed, ...unlisted },
    'warning',
    /cannot be looked up, so that arn:.*:mfa\/alice is taken/,
    /^see its ARN in the AWS console.*: aws configure set mfa_serial arn:aws:iam::111122223333:mfa\/alice --profile default$/,
  ],
  [
    'the same, for keys of the environment',
    { ...unnamed, ...unlisted, owner: '' },
    'warning',
    /cannot be looked up/,
    /: export AWS_MFA_SERIAL=arn:\S+$/,
  ],
  ['the same, remembered', { ...named(alice, 'cache'), ...unlisted }, 'warning', /cannot be looked up/, /^see its ARN/],
  [
    "the device of default, which is another account's",
    { ...unnamed, foreignDefault: foreign, devices: [phone] },
    'warning',
    /that of profile default is of another account: arn:aws:iam::444455556666:mfa\/alice$/,
    `aws configure set mfa_serial ${phone} --profile default`,
  ],
])('%s', (_, change, level, message, advice) => {
  const found = told(change);
  expect(found).toMatchObject([{ check: 'key', level, message: expect.stringMatching(message) }]);
  if (typeof advice === 'string') expect(found[0]?.advice).toBe(advice);
  else expect(found[0]?.advice).toMatch(advice);
});

test.each<[string, Partial<KnownKey>]>([
  ['the named one is theirs', {}],
  ['nothing is named, and one can be looked up', { ...unnamed, devices: [phone] }],
  ['nothing is named, and there are several', { ...unnamed, devices: [phone, alice, fido] }],
  ['one is named, and the look-up is refused', unlisted],
  ['the look-up is refused, and the guess has worked before', { ...unnamed, ...unlisted, proven: [alice] }],
  ['the same, remembered', { ...named(alice, 'cache'), ...unlisted, proven: [alice] }],
  ['the look-up is refused, and one is remembered that was found', { ...named(phone, 'cache'), ...unlisted }],
  ['what is named can be no device, which another check tells', { device: { serial: undefined, from: 'variable' } }],
])('%s: no finding', (_, change) => {
  expect(told(change)).toEqual([]);
});
