/** How many names of a long trail are shown at its ends. */
const shown = { first: 4, last: 3 };

/** Names as `a → b → c`. The middle of a long trail is left out. */
export function trail(names: readonly string[]): string {
  const missing = names.length - shown.first - shown.last;
  if (missing <= 1) return names.join(' → ');
  return [...names.slice(0, shown.first), `… ${missing} more …`, ...names.slice(-shown.last)].join(' → ');
}
