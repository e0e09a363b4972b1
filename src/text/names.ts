import leven from 'leven';
import { word } from './quote.ts';

/** Advice for an unknown name: the nearest known one, else the first few. '' without known names. */
export function nearest(name: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const best = closest(name, known);
  return best === undefined ? allOf(known) : `did you mean ${shown(best)}?`;
}

/** The known name that somebody may have meant; undefined where none is near. */
export function closest(name: string, known: readonly string[]): string | undefined {
  const begun = known.find((candidate) => name.length > 2 && candidate.startsWith(name));
  if (begun) return begun;
  const [best] = known
    .map((candidate) => ({ candidate, distance: leven(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const own = name.replace(/^-+/, '').length; // where all of it differs, nothing is near
  return best && best.distance < own && best.distance <= Math.max(2, name.length / 3) ? best.candidate : undefined;
}

export const allOf = (known: readonly string[]): string =>
  `there are: ${known.slice(0, 8).map(shown).join(', ')}${known.length > 8 ? ', …' : ''}`;

/** A name that is safe to paste. Options are never quoted. */
const shown = (name: string): string => (/^--?[a-z-]+$/i.test(name) ? name : word(name));

const ENDS = { first: 4, last: 3 };

/** Names as `a → b → c`. The middle of a long trail is left out. */
export function trail(names: readonly string[]): string {
  const missing = names.length - ENDS.first - ENDS.last;
  if (missing <= 1) return names.join(' → ');
  return [...names.slice(0, ENDS.first), `… ${missing} more …`, ...names.slice(-ENDS.last)].join(' → ');
}
