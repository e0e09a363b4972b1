import { expect, test } from 'vitest';
import { accountOf, configuredDevice, derivedDevice } from '../../src/aws/device.ts';

// A serial is told apart: a device that shows codes, a security key, a user, or none.

const profile = (name: string, settings: Record<string, string> = {}) => ({ name, settings });
const arn = (name: string): string => `arn:aws:iam::111122223333:mfa/${name}`;
const chain = [profile('a'), profile('b', { mfa_serial: arn('b') }), profile('c', { mfa_serial: arn('c') })];
const fallback = () => profile('default', { mfa_serial: arn('default') });

test.each<[string, string | undefined, Record<string, string>, typeof chain, string | undefined]>([
  ['the option', arn('opt'), { AWS_MFA_SERIAL: arn('env') }, chain, arn('opt')],
  ['AWS_MFA_SERIAL', undefined, { AWS_MFA_SERIAL: arn('env') }, chain, arn('env')],
  ['an empty one does not count', undefined, { AWS_MFA_SERIAL: '' }, chain, arn('b')],
  ['the nearest profile that has one', undefined, {}, chain, arn('b')],
  ['aws-mfa’s name for it', undefined, {}, [profile('a', { aws_mfa_device: arn('x') })], arn('x')],
  ['default', undefined, {}, [profile('a')], arn('default')],
])('C3.5: %s', (_, option, env, profiles, expected) => {
  expect(configuredDevice(option, env, profiles, fallback)).toBe(expected);
});

test('C3.5: no device is configured', () => {
  expect(configuredDevice(undefined, {}, [profile('a')], () => undefined)).toBeUndefined();
  expect(configuredDevice(undefined, {}, [], () => profile('default'))).toBeUndefined();
});

test.each([
  'GAHT12345678',
  arn('div/abc/Name'),
  'arn:aws-us-gov:iam::111122223333:mfa/a',
  'arn:aws-cn:iam::111122223333:mfa/a',
])('takes %s', (serial) => {
  expect(configuredDevice(serial, {}, [], fallback)).toBe(serial);
});

test.each<[string, RegExp, RegExp]>([
  ['arn:aws:iam::111122223333:user/alice', /is a user, not an MFA device/, /mfa\/alice$/],
  ['arn:aws-cn:iam::111122223333:user/path/alice', /is a user/, /arn:aws-cn:iam::111122223333:mfa\/alice$/],
  ['arn:aws:iam::111122223333:u2f/user/alice/default', /security key or passkey/, /authenticator app/],
  ['123456', /is not an MFA device/, /looks like/],
  ['', /is not an MFA device/, /looks like/],
  ['short', /is not an MFA device/, /looks like/],
  ['with blanks in it', /is not an MFA device/, /looks like/],
  ['x'.repeat(257), /is not an MFA device/, /looks like/],
])('refuses %j, with the right form', (serial, message, advice) => {
  const wanted = (status: number) =>
    expect.objectContaining({ status, message: expect.stringMatching(message), advice: expect.stringMatching(advice) });
  expect(() => configuredDevice(serial, {}, [], fallback)).toThrow(wanted(2));
  if (serial)
    expect(() => configuredDevice(undefined, {}, [profile('a', { mfa_serial: serial })], fallback)).toThrow(wanted(3));
});

test.each([
  ['arn:aws:iam::111122223333:user/alice', arn('alice')],
  ['arn:aws:iam::111122223333:user/division/team/bob', arn('bob')],
  ['arn:aws-us-gov:iam::111122223333:user/x', 'arn:aws-us-gov:iam::111122223333:mfa/x'],
  ['arn:aws:iam::111122223333:root', arn('root-account-mfa-device')],
])('guesses the device of %s', (user, device) => {
  expect(derivedDevice(user)).toBe(device);
});

test('accountOf', () => {
  expect([accountOf(arn('x')), accountOf('GAHT12345678')]).toEqual(['111122223333', undefined]);
});
