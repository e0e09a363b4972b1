/** The values of quoting (rows 15 to 27): 497 of them, the same at every run. */
const ascii = Array.from({ length: 127 }, (_, index) => String.fromCharCode(index + 1));
const punctuation = ascii.filter((character) => /[!-/:-@[-`{-~]/.test(character));

const notable = [
  '',
  ' ',
  '  two  blanks  ',
  '$(touch pwn)',
  '`touch pwn`',
  '"$(touch pwn)"',
  "'$(touch pwn)'",
  "'; touch pwn; '",
  "\\'; touch pwn; \\'",
  '(touch pwn)',
  '; touch pwn',
  '&& touch pwn',
  '| touch pwn',
  '\ntouch pwn\n',
  '<(touch pwn)',
  '>pwn',
  '\u0024{HOME}',
  '$HOME',
  '$$',
  '$?',
  '$((1+1))',
  '{$HOME}',
  'tail\\',
  'tail\\\\',
  'a\\\\b',
  "\\'",
  "''",
  "'\\''",
  "it's",
  '"quoted"',
  'a\nb',
  '\n',
  '\n\n',
  'end\n',
  'a\r\nb\r\n',
  '\r',
  'a!!b!x',
  '!$',
  '*',
  '[a-z]*',
  '?',
  '**/*',
  '{a,b}',
  '{1..3}',
  '~',
  '~root',
  'a=~:~',
  '-n',
  '-e a',
  '--',
  '=ls',
  '==',
  '#comment',
  'a #comment',
  '%1',
  '%s%n',
  '%',
  '^a^b',
  '@(a|b)',
  'a:b',
  'x=y',
  'set -gx A b;',
  'end',
  'é漢',
  '😀',
  'e\u0301',
  '\u2028',
  '\u2029',
  '\u00a0',
  '\ufeff',
  '\u001b[31mred\u001b[0m',
  '\u0001\u007f',
  'x'.repeat(60_000),
  "'".repeat(999),
  '\\'.repeat(999),
  '\\n\\t\\x41\\101\\u0041',
  'AQoDYXdzEJr//////////wEaoAK1wvxJY12r2IrDFT2IvAzTCn3zHoZ7YNtpiQLF0MqZye/qwjzP2iEXAMPLE==',
];

/** A generator with a seed (mulberry32), so that the mixes never change. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function mixes(count: number): string[] {
  const next = generator(497);
  const alphabet = [...ascii, ...notable.filter((value) => value.length < 20)];
  const pick = (): string => alphabet[Math.floor(next() * alphabet.length)] ?? '';
  return Array.from({ length: count }, () => Array.from({ length: 1 + Math.floor(next() * 24) }, pick).join(''));
}

const fixed = [
  ...ascii,
  ...ascii.map((character) => `a${character}b`),
  ...punctuation.map((character) => `${character}${character}`),
  ...notable,
];

export const corpus: readonly string[] = [...fixed, ...mixes(497 - fixed.length)];

/** The values as variables V0, V1 … */
export function numbered(values: readonly string[]): Record<string, string> {
  return Object.fromEntries(values.map((value, index) => [`V${index}`, value]));
}
