import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { rows } from './rows.ts';
import { isInstalled } from './shells.ts';
import { type Title, titlesIn } from './titles.ts';

// Each row of the table has its tests, in each of its shells: a test says its rows at the beginning of its title.

let titles: Title[];
beforeAll(async () => {
  titles = await titlesIn('test/shell/');
});

const isNumber = (text: string): boolean => /^\d+[bc]?$/.test(text);
const numbersIn = (title: string): string[] => (/^(.*?): /.exec(title)?.[1] ?? '').split(', ').filter(isNumber);

test('the rows are 1 to 85, and two more', () => {
  const numbers = Array.from({ length: 85 }, (_, index) => String(index + 1));
  numbers.splice(47, 0, '47b', '47c');
  expect(rows.map(({ number }) => number)).toEqual(numbers);
});

test('each row is tried in each of its shells', () => {
  const claimed = new Set(titles.flatMap(({ group, title }) => numbersIn(title).map((number) => `${number} ${group}`)));
  const anywhere = new Set(titles.flatMap(({ title }) => numbersIn(title)));
  const missing = rows.flatMap(({ number, what, shells }) => [
    ...(anywhere.has(number) ? [] : [`${number}: ${what}`]),
    ...shells
      .filter(({ name, command }) => isInstalled(command[0]) && !claimed.has(`${number} ${name}`))
      .map(({ name }) => `${number}: ${what}, in ${name}`),
  ]);
  expect(missing).toEqual([]);
  expect([...anywhere].filter((number) => !rows.some((row) => row.number === number))).toEqual([]);
});

test('what is not on Debian stands in CONTRIBUTING.md with its rows, and nothing else', () => {
  const text = readFileSync(path.resolve(import.meta.dirname, '../../CONTRIBUTING.md'), 'utf8');
  const [, part = ''] = /\n## What Linux cannot show\n([\s\S]*?)\n## /.exec(text) ?? [];
  const said = [...part.matchAll(/^\| ([^|]+) \| ([\d, ]+) \|/gm)].flatMap(([, what = '', numbers = '']) =>
    numbers.split(', ').map((number) => `${number.trim()} ${what}`),
  );
  const wanted = rows.flatMap(({ number, elsewhere }) => elsewhere.map((what) => `${number} ${what}`));
  expect(said.sort()).toEqual(wanted.sort());
});
