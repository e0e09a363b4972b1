import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { good, marks, shades } from '../../src/text/messages.ts';
import { forPeople, oneLine } from '../../src/text/words.ts';

// C0, DEL, C1, the marks of direction and the two line ends of Unicode.
const controls = [
  ...Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)),
  ...Array.from({ length: 33 }, (_, at) => String.fromCharCode(0x7f + at)),
  ...'\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069',
].filter((character) => character !== '\n');

test.each(controls)('%j never reaches people', (control) => {
  expect(forPeople(`a${control}b\nc`)).toBe('a b\nc');
  expect(oneLine(`a${control}b\nc`)).toBe('a b c');
});

test('what is no control character stays', () => {
  const text = 'é漢😀 \u00a0\u200b\u200d\ufeff · ✓\n';
  expect(forPeople(text)).toBe(text);
});

test('our own colours stay, and those of a name go', () => {
  const hostile = 'x\u001b[31my\u009b32mz\u001b]0;title\u0007';
  const { fine } = marks({});
  const painted = forPeople(`${fine} ${shades({}).over(hostile)}|${hostile}\n${good(hostile, {})}`);
  const clean = 'x [31my 32mz ]0;title ';
  const codes = painted.split('\u001b').slice(1);
  expect(codes.every((code) => /^\[3(?:1|2|9)m/.test(code))).toBe(true);
  expect(painted.replace(/\u001b\[3\dm/g, '')).toBe(`✓ ${clean}|${clean}\n${clean}\n`);
});

test('before it is written a colour is no colour, so that no name can bring one along', () => {
  expect(good('x', {})).not.toContain('\u001b');
});

test('one file writes to stderr', () => {
  const root = path.resolve(import.meta.dirname, '../../src');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const writers = files.filter((file) => /[wW]rite\(2\b|process\.stderr\.write|console\./.test(text(file)));
  function text(file: string): string {
    return readFileSync(path.join(root, file), 'utf8');
  }
  expect(writers).toEqual(['system/say.ts']);
});
