import { checkCode } from '../mfa/code.ts';
import { showDuration } from '../text/duration.ts';
import { offsetOf, STEP_MS, stepAt } from './seed-codes.ts';

/** A mistyped code is one of these steps' once in 8,000 times. Farther away a second code has to say the same. */
const SURE_STEPS = 60;

export interface CodeReader {
  /** Says what is wrong with a typed code; undefined where it is one of the new device. */
  check: (typed: string) => string | undefined;
  /** By how many steps the code that was right is ahead. */
  offset: () => number;
}

/**
 * Checks codes against the seed, before anything is sent.
 * @param now milliseconds since 1970, by AWS's clock
 */
export function codeReader(seed: Buffer, now: () => number): CodeReader {
  let found = 0;
  let unsure: { code: string; offset: number } | undefined;
  return {
    offset: () => found,
    check(typed) {
      let code: string;
      try {
        code = checkCode(typed);
      } catch (error) {
        return (error as Error).message;
      }
      const offset = offsetOf(seed, code, stepAt(now()));
      if (offset === undefined) return 'that code is not of this key: take the entry that you have just added';
      found = offset;
      if (Math.abs(offset) <= SURE_STEPS) return undefined;
      const isSame = unsure !== undefined && unsure.code !== code && Math.abs(unsure.offset - offset) <= 1;
      unsure = { code, offset };
      return isSame ? undefined : `by that code, ${clockText(offset)}; type the next code as well, to be sure`;
    },
  };
}

/** Says by how much the phone's clock is off. @param offset steps of half a minute, not 0 */
export const clockText = (offset: number): string =>
  `your phone's clock is ${showDuration((Math.abs(offset) * STEP_MS) / 1000)} ${offset < 0 ? 'behind' : 'ahead'}`;
