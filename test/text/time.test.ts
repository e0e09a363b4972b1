import { expect, test } from 'vitest';
import { isFailure } from '../../src/errors.ts';
import { isoSeconds, parseDuration, showClock, showDuration } from '../../src/text/time.ts';

// Durations as users write them, and times as mfa-env shows them.

test.each<[string, number]>([
  ['12h', 43_200],
  ['90m', 5400],
  ['1h30m', 5400],
  ['1h1m1s', 3661],
  ['3600', 3600],
  ['45s', 45],
  [' 12h ', 43_200],
  ['0', 0],
])('%j is a duration', (text, seconds) => {
  expect(parseDuration(text, '--duration')).toBe(seconds);
});

test.each(['', ' ', 'h', '12 h', '1.5h', '-1h', '1m1h', '12H', '1d', '1234567', '१h'])('%j is none', (text) => {
  let thrown: unknown;
  try {
    parseDuration(text, '--duration');
  } catch (error) {
    thrown = error;
  }
  expect(isFailure(thrown) && thrown.status).toBe(2);
});

test.each<[number, string]>([
  [-5, '0s'],
  [0.9, '0s'],
  [59.9, '59s'],
  [60, '1m'],
  [3599, '59m'],
  [3600, '1h 00m'],
  [43_199, '11h 59m'],
  [129_600, '36h 00m'],
])('C6.3: %f seconds are shown as %s', (left, shown) => {
  expect(showDuration(left)).toBe(shown);
});

test.each<[number, string]>([
  [60, '04:05'],
  [86_399, '04:05'],
  [86_400, '2026-02-03 04:05'],
  [36 * 3600, '2026-02-03 04:05'],
])('C6.3: the end of a session that is %i seconds away', (left, shown) => {
  const end = new Date(2026, 1, 3, 4, 5).getTime();
  expect(showClock(end, end - left * 1000)).toBe(shown);
});

test('a time in UTC, as AWS writes it', () => {
  expect(isoSeconds(1_790_000_000)).toBe('2026-09-21T14:13:20Z');
  expect(isoSeconds(0)).toBe('1970-01-01T00:00:00Z');
});
