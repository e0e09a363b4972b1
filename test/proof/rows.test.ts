import { expect, test } from 'vitest';
import { titlesIn } from '../shell/titles.ts';
import { networkRows } from './catalogue.ts';

// Each row of the two tables of faults, STS's and the network's, has a test of the whole command.

test('rows 1 to 31 of the error catalogue, and each fault of the network', { timeout: 120_000 }, async () => {
  const titles = (await titlesIn('test/proof/')).map(({ title }) => title);
  const numbers = titles.flatMap((title) => /^row '?(\d+)\b/.exec(title)?.[1] ?? []).map(Number);
  expect([...new Set(numbers)].sort((one, other) => one - other)).toEqual(
    Array.from({ length: 31 }, (_, at) => at + 1),
  );
  const isTested = (name: string): boolean => titles.some((title) => new RegExp(`^network ${name}\\b`).test(title));
  expect(networkRows.filter((name) => !isTested(name))).toEqual([]);
});
