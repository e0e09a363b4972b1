import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isSession, type Session } from '../../src/cache/entry.ts';
import { entryFile, fnv1a } from '../../src/cache/keys.ts';
import { openCache } from '../../src/cache/open.ts';
import { newFolder } from '../fs/folder.ts';

// A cache file is used only where it is whole, private, of this version and of this key: C5.2.

const session: Session = { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c', expires: 1 };
const mode = (file: string): number => statSync(file).mode & 0o777;

test('C5.1: an entry is found again, in a file for its owner alone', () => {
  const folder = path.join(newFolder(), 'new', 'cache');
  openCache(folder).write('key', session);
  expect(openCache(folder).read('key', isSession)).toEqual({ content: session });
  expect(openCache(folder).read('other', isSession)).toEqual({});
  expect([mode(folder), mode(path.dirname(folder)), mode(entryFile(folder, 'key'))]).toEqual([0o700, 0o700, 0o600]);
  expect(readdirSync(folder)).toHaveLength(1);
});

test('a file is private whatever the umask', () => {
  const folder = path.join(newFolder(), 'cache');
  const before = process.umask(0);
  openCache(folder).write('key', session);
  process.umask(0o277);
  openCache(folder).write('other', session);
  process.umask(before);
  expect([mode(folder), mode(entryFile(folder, 'key')), mode(entryFile(folder, 'other'))]).toEqual([
    0o700, 0o600, 0o600,
  ]);
});

test('a missing entry is no problem', () => {
  expect(openCache('/nonexistent/folder').read('key', isSession)).toEqual({});
});

test('the hash is FNV-1a, by its published values', () => {
  expect(fnv1a('', 0x811c9dc5)).toBe(0x811c9dc5);
  expect(fnv1a('a', 0x811c9dc5)).toBe(0xe40c292c);
  expect(fnv1a('foobar', 0x811c9dc5)).toBe(0xbf9cf968);
});

test('two keys with one name never share their content', () => {
  const folder = newFolder();
  openCache(folder).write('key', session);
  const text = readFileSync(entryFile(folder, 'key'), 'utf8');
  writeFileSync(entryFile(folder, 'key'), text.replace('"key":"key"', '"key":"yek"'));
  expect(openCache(folder).read('key', isSession)).toEqual({});
});

const entry = (more: object): string => JSON.stringify({ version: 1, key: 'key', content: session, ...more });

test.each<[string, string, RegExp]>([
  ['empty', '', /is damaged$/],
  ['not JSON', '{', /is damaged$/],
  ['no object', '7', /is damaged$/],
  ['null', 'null', /is damaged$/],
  ['without a version', entry({ version: undefined }), /another version/],
  ['newer', entry({ version: 2 }), /another version/],
  ['without content', entry({ content: undefined }), /is damaged$/],
  ['with an empty token', entry({ content: { ...session, sessionToken: '' } }), /is damaged$/],
  ['with a NUL', entry({ content: { ...session, sessionToken: 'a\0' } }), /is damaged$/],
  ['with a date as text', entry({ content: { ...session, expires: '1' } }), /is damaged$/],
  ['with no date', entry({ content: { ...session, expires: null } }), /is damaged$/],
])('C5.2: a file that is %s is not used, and replaced', (_, text, problem) => {
  const folder = newFolder();
  openCache(folder).write('key', session);
  writeFileSync(entryFile(folder, 'key'), text);
  expect(openCache(folder).read('key', isSession)).toEqual({ problem: expect.stringMatching(problem) });
  openCache(folder).write('key', session);
  expect(openCache(folder).read('key', isSession)).toEqual({ content: session });
});

const isRoot = process.getuid?.() === 0;

test.each<[string, (file: string) => void, RegExp]>([
  ['open to the group', (file) => chmodSync(file, 0o640), /can be read by others$/],
  ['open to all', (file) => chmodSync(file, 0o602), /can be read by others$/],
  ['in a folder that others may write to', (file) => chmodSync(path.dirname(file), 0o770), /can be written by others$/],
  ...(isRoot
    ? ([
        ['another user’s', (file) => chownSync(file, 12345, 0), /belongs to another user$/],
        ['in another user’s folder', (file) => chownSync(path.dirname(file), 12345, 0), /belongs to another user$/],
      ] satisfies [string, (file: string) => void, RegExp][])
    : []),
])('C5.2: a file that is %s is not used', (_, change, problem) => {
  const folder = newFolder();
  openCache(folder).write('key', session);
  change(entryFile(folder, 'key'));
  expect(openCache(folder).read('key', isSession)).toEqual({ problem: expect.stringMatching(problem) });
});

test('a link in the place of a file is followed by no read and no write', () => {
  const folder = newFolder();
  const target = path.join(newFolder(), 'target');
  writeFileSync(target, entry({}), { mode: 0o600 });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  symlinkSync(target, entryFile(folder, 'key'));
  expect(openCache(folder).read('key', isSession)).toEqual({ problem: expect.stringContaining('cannot be read') });
  openCache(folder).write('key', { ...session, accessKeyId: 'new' });
  expect(readFileSync(target, 'utf8')).toBe(entry({}));
  expect(openCache(folder).read('key', isSession).content?.accessKeyId).toBe('new');
});
