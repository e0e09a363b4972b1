import { SOON_OVER_S } from '../session/progress.ts';
import type { shades } from '../text/colors.ts';
import { secondsLeft, showDuration } from '../text/duration.ts';
import { showClock } from '../text/format.ts';
import type { Cell } from '../text/table.ts';

/**
 * The cells LEFT and UNTIL of a session.
 * @param expires Unix seconds
 * @param now milliseconds since 1970
 */
export function leftOf(expires: number, now: number, paint: ReturnType<typeof shades>): [Cell, Cell] {
  const left = secondsLeft({ expires }, now);
  if (left <= 0) return [{ text: 'expired', paint: paint.over }, ''];
  const shade = left < SOON_OVER_S ? paint.soon : paint.fine;
  return [{ text: showDuration(left), paint: shade }, showClock(expires * 1000, now)];
}
