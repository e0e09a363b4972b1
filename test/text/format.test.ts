import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { good, marks, shades } from '../../src/text/colors.ts';
import { forPeople, oneLine, sessionLabel, withTilde } from '../../src/text/format.ts';
import { nearest } from '../../src/text/names.ts';

// Suggestions for unknown names, and text without control characters.

test.each([
  [{}, 'acme · 1'],
  [{ limit: 'read-only' }, 'acme (read-only) · 1'],
  [{ roleArn: 'deploy' }, 'acme · 1 · role deploy'],
  [{ roleArn: '111122223333:deploy' }, 'acme · 1 · role deploy'],
  [{ roleArn: 'arn:aws:iam::111122223333:role/team/deploy' }, 'acme · 1 · role deploy'],
  [{ roleArn: 'a\nb', profile: '' }, 'environment · 1 · role a b'],
])('C6.3: whose session it is: %j', (more, label) => {
  expect(sessionLabel({ profile: 'acme', account: '1', ...more })).toBe(label);
});

test.each([
  ['/home/a/.aws/config is missing', '~/.aws/config is missing'],
  ['see: ls -ld /home/a/.cache/x', 'see: ls -ld ~/.cache/x'],
  ['in /home/a/x (/home/a/y): z', 'in ~/x (~/y): z'],
  ['/home/ab/x', '/home/ab/x'],
  ['/mnt/home/a/x', '/mnt/home/a/x'],
  ['/home/a belongs to another user', '/home/a belongs to another user'],
])('C6.1: paths of the home folder: %s', (text, shown) => {
  expect(withTilde(text, '/home/a')).toBe(shown);
});

test.each([
  ["ls -l '/home/a/b c'", "ls -l ~/'b c'"],
  ["ls -l '/home/a/b'\\''c'", "ls -l ~/'b'\\''c'"],
  ["ls -l '/home/a/b' '/home/a/c d'", "ls -l ~/'b' ~/'c d'"],
  ["ls -l '/home/ab/c d'", "ls -l '/home/ab/c d'"],
  ["aws --profile 'x /home/a/y'", "aws --profile 'x /home/a/y'"],
  ["aws --profile 'x /home/a/y' /home/a/z", "aws --profile 'x /home/a/y' ~/z"],
  ["export X='/home/a/b c'", "export X='/home/a/b c'"],
  ["this machine's file /home/a/b, in 'x y'", "this machine's file ~/b, in 'x y'"],
])('C6.1: a ~ never stands in quotes: %s', (text, shown) => {
  expect(withTilde(text, '/home/a')).toBe(shown);
});

test('C6.1: a home folder with a blank in its name', () => {
  expect(withTilde("'/home/a b/.aws/config' /home/a b/x", '/home/a b')).toBe("~/'.aws/config' ~/x");
});

test('C6.1: without a home folder, or with / for one, paths stay', () => {
  for (const home of [undefined, '', '/']) expect(withTilde('/a/b /c', home)).toBe('/a/b /c');
});

const meant = (name: string, known: string[]): string | undefined =>
  /did you mean (\S+)\?/.exec(nearest(name, known))?.[1];

test.each<[string, string[], string | undefined]>([
  ['defualt', ['acme', 'default'], 'default'],
  ['Default', ['acme', 'default'], 'default'],
  ['pord', ['acme', 'prod'], 'prod'],
  ['xyod', ['acme', 'prod'], 'prod'], // two letters differ
  ['xyzd', ['acme', 'prod'], undefined], // three of four
  ['prodXXXion', ['production'], 'production'], // three of ten
  ['pXXXXction', ['production'], undefined], // four of ten
  ['pro', ['acme', 'production'], 'production'], // its beginning
  ['pr', ['acme', 'production'], undefined],
  ['prot', ['prod-eu', 'prot-eu'], 'prot-eu'], // a beginning is better than a likeness
])('the nearest known name to %s is suggested: %j', (name, known, expected) => {
  expect(meant(name, known)).toBe(expected);
});

test('without a near name the advice lists the first few, and without names it is empty', () => {
  const many = Array.from({ length: 9 }, (_, at) => `profile-${at}`);
  expect(nearest('x', many.slice(0, 8))).toMatch(/profile-0.*profile-7$/);
  expect(nearest('x', many)).toMatch(/profile-0.*profile-7.*…$/);
  expect(nearest('x', many)).not.toContain('profile-8');
  expect(nearest('x', [])).toBe('');
});

// C0, DEL, C1, the direction marks and the two line ends of Unicode.
const controls = [
  ...Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)),
  ...Array.from({ length: 33 }, (_, at) => String.fromCharCode(0x7f + at)),
  ...'\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069',
].filter((character) => character !== '\n');

test.each(controls)('%j never reaches people', (control) => {
  expect(forPeople(`a${control}b\nc`)).toBe('a b\nc');
  expect(oneLine(`a${control}b\nc`)).toBe('a b c');
});

test('other characters stay', () => {
  const text = 'é漢😀 \u00a0\u200b\u200d\ufeff · ✓\n';
  expect(forPeople(text)).toBe(text);
});

test('our own colours stay, and those in a name are removed', () => {
  const hostile = 'x\u001b[31my\u009b32mz\u001b]0;title\u0007';
  const { fine } = marks({});
  const painted = forPeople(`${fine} ${shades({}).over(hostile)}|${hostile}\n${good(hostile, {})}`);
  const clean = 'x [31my 32mz ]0;title ';
  const codes = painted.split('\u001b').slice(1);
  expect(codes.every((code) => /^\[3(?:1|2|9)m/.test(code))).toBe(true);
  expect(painted.replace(/\u001b\[3\dm/g, '')).toBe(`✓ ${clean}|${clean}\n${clean}\n`);
});

test('a colour becomes an escape sequence only when it is written', () => {
  expect(good('x', {})).not.toContain('\u001b');
});

test('only one file writes to stderr', () => {
  const root = path.resolve(import.meta.dirname, '../../src');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const writers = files.filter((file) =>
    /[wW]rite\(2\b|process\.stderr\.write|\bconsole\.(?:log|error|warn|info|debug)/.test(text(file)),
  );
  function text(file: string): string {
    return readFileSync(path.join(root, file), 'utf8');
  }
  expect(writers).toEqual(['system/output.ts']);
});
