import leven from 'leven';

/** Advice for a name that does not exist: the nearest that does, else the first few. '' where there are none. */
export function nearest(name: string, known: readonly string[]): string {
  const [best] = known
    .map((candidate) => ({ candidate, distance: leven(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  if (!best) return '';
  const begun = known.find((candidate) => name.length > 2 && candidate.startsWith(name));
  if (begun) return `did you mean ${begun}?`;
  if (best.distance <= Math.max(2, name.length / 3)) return `did you mean ${best.candidate}?`;
  return allOf(known);
}

/** The first few of some names. */
export const allOf = (known: readonly string[]): string =>
  `there are: ${known.slice(0, 8).join(', ')}${known.length > 8 ? ', …' : ''}`;
