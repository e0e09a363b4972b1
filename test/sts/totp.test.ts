import { expect, test } from 'vitest';
import { base32Bytes, base32Text } from './base32.ts';
import { codeAt, stepAt } from './totp.ts';

// The codes are those of RFC 6238.

const RFC_SEED = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test('the seed of RFC 6238', () => {
  expect(base32Bytes(RFC_SEED).toString()).toBe('12345678901234567890');
});

test.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
])('RFC 6238, appendix B: at %d s the code is %s', (seconds, code) => {
  expect(codeAt(RFC_SEED, stepAt(new Date(seconds * 1000)))).toBe(code);
});

test('base32 in lower case and with padding', () => {
  expect(base32Bytes('mzxw6===').toString()).toBe('foo');
  expect(base32Text(Buffer.from('foo'))).toBe('MZXW6');
  expect(() => base32Bytes('A1')).toThrow('not base32: 1');
});
