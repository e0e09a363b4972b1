import { createHmac } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The length of a time step, in seconds. */
export const STEP_SECONDS = 30;

/** The time step that `now` lies in: whole 30 seconds since 1970 (RFC 6238, section 4.2). */
export function stepAt(now: Date): number {
  return Math.floor(now.getTime() / 1000 / STEP_SECONDS);
}

/** The bytes of a base32 text (RFC 4648), padding allowed. */
export function base32Bytes(text: string): Buffer {
  const bits = [...text.replace(/=+$/, '').toUpperCase()].map((letter) => {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) throw new Error(`not base32: ${letter}`);
    return value.toString(2).padStart(5, '0');
  });
  const octets = bits.join('').match(/.{8}/g) ?? [];
  return Buffer.from(octets.map((octet) => Number.parseInt(octet, 2)));
}

/** The six digits of a base32 seed in one time step: HMAC-SHA-1, dynamic truncation (RFC 6238 and RFC 4226). */
export function codeAt(seed: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', base32Bytes(seed)).update(counter).digest();
  const offset = mac.readUInt8(19) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}
