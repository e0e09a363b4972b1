import { DEFAULT_DURATION_S, type Step } from '../aws/plan.ts';
import type { SessionRequest } from './resolve.ts';

/**
 * Seconds: in its last ten minutes a session is renewed where somebody can give a code (C4.4). The prompts of shell/
 * warn from the same moment on.
 */
export const SOON_OVER_S = 600;

/** Seconds: botocore asks a credential_process again from 15 minutes before the end (C2.12). */
const ASKED_AGAIN_S = 900;

/** Seconds that a session has left as long as it is one. */
export const LIVES_S = 1;

/** Seconds in which a session that signs the next call gets it there. */
export const SIGNS_S = 60;

/** Seconds that a session has left at least where a new one costs no code: a short one is not renewed all its life. */
export const withoutCode = ({ duration }: Pick<Step, 'duration'>): number => Math.min(ASKED_AGAIN_S, duration / 2);

/**
 * Seconds that a cached session has left at least so that it is taken whatever else the cache holds, and whoever asks.
 * @param steps that lead to it
 */
export function takenAtOnce(
  { minTtl, cached }: Pick<SessionRequest, 'minTtl' | 'cached'>,
  steps: readonly Step[],
): number {
  if (minTtl !== undefined) return minTtl;
  if (cached) return LIVES_S; // nobody is to be asked
  const [last] = steps.slice(1).slice(-1); // a single call carries the code itself
  return last ? Math.max(SOON_OVER_S, withoutCode(last)) : SOON_OVER_S;
}

/**
 * What a cached session has left at least, in seconds, where one of `duration` was asked for and nothing is said: who
 * asks for much more than what others start without a word wants to know.
 */
export const unsaid = (duration = 0): number => duration - DEFAULT_DURATION_S;
