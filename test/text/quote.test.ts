import { expect, test } from 'vitest';
import { allOf, nearest } from '../../src/text/names.ts';
import { commandWords, quoted, word } from '../../src/text/quote.ts';

// A value becomes one word that every shell reads the same way: C2.6.

test.each([
  ['acme', 'acme'],
  ['', `''`],
  [`it's`, `'it'\\''s'`],
  ['a\\b', `'a'\\\\'b'`],
  [`\\'`, `''\\\\''\\'''`],
  ['$(touch pwn)', `'$(touch pwn)'`],
  ['-x', `'-x'`],
  ['=x', `'=x'`],
])('%j is typed as %s', (value, expected) => {
  expect(word(value)).toBe(expected);
  if (value !== expected) expect(quoted(value)).toBe(expected);
});

test.each([
  [['ls', '-l', '--color=auto'], 'ls -l --color=auto'],
  [['sh', '-c', 'echo $x'], "sh -c 'echo $x'"],
  [['-$(x)', '--a;b', '-', '=x'], "'-$(x)' '--a;b' '-' '=x'"],
])('the command line %j is typed as %s', (words, expected) => {
  expect(commandWords(words)).toBe(expected);
});

test('suggested names can be pasted', () => {
  expect(nearest('acme', ['acme (old)'])).toBe(`did you mean 'acme (old)'?`);
  expect(nearest('zzzzzzzz', ['$(touch pwn)', 'b'])).toBe(`there are: '$(touch pwn)', b`);
  expect(allOf(['a b'])).toBe(`there are: 'a b'`);
  expect(nearest('--durtion', ['--duration'])).toBe('did you mean --duration?');
});
