import { expect, test } from 'vitest';
import { editSection } from '../../../src/aws/files/edit.ts';
import { lintAwsFile } from '../../../src/aws/files/lint.ts';
import { readSettings, sectionsNamed } from '../../../src/aws/files/sections.ts';

// Reading a line of some 100 kB takes linear time. Quadratic time would be half a minute for some of these. The tests
// compare ratios, since a machine may be slow.

/** Milliseconds of processor time of this process. */
const milliseconds = (work: () => unknown): number => {
  const start = process.cpuUsage();
  work();
  return process.cpuUsage(start).user / 1000;
};

test.each<[string, (length: number) => string, (text: string) => unknown]>([
  ['blanks in a line that is no setting', (length) => `[x]\na${' '.repeat(length)}b\n`, (text) => lintAwsFile(text)],
  ['blanks in a value', (length) => `a = b${' '.repeat(length)}c\n`, (text) => readSettings(text)],
  [
    'blanks in a value that is written over',
    (length) => `[x]\na = b${' '.repeat(length)}c\n`,
    (text) => editSection(text, 'x', { a: 'new' }, [], 'F'),
  ],
  [
    'headers in a comment',
    (length) => `# ${'[default]'.repeat(length / 9)}\n[default]\n`,
    (text) => [...sectionsNamed(text, 'default')],
  ],
])('%s: the time grows with the length', (_, make, work) => {
  const [short, long] = [make(20_000), make(400_000)];
  work(short);
  const base = Math.min(...[1, 2, 3].map(() => milliseconds(() => work(short))));
  expect(milliseconds(() => work(long))).toBeLessThan(Math.max(base, 1) * 150); // twenty times as long; 400 for a square
});
