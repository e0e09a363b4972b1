import { beforeEach, expect, test, vi } from 'vitest';
import { tryToWrite, write } from '../../src/system/output.ts';

// A non-blocking pipe accepts only a part of the text at once, or nothing.

const answers = vi.hoisted((): (number | string)[] => []);
const taken = vi.hoisted((): Buffer[] => []);
vi.mock('node:fs', async (original) => {
  const writeSync = (_: number, text: string | Buffer): number => {
    const answer = answers.shift() ?? Number.POSITIVE_INFINITY;
    if (typeof answer === 'string') throw Object.assign(new Error(answer), { code: answer });
    const part = Buffer.from(text).subarray(0, answer);
    taken.push(part);
    return part.length;
  };
  return { ...(await original<typeof import('node:fs')>()), writeSync };
});
beforeEach(() => {
  answers.length = 0;
  taken.length = 0;
});

const text = "export AWS_SESSION_TOKEN='é€𝄞';\n";

test.each<[string, (number | string)[]]>([
  ['takes it all', []],
  ['takes nothing for now', ['EAGAIN', 'EAGAIN']],
  ['takes a part, then nothing for now, then the rest', [7, 'EAGAIN', 20, 'EAGAIN']],
  ['cuts through a letter', [27, 'EAGAIN', 1]],
])('all of a text arrives where the reader %s', (_, given) => {
  answers.push(...given);
  write(1, text);
  expect(Buffer.concat(taken).toString()).toBe(text);
});

test('write fails without a reader, tryToWrite does not', () => {
  answers.push(5, 'EPIPE', 5, 'EPIPE');
  expect(() => write(1, text)).toThrow('EPIPE');
  tryToWrite(2, text);
  expect(Buffer.concat(taken).toString()).toBe(text.slice(0, 5).repeat(2));
});
