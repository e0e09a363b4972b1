import { expect, test } from 'vitest';
import { readSettings } from '../../../src/aws/files/settings.ts';

// Settings are read as the AWS tools read them: C3.2.

const read = (body: string): Record<string, string> => ({ ...readSettings(body) });

test.each<[string, string, Record<string, string>]>([
  ['comments on lines of their own', '# a = b\n; c = d\n  # e = f\n', {}],
  ['comments behind a value', 'region = r # c\noutput = j ; c\nx = y\t# c', { region: 'r', output: 'j', x: 'y' }],
  ['a comment in the place of a value', 'region = # c\noutput = ; c', { region: '', output: '' }],
  ['# and ; inside a value', 'region = us-east-1#x\nkey = ab#cd;ef', { region: 'us-east-1#x', key: 'ab#cd;ef' }],
  ['names in lower case', 'Region = R\nAWS_ACCESS_KEY_ID = X', { region: 'R', aws_access_key_id: 'X' }],
  ['nested ones', 's3 =\n  max = 1\n  Min = 2\nregion = r', { s3: '', 's3.max': '1', 's3.min': '2', region: 'r' }],
  [
    'true, false, null and numbers are text',
    'a = true\nb = false\nc = null\nd = 007',
    { a: 'true', b: 'false', c: 'null', d: '007' },
  ],
  ['no arrays', 'region[] = a\nother[] = b', { 'region[]': 'a', 'other[]': 'b' }],
  ['quotes are literal', `a = "q"\nb = 'q'\nc = "a\\nb"\nd = "`, { a: '"q"', b: "'q'", c: '"a\\nb"', d: '"' }],
  ['CRLF', 'a = b\r\nc = d\r\n', { a: 'b', c: 'd' }],
  ['CR', 'a = b\rc = d\r', { a: 'b', c: 'd' }],
  ['indented', '  a = b\n\tc = d', { a: 'b', c: 'd' }],
  ['an indented one behind a value is its own', 'k0 = v0\n  k = v', { k0: 'v0', k: 'v' }],
  ['a colon', 'region: r1\nurl = http://x:1\nu: http://y', { region: 'r1', url: 'http://x:1', u: 'http://y' }],
  ['no =', 'lonely\na = b', { a: 'b' }],
  // AWS's own test cases for continued values.
  ['a continuation', 'a = value\n -continued\nc = d', { a: 'value\n-continued', c: 'd' }],
  ['several', 'a = value\n -continued\n -and-continued', { a: 'value\n-continued\n-and-continued' }],
  ['one with blanks around it', 'a = value\n \t -continued \t ', { a: 'value\n-continued' }],
  ['one with a #', 'a = value\n -continued # Comment', { a: 'value\n-continued # Comment' }],
  ['one with a ;', 'a = value\n -continued ; Comment', { a: 'value\n-continued ; Comment' }],
  ['one with a = or a colon', 'a = x\n  --b=c\n  http://d', { a: 'x\n--b=c\nhttp://d' }],
  ['a comment on a line of its own is none', 'a = value\n  # no\n -continued', { a: 'value\n-continued' }],
  ['no value', 'key =\nother = x', { key: '', other: 'x' }],
  ['= in a value', 'external_id = a=b=c\nt = AbC+/x==', { external_id: 'a=b=c', t: 'AbC+/x==' }],
  ['a command', 'credential_process = x "b c" # y', { credential_process: 'x "b c"' }],
  ['backslashes', 'a = a\\;b\\#c\nb = C:\\x', { a: 'a\\;b\\#c', b: 'C:\\x' }],
  ['percent signs', 'a = 100%\nb = %(x)s', { a: '100%', b: '%(x)s' }],
  ['no blanks, many blanks', 'a=b\nc   =   d   e   ', { a: 'b', c: 'd   e' }],
  ['no newline at the end', 'a = b', { a: 'b' }],
  ['names of objects', 'constructor = a\ntostring = b', { constructor: 'a', tostring: 'b' }],
  ['dots in names', 'a.b = c', { 'a.b': 'c' }],
  ['beyond ASCII', 'a = ü😀 x', { a: 'ü😀 x' }],
  ['brackets', 'a = [x]\nb = {"c":1}', { a: '[x]', b: '{"c":1}' }],
])('%s', (_, body, expected) => {
  expect(read(body)).toEqual(expected);
});

test('__proto__ never sets a prototype', () => {
  const settings = readSettings('__proto__ = x\na = b\n__proto__.c = d');
  expect(Object.getPrototypeOf(settings)).toBeNull();
  expect(settings.a).toBe('b');
  expect(settings.c).toBeUndefined();
  expect(({} as Record<string, unknown>).c).toBeUndefined();
});

test('the last of two settings counts', () => {
  expect(read('a = 1\nb = 2\nA = 3')).toEqual({ a: '3', b: '2' });
});
