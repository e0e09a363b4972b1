import { expect, test } from 'vitest';
import { type Cell, table } from '../../src/text/table.ts';

// A table fits the terminal: columns go, fold, and end as blocks.

const red = (text: string): string => `\u001b[31m${text}\u001b[39m`;
const headings = ['NAME', 'LEFT', { heading: 'UNTIL', spare: true }];
const rows: Cell[][] = [
  ['acme', { text: 'expired', paint: red }, ''],
  ['a-very-long-name-of-a-profile', '9m', '06:12'],
];

test('columns are as wide as their cells', () => {
  expect(table(headings, rows, 80)).toBe(
    'NAME                            LEFT      UNTIL\n' +
      `acme                            ${red('expired')}\n` +
      'a-very-long-name-of-a-profile   9m        06:12\n',
  );
});

test('spare columns are dropped first, then each row becomes a block', () => {
  expect(table(headings, rows, 42)).toBe(
    'NAME                            LEFT\n' +
      `acme                            ${red('expired')}\n` +
      'a-very-long-name-of-a-profile   9m\n',
  );
  expect(table(headings, rows, 30)).toBe(
    `NAME acme\n  LEFT   ${red('expired')}\nNAME a-very-long-name-of-a-profile\n  LEFT   9m\n  UNTIL  06:12\n`,
  );
});

test('columns fold before rows become blocks', () => {
  const columns = ['PROFILE', { heading: 'CREDENTIALS', folds: true }, ...headings.slice(1)];
  const long: Cell[] = [{ text: 'none: there is no such profile', paint: red }, '9m', '06:12'];
  const folds = [['acme', ...long]];
  expect(table(columns, folds, 46)).toBe(
    `PROFILE   CREDENTIALS             LEFT   UNTIL\nacme      ${red('none: there is no')}       9m     06:12\n          ${red('such profile')}\n`,
  );
  expect(table(columns, folds, 37)).toBe(
    `PROFILE   CREDENTIALS            LEFT\nacme      ${red('none: there is no')}      9m\n          ${red('such profile')}\n`,
  );
  expect(table(columns, folds, 36)).toMatch(/^PROFILE acme\n {2}CREDENTIALS {2}/);
  // A word that does not fit is not cut.
  expect(table(columns, [['acme', 'a'.repeat(40), '9m', '']], 50)).toMatch(/^PROFILE acme\n {2}CREDENTIALS {2}a{40}\n/);
});

test('a block wraps between words', () => {
  const long = [['acme', 'role admin through default', '06:12']];
  expect(table(headings, long, 21)).toBe(
    'NAME acme\n  LEFT   role admin\n         through\n         default\n  UNTIL  06:12\n',
  );
});

test('a table may have more rows and words than a function takes arguments', () => {
  const many = 130_000;
  expect(() => Math.max(...Array(many).fill(0))).toThrow(RangeError);
  expect(table(['N'], Array(many).fill(['p']), 1000)).toHaveLength(2 * many + 2);
  const words = 'ab '.repeat(many).trim();
  expect(table(['N', { heading: 'KEYS', folds: true }], [['p', words]], 40)).toContain(`p   ${'ab '.repeat(11)}ab\n`);
});

test('colours do not count as width', () => {
  const painted = table(headings, rows, 47, red);
  expect(painted).toContain(`${red('NAME')}  `);
  expect(painted.replace(/\u001b\[\d+m/g, '')).toBe(table(headings, [['acme', 'expired', ''], ...rows.slice(1)], 47));
});

test('wide letters count two columns, accents none', () => {
  const shown = table(
    ['NAME', 'LEFT'],
    [
      ['会社', '1h'],
      ['e\u0301te\u0301', '2h'],
      ['🔑', '3h'],
    ],
    80,
  );
  expect(shown).toBe('NAME   LEFT\n会社   1h\ne\u0301te\u0301    2h\n🔑     3h\n');
});

test('cells cannot control the terminal', () => {
  const shown = table(['NAME', 'LEFT'], [['a\u001b[31m\nb', { text: 'c\u0007d', paint: red }]], 80);
  expect(shown).toBe(`NAME       LEFT\na [31m b   ${red('c d')}\n`);
});

test('a table without rows has no headings', () => {
  expect(table(headings, [], 80)).toBe('');
});
