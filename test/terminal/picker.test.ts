import { expect, test } from 'vitest';
import { draw, type Key, newPicker, type Picker, press } from '../../src/terminal/picker.ts';
import { widthOf } from '../../src/text/table.ts';

// The list to pick from: what keys do to it, and how it is drawn.

const rows = [
  ['acme', '111122223333', ''],
  ['acme-admin', '444455556666', 'admin'],
  ['zulu', '777788889999', ''],
  ['prod', '444455556666', 'acme-ops'],
];

const named: Record<string, [string | undefined, Key]> = {
  up: [undefined, { name: 'up' }],
  down: [undefined, { name: 'down' }],
  pagedown: [undefined, { name: 'pagedown' }],
  home: [undefined, { name: 'home' }],
  end: [undefined, { name: 'end' }],
  escape: ['\u001b', { name: 'escape', meta: true }],
  enter: ['\r', { name: 'return' }],
  backspace: ['\u007f', { name: 'backspace' }],
  tab: ['\t', { name: 'tab' }],
  'ctrl-j': ['\n', { name: 'enter' }],
};
const keyOf = (key: string): [string | undefined, Key] =>
  named[key] ?? (key.startsWith('ctrl-') ? ['\u0000', { name: key.slice(5), ctrl: true }] : [key, { name: key }]);

/** What keys lead to: the name that is picked, `left`, or the picker. */
function after(keys: string, all: string[][] = rows): string | Picker {
  let picker = newPicker(all);
  for (const key of keys.split(' ').filter(Boolean)) {
    const next = press(picker, ...keyOf(key));
    if (next === 'left') return next;
    if ('picked' in next) return all[next.picked]?.[0] ?? '';
    picker = next.picker;
  }
  return picker;
}
const found = (keys: string): string[] => {
  const picker = after(keys) as Picker;
  return picker.found.map((index) => rows[index]?.[0] ?? '');
};

test.each([
  ['enter', 'acme'],
  ['down enter', 'acme-admin'],
  ['ctrl-n ctrl-n enter', 'zulu'],
  ['ctrl-j enter', 'acme-admin'],
  ['down down ctrl-k enter', 'acme-admin'],
  ['down down ctrl-p up up up enter', 'acme'],
  ['pagedown enter', 'prod'],
  ['end home enter', 'acme'],
  ['end down down enter', 'prod'],
  ['z enter', 'zulu'],
  ['z x ctrl-u down enter', 'acme-admin'],
  ['z x backspace enter', 'zulu'],
  ['tab enter', 'acme'],
  ['down down a enter', 'acme'],
  ['escape', 'left'],
  ['ctrl-c', 'left'],
  ['ctrl-g', 'left'],
  ['q ctrl-d', 'left'],
])('C3.1: %s leads to %s', (keys, expected) => {
  expect(after(keys)).toBe(expected);
});

test.each([
  ['a c m e', ['acme', 'acme-admin', 'prod']],
  ['A C M E - A', ['acme-admin']],
  ['4 4 4 4', ['acme-admin', 'prod']],
  ['o p s', ['prod']],
  ['x x x', []],
])('C3.1: typing %s finds names, accounts and roles, and first the names that begin so', (keys, expected) => {
  expect(found(keys)).toEqual(expected);
});

test('C3.1: several words have to be there, in any order', () => {
  let picker = newPicker(rows);
  for (const sign of 'admin 4444') {
    const next = press(picker, sign, { name: sign });
    if (typeof next === 'object' && 'picker' in next) picker = next.picker;
  }
  expect(picker.found).toEqual([1]);
});

test('Enter does nothing where nothing is found', () => {
  expect(after('x x x enter')).toMatchObject({ typed: 'xxx', found: [] });
});

test('the columns stand below each other, and the count below them', () => {
  expect(draw(newPicker(rows), 'Which profile?', 80, 24)).toEqual([
    'Which profile? ',
    '> acme        111122223333',
    '  acme-admin  444455556666  admin',
    '  zulu        777788889999',
    '  prod        444455556666  acme-ops',
    '  4/4  type to search, Enter picks, Esc stops',
  ]);
});

test.each([
  [80, 24],
  [40, 10],
  [20, 4],
  [10, 2],
  [3, 1],
])('each line fits into %i columns, and all into less than %i lines', (columns, height) => {
  const lengths = Array.from({ length: 50 }, (_, at) => at % 25); // up to 168 columns
  const long = lengths.map((length) => [`${'漢字'.repeat(length)}${'x'.repeat(length * 3)}`, '111122223333', '']);
  let picker = newPicker(long);
  for (let step = 0; step < 60; step++) {
    const lines = draw(picker, 'Which profile?', columns, height);
    expect(Math.max(...lines.map(widthOf))).toBeLessThan(Math.max(columns, 2));
    expect(lines.length).toBeLessThanOrEqual(Math.max(height - 1, 3));
    expect(lines.filter((line) => line.startsWith('>'))).toHaveLength(1);
    const next = press(picker, undefined, { name: 'down' });
    if (typeof next === 'object' && 'picker' in next) picker = next.picker;
  }
});

test('of 10,000 rows no more are drawn than there is room for', () => {
  const many = Array.from({ length: 10_000 }, (_, at) => [`p${at}`, '111122223333', '']);
  const picker = after('9 9 9 9', many) as Picker;
  expect(picker.found).toEqual([9999]);
  expect(draw(newPicker(many), 'Which profile?', 80, 24)).toHaveLength(12);
});

test('C2.6: nothing in a name reaches the terminal', () => {
  const [, line = ''] = draw(newPicker([['a\u001b[31m\nb', '', '']]), 'Which profile?', 80, 24);
  expect(line).not.toMatch(/[\u0000-\u001f]/);
});
