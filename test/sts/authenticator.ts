import type { Clock } from './clock.ts';
import { findDevice } from './lookup.ts';
import { codeAt, STEP_SECONDS, stepAt, stepsAround } from './totp.ts';
import { triesLeft } from './tries.ts';
import type { Device, World } from './world.ts';

/** How long a fresh code stays good at least, in seconds: a slow test must not be refused at the turn of a step. */
const MARGIN_SECONDS = 20;

function find(world: World, serial: string): Device & { seed: string } {
  const device = findDevice(world, serial);
  if (!device.seed) throw new Error(`${serial} shows no codes`);
  return { ...device, seed: device.seed };
}

/** What the device shows now, or `offset` time steps from now. Its clock is as wrong as AWS knows it to be. */
export function shownCode(world: World, clock: Clock, serial: string, offset = 0): string {
  const { seed, clockSteps = 0 } = find(world, serial);
  return codeAt(seed, stepAt(clock.now()) + clockSteps + offset);
}

/**
 * The earliest code that STS accepts now, and for 20 seconds more. When all codes of the window are used up, or the
 * tries of these three minutes, the clock is moved on.
 */
export function freshCode(world: World, clock: Clock, serial: string): string {
  const { seed, clockSteps = 0, usedSteps = [] } = find(world, serial);
  for (;;) {
    const now = clock.now();
    const soon = stepAt(new Date(now.getTime() + MARGIN_SECONDS * 1000)) + clockSteps;
    const newest = stepAt(now) + clockSteps + world.drift;
    const step = stepsAround(soon, world.drift).find((each) => each <= newest && !usedSteps.includes(each));
    if (step !== undefined && triesLeft(world, serial, now) > 0) return codeAt(seed, step);
    clock.advance(STEP_SECONDS);
  }
}
