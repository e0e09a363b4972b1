import { DEFAULT_DURATION_S, type Step } from '../aws/plan.ts';
import type { SessionRequest } from './resolve.ts';

/**
 * A session with less is renewed if somebody can give a code (C4.4). The prompts of shell/ warn from the same moment.
 */
export const SOON_OVER_S = 600;

/** With less left, botocore runs a credential_process again (C2.12). */
const ASKED_AGAIN_S = 900;

/** A session with less is over. */
export const LIVES_S = 1;

/** Enough for a session that only signs the next call. */
export const SIGNS_S = 60;

/** The least where a new session needs no code. Half its life at most, or a short one would be renewed each time. */
export const withoutCode = ({ duration }: Pick<Step, 'duration'>): number => Math.min(ASKED_AGAIN_S, duration / 2);

/**
 * A cached session with as many seconds left is taken, whatever else the cache holds.
 * @param steps the calls that lead to it
 */
export function takenAtOnce(
  { minTtl, cached }: Pick<SessionRequest, 'minTtl' | 'cached'>,
  steps: readonly Step[],
): number {
  if (minTtl !== undefined) return minTtl;
  if (cached) return LIVES_S; // and ask nobody
  const [last] = steps.slice(1).slice(-1); // a single call needs a code
  return last ? Math.max(SOON_OVER_S, withoutCode(last)) : SOON_OVER_S;
}

/**
 * A cached session may be shorter than the duration that was asked for. With fewer seconds left than this, the user is
 * told.
 */
export const unsaid = (duration = 0): number => duration - DEFAULT_DURATION_S;
