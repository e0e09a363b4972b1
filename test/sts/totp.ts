import { createHmac } from 'node:crypto';
import { base32Bytes } from './base32.ts';

/** The length of a time step, in seconds. */
export const STEP_SECONDS = 30;

/** The time step that `now` lies in: whole 30 seconds since 1970 (RFC 6238, section 4.2). */
export function stepAt(now: Date): number {
  return Math.floor(now.getTime() / 1000 / STEP_SECONDS);
}

/** The time steps from `drift` before to `drift` after a step, oldest first. */
export function stepsAround(step: number, drift: number): number[] {
  return Array.from({ length: 2 * drift + 1 }, (_, index) => step - drift + index);
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
