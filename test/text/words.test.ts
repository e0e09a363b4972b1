import { expect, test } from 'vitest';
import { nearest } from '../../src/text/nearest.ts';
import { showClock } from '../../src/text/words.ts';

// Times as people read them, and which name somebody meant.

test.each<[number, string]>([
  [60, '04:05'],
  [86_399, '04:05'],
  [86_400, '2026-02-03 04:05'],
  [36 * 3600, '2026-02-03 04:05'],
])('C6.3: the end of a session that is %i seconds away', (left, shown) => {
  const end = new Date(2026, 1, 3, 4, 5).getTime();
  expect(showClock(end, end - left * 1000)).toBe(shown);
});

const meant = (name: string, known: string[]): string | undefined =>
  /did you mean (\S+)\?/.exec(nearest(name, known))?.[1];

test.each<[string, string[], string | undefined]>([
  ['defualt', ['acme', 'default'], 'default'],
  ['Default', ['acme', 'default'], 'default'],
  ['pord', ['acme', 'prod'], 'prod'],
  ['xyod', ['acme', 'prod'], 'prod'], // two letters differ
  ['xyzd', ['acme', 'prod'], undefined], // three of four
  ['prodXXXion', ['production'], 'production'], // three of ten
  ['pXXXXction', ['production'], undefined], // four of ten
  ['pro', ['acme', 'production'], 'production'], // its beginning
  ['pr', ['acme', 'production'], undefined],
  ['prot', ['prod-eu', 'prot-eu'], 'prot-eu'], // a beginning is better than a likeness
])('of the names that there are, %s means one that is near: %j', (name, known, expected) => {
  expect(meant(name, known)).toBe(expected);
});

test('where no name is near, the first few are told; where there are none, nothing', () => {
  const many = Array.from({ length: 9 }, (_, at) => `profile-${at}`);
  expect(nearest('x', many.slice(0, 8))).toMatch(/profile-0.*profile-7$/);
  expect(nearest('x', many)).toMatch(/profile-0.*profile-7.*…$/);
  expect(nearest('x', many)).not.toContain('profile-8');
  expect(nearest('x', [])).toBe('');
});
