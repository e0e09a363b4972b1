import { codeAt, stepAt } from './totp.ts';
import type { Device } from './world.ts';

/** How many time steps old, or ahead of the device's clock, the second code of a pair may be. */
const OLDEST_STEPS = 998;
const NEWEST_STEPS = 1000;

/** What IAM learns from two codes: by how many steps the device's clock is ahead, and which step is used up. */
export type Pair = { clockSteps: number; lastPairStep: number };

/**
 * Finds two consecutive codes of a device, the older first, both newer than the last pair that IAM took.
 * Undefined when there are none. The bounds are those that captures of AWS found.
 */
export function findPair(device: Device, first: string, second: string, now: Date): Pair | undefined {
  const { seed, clockSteps = 0, lastPairStep = -1 } = device;
  if (seed === undefined) return undefined;
  const center = stepAt(now) + clockSteps;
  const oldest = Math.max(center - OLDEST_STEPS, lastPairStep + 2);
  let before = codeAt(seed, oldest - 1);
  for (let step = oldest; step <= center + NEWEST_STEPS; step += 1) {
    const code = codeAt(seed, step);
    if (before === first && code === second) return { clockSteps: step - stepAt(now), lastPairStep: step };
    before = code;
  }
  return undefined;
}
