import { randomBytes } from 'node:crypto';
import { base32Bytes, base32Text } from './base32.ts';

// An id is four letters and 80 bits in base32. The first bit is 1 in ids since 2019; the account follows in 40 bits.
// https://medium.com/@TalBeerySec/a-short-note-on-aws-key-id-f88cc4317489
// https://labs.withsecure.com/publications/a-bitwise-analysis-of-aws-access-key-identifiers.html
const NEW_GENERATION = 1n << 47n;
const ACCOUNT_MASK = 0x7fffffffff80n;
const ACCOUNT_SHIFT = 7n;

const leadingBits = (bytes: Buffer): bigint => BigInt(`0x${bytes.subarray(0, 6).toString('hex')}`);

/** A new access key id of an account: `AKIA` for long-term keys, `ASIA` for those of sessions. 20 characters. */
export function newAccessKeyId(prefix: 'AKIA' | 'ASIA', accountId: string): string {
  const bytes = randomBytes(10);
  const random = leadingBits(bytes) & ((1n << ACCOUNT_SHIFT) - 1n);
  const bits = NEW_GENERATION | (BigInt(accountId) << ACCOUNT_SHIFT) | random;
  bytes.write(bits.toString(16).padStart(12, '0'), 'hex');
  return prefix + base32Text(bytes);
}

/** The 12 digits of the account that an access key id belongs to; undefined for ids from before 2019 and for others. */
export function accountOfKeyId(id: string): string | undefined {
  if (!/^[A-Z]{4}[A-Z2-7]{16}$/.test(id)) return undefined;
  const bits = leadingBits(base32Bytes(id.slice(4)));
  if ((bits & NEW_GENERATION) === 0n) return undefined;
  return ((bits & ACCOUNT_MASK) >> ACCOUNT_SHIFT).toString().padStart(12, '0');
}
