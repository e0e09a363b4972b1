import type { World } from './world.ts';

/** How many codes of one device AWS checks in each window; right, wrong and reused ones count. */
export const MOST_TRIES = 9;
/** The windows begin at …:00, :03, :06 UTC. */
const WINDOW_MS = 180_000;

const windowAt = (now: Date): number => Math.floor(now.getTime() / WINDOW_MS);

/** How many codes of this device STS still checks in the window that `now` lies in. */
export function triesLeft(world: World, serial: string, now: Date): number {
  const tries = world.tries[serial];
  return tries?.window === windowAt(now) ? MOST_TRIES - tries.count : MOST_TRIES;
}

/** Counts one more try. Returns false when none was left. */
export function takeTry(world: World, serial: string, now: Date): boolean {
  const left = triesLeft(world, serial, now);
  if (left <= 0) return false;
  world.tries[serial] = { window: windowAt(now), count: MOST_TRIES - left + 1 };
  return true;
}
