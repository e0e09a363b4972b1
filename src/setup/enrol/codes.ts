import { createHmac } from 'node:crypto';
import { checkCode } from '../../mfa/code.ts';
import { showDuration } from '../../text/time.ts';

/** A new code comes with each half minute, and codes are counted since 1970 (RFC 6238, section 4). */
export const STEP_MS = 30_000;

/** Which code is shown at a time. @param now milliseconds since 1970 */
export const stepAt = (now: number): number => Math.floor(now / STEP_MS);

const alphabet = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567');

/** The bytes of a base32 text (RFC 4648). Overwrite them when done. */
export function seedBytes(base32: Buffer): Buffer {
  const bytes = Buffer.alloc(Math.floor((base32.length * 5) / 8));
  let [bits, value, at] = [0, 0, 0];
  for (const letter of base32) {
    const digit = alphabet.indexOf(letter);
    if (digit < 0) continue; // the padding
    value = ((value << 5) | digit) & 0xffff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (value >> bits) & 0xff;
  }
  return bytes.subarray(0, at);
}

/** The six digits of a seed at a step (RFC 4226, section 5.3). */
export function codeAt(seed: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', seed).update(counter).digest();
  const number = mac.readUInt32BE((mac.at(-1) ?? 0) & 0x0f) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** AWS takes two codes that are up to 998 steps old or 1,000 ahead: about eight hours. */
const FARTHEST_STEPS = 990;

/** By how many steps a code is ahead of now, the nearest one; undefined where it is not of this seed. @param now a step */
export function offsetOf(seed: Buffer, code: string, now: number): number | undefined {
  for (let away = 0; away <= FARTHEST_STEPS; away++) {
    if (codeAt(seed, now + away) === code) return away;
    if (codeAt(seed, now - away) === code) return -away;
  }
  return undefined;
}

/** How many steps AWS has to allow for: a code that is one step off may just have been read late. */
export const allowanceFor = (offset: number): number => (Math.abs(offset) <= 1 ? 0 : offset);

/** The two codes that enable a device, that of now last: AWS would take a phone that gives the next one for ahead. */
export const pairAt = (seed: Buffer, step: number): [string, string] => [codeAt(seed, step - 1), codeAt(seed, step)];

/** STS takes codes from two steps before to two steps after. Those that a person will not need come first. */
const order = [-1, -2, 0, 1, 2];

/** A step whose code STS takes, and that was not sent yet. @param step the step of now, by the phone */
export const unusedStep = (step: number, sent: ReadonlySet<number>): number | undefined =>
  order.map((offset) => step + offset).find((candidate) => !sent.has(candidate));

/** A mistyped code is one of these steps' once in 8,000 times. Farther away, a second code has to agree. */
const SURE_STEPS = 60;

/** Checks codes against the seed, before any is sent. @param now milliseconds since 1970, by AWS's clock */
export function codeReader(seed: Buffer, now: () => number) {
  let found = 0;
  let unsure: { code: string; offset: number } | undefined;
  return {
    /** By how many steps the code that was right is ahead. */
    offset: (): number => found,
    /** Says what is wrong with a typed code; undefined where it is one of the new device. */
    check(typed: string): string | undefined {
      let code: string;
      try {
        code = checkCode(typed);
      } catch (error) {
        return (error as Error).message;
      }
      const offset = offsetOf(seed, code, stepAt(now()));
      if (offset === undefined) return 'that code is not from the entry that you have just added';
      found = offset;
      if (Math.abs(offset) <= SURE_STEPS) return undefined;
      const isSame = unsure !== undefined && unsure.code !== code && Math.abs(unsure.offset - offset) <= 1;
      unsure = { code, offset };
      return isSame ? undefined : `by that code, ${clockText(offset)}; type the next code as well, to be sure`;
    },
  };
}

/** @param offset steps of half a minute, not 0 */
export const clockText = (offset: number): string =>
  `your phone's clock is ${showDuration((Math.abs(offset) * STEP_MS) / 1000)} ${offset < 0 ? 'behind' : 'ahead'}`;
