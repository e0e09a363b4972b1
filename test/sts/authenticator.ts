import type { Clock } from './clock.ts';
import { findDevice } from './lookup.ts';
import { codeAt, STEP_SECONDS, stepAt, stepsAround } from './totp.ts';
import { triesLeft } from './tries.ts';
import type { World } from './world.ts';

/** How long a fresh code stays good at least, in seconds: a slow test must not be refused at the turn of a step. */
const MARGIN_SECONDS = 20;

function seedOf(world: World, serial: string): string {
  const { seed } = findDevice(world, serial);
  if (!seed) throw new Error(`${serial} shows no codes`);
  return seed;
}

/** What the device shows now, or `offset` time steps from now. */
export function shownCode(world: World, clock: Clock, serial: string, offset = 0): string {
  return codeAt(seedOf(world, serial), stepAt(clock.now()) + offset);
}

/**
 * The earliest code that STS accepts now, and for 20 seconds more. When all codes of the window are used up, or the
 * tries of these three minutes, the clock is moved on.
 */
export function freshCode(world: World, clock: Clock, serial: string): string {
  const seed = seedOf(world, serial);
  for (;;) {
    const soon = new Date(clock.now().getTime() + MARGIN_SECONDS * 1000);
    const used = findDevice(world, serial).usedSteps ?? [];
    const steps = stepsAround(soon, world.drift).filter((step) => !used.includes(step));
    const step = steps.find((candidate) => candidate <= stepAt(clock.now()) + world.drift);
    if (step !== undefined && triesLeft(world, serial, clock.now()) > 0) return codeAt(seed, step);
    clock.advance(STEP_SECONDS);
  }
}
