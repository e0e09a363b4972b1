import { describe, expect, test } from 'vitest';
import { lineAt, profileName, readSettings, sections, sectionsNamed } from '../../../src/aws/files/sections.ts';

// Sections stand where the AWS tools see them: C3.2.

/** Each section as `header: body`. */
const shown = (text: string): string[] =>
  [...sections(text)].map(({ header, body, end }) => `${header}: ${text.slice(body, end).trim()}`);

test.each<[string, string, string[]]>([
  ['nothing', '', []],
  ['no section', 'a = b\n', []],
  ['one, without a newline at the end', '[x]', ['x: ']],
  ['what stands before the first', 'a = b\n[x]\nc = d', ['x: c = d']],
  ['dots, a slash, @, + and %', '[a.b]\n1\n[team/x@corp+y%z]\n2', ['a.b: 1', 'team/x@corp+y%z: 2']],
  ['a backslash', '[a\\.b]\n', ['a\\.b: ']],
  ['quotes', '[profile "my profile"]\n', ['profile "my profile": ']],
  ['umlauts', '[profile büro]\n', ['profile büro: ']],
  ['blanks inside are kept', '[ default ]\n[  profile   x  ]', [' default : ', '  profile   x  : ']],
  ['CRLF', '[x]\r\na = b\r\n[y]\r\n', ['x: a = b', 'y: ']],
  ['CR', '[x]\ra = b\r[y]\r', ['x: a = b', 'y: ']],
  ['an indented header, at the top and behind a setting', '  [x]\na = b\n\t[y]\nc = d', ['x: a = b', 'y: c = d']],
  ['comments behind a header', '[x] # c\n1\n[y] ; c\n2\n[z]# c\n3', ['x: 1', 'y: 2', 'z: 3']],
  ['a comment with a bracket', '[default] # see [x]\n1', ['default: 1']],
  ['a header in a comment or a value', '# [x]\n[y]\na = [z]\n', ['y: a = [z]']],
  ['twice the same', '[x]\n1\n[x]\n2', ['x: 1', 'x: 2']],
  ['never closed', '[x\na = b\n[y]\n1', ['y: 1']],
  ['empty ones', '[]\n[profile ]\n[__proto__]\n[DEFAULT]', [': ', 'profile : ', '__proto__: ', 'DEFAULT: ']],
])('sections: %s', (_, text, expected) => {
  expect(shown(text)).toEqual(expected);
});

describe('sectionsNamed', () => {
  const text =
    '[x]\n1\n[profile x]\n2\n[profile "x"]\n3\n[xx]\n4\n[x.y]\n5\na = [x]\n[profile\tx] # c\n6\n  [x] \n7\n# [x]';

  test('finds the sections of one name without reading the others', () => {
    const found = [...sectionsNamed(text, 'x')].map(({ body, end }) => text.slice(body, end).trim().charAt(0));
    expect(found).toEqual(['1', '2', '3', '6', '7']);
  });

  test.each(['a.b', 'a+b', '$^', '(', 'a|b', '\\', 'x"y', '__proto__', 'x y', '*'])('takes %j literally', (name) => {
    const file = `[other]\n1\n[profile ${name}]\n2`;
    expect([...sectionsNamed(file, name)]).toHaveLength(1);
    expect([...sectionsNamed('[other]\n', name)]).toHaveLength(0);
  });

  test('agrees with sections()', () => {
    const all = [...sections(text)].map(({ start }) => start);
    for (const { start } of sectionsNamed(text, 'x')) expect(all).toContain(start);
  });
});

test.each<[string, string | undefined, string]>([
  ['default', 'default', 'default'],
  ['profile x', 'x', 'profile x'],
  ['profile  x', 'x', 'profile  x'],
  ['profile\tx', 'x', 'profile\tx'],
  ['profile x ', 'x', 'profile x'],
  ['profile my profile', 'my profile', 'profile my profile'],
  ['profile "my profile"', 'my profile', 'profile "my profile"'],
  ["profile 'x'", 'x', "profile 'x'"],
  ['profile "x\'', '"x\'', 'profile "x\''],
  ['profile default', 'default', 'profile default'],
  ['x', undefined, 'x'],
  [' default ', 'default', 'default'],
  ['  profile   x  ', 'x', 'profile   x'],
  ['profilex', undefined, 'profilex'],
  ['sso-session s', undefined, 'sso-session s'],
  ['services v', undefined, 'services v'],
  ['constructor', undefined, 'constructor'],
])('profileName: [%s] is %s in the config file, %s in the other', (header, inConfig, inCredentials) => {
  expect(profileName(header, 'config')).toBe(inConfig);
  expect(profileName(header, 'credentials')).toBe(inCredentials);
});

test('lineAt counts LF, CRLF and CR', () => {
  expect([0, 2, 5, 7].map((at) => lineAt('a\nb\r\nc\rd', at))).toEqual([1, 2, 3, 4]);
});

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

test('a setting named __proto__ does not change the prototype', () => {
  const settings = readSettings('__proto__ = x\na = b\n__proto__.c = d');
  expect(Object.getPrototypeOf(settings)).toBeNull();
  expect(settings.a).toBe('b');
  expect(settings.c).toBeUndefined();
  expect(({} as Record<string, unknown>).c).toBeUndefined();
});

test('the last of two settings counts', () => {
  expect(read('a = 1\nb = 2\nA = 3')).toEqual({ a: '3', b: '2' });
});
