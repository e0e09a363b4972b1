import { existsSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../../src/store/folder.ts';
import { newFolder } from './folder.ts';

test('a folder and those above it are made, and nobody else can look in', () => {
  const top = newFolder();
  makeFolder(path.join(top, 'a/b'));
  makeFolder(path.join(top, 'a/b'));
  expect([top, path.join(top, 'a'), path.join(top, 'a/b')].map((folder) => statSync(folder).mode & 0o777)).toEqual([
    0o700, 0o700, 0o700,
  ]);
});

test('a file in the way is told', () => {
  const file = path.join(newFolder(), 'file');
  writeFileSync(file, '');
  for (const folder of [file, path.join(file, 'b')])
    expect(() => makeFolder(folder)).toThrow(expect.objectContaining({ code: 'ENOTDIR' }));
});

// mkdirSync with `recursive` never comes back from there.
test.runIf(existsSync('/proc/self'))('a place that takes no folder is told, and not tried for ever', () => {
  expect(() => makeFolder('/proc/nonexistent/a/b')).toThrow('ENOENT');
});
