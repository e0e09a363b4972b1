/** Names that stand at an end of a long trail. */
const shown = { first: 4, last: 3 };

/** Names that lead from one to the next, as `a → b → c`; the middle of a long trail is left out. */
export function trail(names: readonly string[]): string {
  const missing = names.length - shown.first - shown.last;
  if (missing <= 1) return names.join(' → ');
  return [...names.slice(0, shown.first), `… ${missing} more …`, ...names.slice(-shown.last)].join(' → ');
}
