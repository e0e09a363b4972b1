import { expect, test } from 'vitest';
import { accountOf, accountOfKey, configuredDevice, defaultDeviceOwner, derivedDevice } from '../../src/aws/device.ts';
import { files, keys } from './text.ts';

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
  expect(configuredDevice(profiles, env, { option, fallback })).toBe(expected);
});

test('C3.5: no device is configured', () => {
  expect(configuredDevice([profile('a')], {})).toBeUndefined();
  expect(configuredDevice([], {}, { fallback: () => profile('default') })).toBeUndefined();
});

test.each([
  'GAHT12345678',
  arn('div/abc/Name'),
  'arn:aws-us-gov:iam::111122223333:mfa/a',
  'arn:aws-cn:iam::111122223333:mfa/a',
])('takes %s', (serial) => {
  expect(configuredDevice([], {}, { option: serial, fallback })).toBe(serial);
});

test.each<[string, RegExp, RegExp]>([
  ['arn:aws:iam::111122223333:user/alice', /names a user, not an MFA device/, /mfa\/alice$/],
  ['arn:aws-cn:iam::111122223333:user/path/alice', /names a user/, /arn:aws-cn:iam::111122223333:mfa\/alice$/],
  ['arn:aws:iam::111122223333:u2f/user/alice/default', /security key or passkey/, /authenticator app/],
  ['123456', /is not an MFA device/, /looks like/],
  ['', /is not an MFA device/, /looks like/],
  ['short', /is not an MFA device/, /looks like/],
  ['with blanks in it', /is not an MFA device/, /looks like/],
  ['x'.repeat(257), /is not an MFA device/, /looks like/],
])('refuses %j, with the right form', (serial, message, advice) => {
  const wanted = (status: number) =>
    expect.objectContaining({ status, message: expect.stringMatching(message), advice: expect.stringMatching(advice) });
  expect(() => configuredDevice([], {}, { option: serial, fallback })).toThrow(wanted(2));
  if (serial)
    expect(() => configuredDevice([profile('a', { mfa_serial: serial })], {}, { fallback })).toThrow(wanted(3));
});

test.each([
  ['arn:aws:iam::111122223333:user/alice', arn('alice')],
  ['arn:aws:iam::111122223333:user/division/team/bob', arn('bob')],
  ['arn:aws-us-gov:iam::111122223333:user/x', 'arn:aws-us-gov:iam::111122223333:mfa/x'],
  ['arn:aws:iam::111122223333:root', arn('root-account-mfa-device')],
])('guesses the device of %s', (user, device) => {
  expect(derivedDevice(user)).toBe(device);
});

test('an ARN tells its account, and the serial of a hardware device tells none', () => {
  expect([accountOf(arn('x')), accountOf('GAHT12345678')]).toEqual(['111122223333', undefined]);
});

// The account of an access key is read from its id.

test.each([
  ['ASIAY34FZKBOKMUTVV7A', '609629065308'], // awsteele.com/blog/2020/09/26/aws-access-key-format.html
  ['ASIAQNZGKIQY56JQ7WML', '029608264753'], // medium.com/@TalBeerySec/a-short-note-on-aws-key-id-f88cc4317489
  ['ASIAVJ2E6QGR2WZILJFM', '364679954851'], // github.com/psanford/aws-account-id-from-key
  ['AKIASP2TPHJSQH3FJXYZ', '171436882533'], // docs.rs/aws_account_id_from_key_id
])('%s tells account %s', (id, account) => {
  expect(accountOfKey(id)).toBe(account);
});

test.each([
  ['AWS’s documented example, as old ids are', 'AKIAIOSFODNN7EXAMPLE'],
  ['an old id of a session', 'ASIAJEXAMPLEXEG2JICE'],
  ['LocalStack’s own account', 'ASIAQAAAAAAAGMKEM7X5'],
  ['LocalStack’s own letters', 'LSIAQAAAAAAAGMKEM7X5'],
  ['moto’s ids', 'ASIA8NWMTLYQXJ3A5VHG'],
  ['a number of thirteen digits', 'ASIA77777777777EXAMP'],
  ['an id that is too short', 'ASIAY34FZKBOKMUTVV7'],
  ['an id that is too long', 'ASIAY34FZKBOKMUTVV7AA'],
  ['a user’s own id, which is no key', 'AIDAY34FZKBOKMUTVV7A'],
  ['small letters', 'asiay34fzkbokmutvv7a'],
  ['two lines', 'ASIAY34FZKBOKMUTVV7A\n'],
  ['nothing', ''],
])('%s tells no account', (_, id) => {
  expect(accountOfKey(id)).toBeUndefined();
});

// C3.5: the device of `default`, and its account. The key ids hold the accounts 111122223333 and 444455556666.

const [mine, theirs, old] = ['AKIARTX3GSDS2UJDIVTY', 'AKIAWO645SY5KUJDIVTY', 'AKIAIOSFODNN7EXAMPLE'];
const virtual = 'mfa_serial = arn:aws:iam::111122223333:mfa/a\n';
const hardware = 'mfa_serial = GAHT12345678\n';

test.each<[string, string, string, string, boolean]>([
  ['the same account', virtual, '', mine, true],
  ['another account', virtual, '', theirs, false],
  ['another account, by the name of aws-mfa', 'aws_mfa_device = arn:aws:iam::111122223333:mfa/a\n', '', theirs, false],
  ['a key that tells none', virtual, '', old, true],
  ['a number, beside keys of the same account', hardware, keys(mine), mine, true],
  ['a number, beside keys of another account', hardware, keys(mine), theirs, false],
  ['a number that tells none', hardware, '', theirs, true],
])('%s', (_, device, beside, accessKeyId, counts) => {
  const owner = defaultDeviceOwner(files(`[default]\n${device}`, `[default]\n${beside}`), accessKeyId);
  expect(owner?.name).toBe(counts ? 'default' : undefined);
});

test('without a profile default, no device serves', () => {
  expect(defaultDeviceOwner(files(''), mine)).toBeUndefined();
});
