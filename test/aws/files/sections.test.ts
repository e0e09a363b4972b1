import { describe, expect, test } from 'vitest';
import { lineAt, profileName, sections, sectionsNamed } from '../../../src/aws/files/sections.ts';

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

  test('jumps to the ones that can stand for a name', () => {
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
