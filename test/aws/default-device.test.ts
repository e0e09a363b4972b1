import { expect, test } from 'vitest';
import { defaultDeviceOwner } from '../../src/aws/default-device.ts';
import { files, keys } from './text.ts';

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

test('no profile default', () => {
  expect(defaultDeviceOwner(files(''), mine)).toBeUndefined();
});
