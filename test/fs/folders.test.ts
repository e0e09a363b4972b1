import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openCache } from '../../src/cache/open.ts';
import { writeShellNote } from '../../src/cache/shell-notes.ts';
import { makeFolder } from '../../src/fs/folders.ts';
import { folderProblem } from '../../src/fs/trust.ts';
import { newFolder } from './folder.ts';

// A folder is taken for private only where nobody else can write to it: C5.1.

const isRoot = process.getuid?.() === 0;
const stranger = 12345;
const isAny = (value: unknown): value is unknown => value !== undefined;

test('a folder and its missing parents are made for their owner alone', () => {
  const top = newFolder();
  makeFolder(path.join(top, 'a/b'));
  makeFolder(path.join(top, 'a/b'));
  expect([top, path.join(top, 'a'), path.join(top, 'a/b')].map((folder) => statSync(folder).mode & 0o777)).toEqual([
    0o700, 0o700, 0o700,
  ]);
});

test('a file in the place of a folder is an error', () => {
  const file = path.join(newFolder(), 'file');
  writeFileSync(file, '');
  for (const folder of [file, path.join(file, 'b')])
    expect(() => makeFolder(folder)).toThrow(expect.objectContaining({ code: 'ENOTDIR' }));
});

// mkdirSync with `recursive` never comes back from there.
test.runIf(existsSync('/proc/self'))('a place that takes no folder is told, and not tried for ever', () => {
  expect(() => makeFolder('/proc/nonexistent/a/b')).toThrow('ENOENT');
});

test.skipIf(!isRoot)('nothing is made in a folder of another user’s (as root)', () => {
  const home = newFolder();
  chownSync(home, stranger, stranger);
  expect(() => makeFolder(path.join(home, '.cache/mfa-env'))).toThrow(`${home} belongs to another user`);
  expect(() => openCache(path.join(home, '.cache/mfa-env')).write('key', {})).toThrow(
    `${home} belongs to another user`,
  );
  expect(readdirSync(home)).toEqual([]);
});

/** A folder of the user's that others may read, and links to it: each gives the cache folder that the user names. */
const ways: [string, (shared: string, own: string) => { link: string; cache: string }][] = [
  [
    'in its place',
    (shared, own) => {
      symlinkSync(own, path.join(shared, 'mfa-env'));
      return { link: path.join(shared, 'mfa-env'), cache: path.join(shared, 'mfa-env') };
    },
  ],
  [
    'in the place of a folder above it',
    (shared, own) => {
      symlinkSync(own, path.join(shared, 'cache'));
      return { link: path.join(shared, 'cache'), cache: path.join(shared, 'cache/mfa-env') };
    },
  ],
  [
    'that a link of one’s own leads to',
    (shared, own) => {
      symlinkSync(own, path.join(shared, 'second'));
      symlinkSync('second', path.join(shared, 'first'));
      return { link: path.join(shared, 'second'), cache: path.join(shared, 'first/mfa-env') };
    },
  ],
];

for (const [where, plant] of ways) {
  test.skipIf(!isRoot)(`a link of another user’s ${where} leads nowhere (as root)`, () => {
    const own = newFolder();
    chmodSync(own, 0o755);
    const { link, cache } = plant(newFolder(), own);
    lchownSync(link, stranger, stranger);
    const problem = `${link} is a symbolic link of another user`;
    expect(folderProblem(cache)).toBe(problem);
    expect(openCache(cache).read('key', isAny)).toEqual({ problem });
    expect(() => openCache(cache).write('key', {})).toThrow(problem);
    writeShellNote(cache, 1, { profile: 'acme', account: undefined, expires: 1 });
    expect([readdirSync(own), statSync(own).mode & 0o777]).toEqual([[], 0o755]);
  });

  test(`a link of one’s own ${where} is followed`, () => {
    const own = newFolder();
    const { cache } = plant(newFolder(), own);
    openCache(cache).write('key', {});
    expect(folderProblem(cache)).toBe(undefined);
    expect(openCache(cache).read('key', isAny)).toEqual({ content: {} });
    expect(readdirSync(own)).toHaveLength(1);
  });
}

test('a loop of links is no problem of trust, because reading tells', () => {
  const folder = path.join(newFolder(), 'round');
  symlinkSync('round', folder);
  expect(folderProblem(folder)).toBe(undefined);
  expect(openCache(folder).read('key', isAny).problem).toMatch(/cannot be read \(ELOOP\)$/);
});
