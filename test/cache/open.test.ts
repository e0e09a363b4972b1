import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { noCache, openCache } from '../../src/cache/open.ts';
import { newFolder } from '../fs/folder.ts';

// The cache of one run: C5.2, C5.4.

const isAny = (value: unknown): value is unknown => value !== undefined;

test('C5.4: the next write deletes what a killed process left', () => {
  const folder = newFolder();
  const dead = spawnSync(process.execPath, ['-p', 'process.pid']).stdout.toString().trim();
  const ofDead = `.0123456789abcdef.json.mfa-env-${dead}`;
  const ofLiving = `.0123456789abcdef.json.mfa-env-${process.ppid}`;
  for (const name of [ofDead, ofLiving]) writeFileSync(path.join(folder, name), 'a session, perhaps');
  openCache(folder).write('another', {});
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([ofLiving]);
});

test('the folder is checked once in a run', () => {
  const folder = newFolder();
  const cache = openCache(folder);
  cache.write('key', {});
  chmodSync(folder, 0o777);
  expect(cache.read('key', isAny)).toEqual({ content: {} });
  expect(openCache(folder).read('key', isAny)).toEqual({ problem: `${folder} can be written by others` });
});

test('a folder that another user makes meanwhile is not trusted', () => {
  const folder = path.join(newFolder(), 'cache');
  const cache = openCache(folder);
  expect(cache.read('key', isAny)).toEqual({});
  mkdirSync(folder);
  chmodSync(folder, 0o777);
  expect(cache.read('key', isAny)).toEqual({ problem: `${folder} can be written by others` });
});

test('the first write closes a folder that others can write to, and then trusts it', () => {
  const folder = path.join(newFolder(), 'cache');
  mkdirSync(folder);
  chmodSync(folder, 0o770);
  const cache = openCache(folder);
  expect(cache.read('key', isAny)).toHaveProperty('problem');
  expect(cache.lockFile('key')).toBeUndefined();
  cache.write('key', {});
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(cache.read('key', isAny)).toEqual({ content: {} });
  expect(cache.lockFile('key')).toMatch(/\.json\.lock$/);
});

test('without a cache nothing is read, written or shared', () => {
  noCache.write('key', {});
  noCache.mark('acme', 1);
  expect(noCache.read('key', isAny)).toEqual({});
  expect(noCache.lockFile('key')).toBeUndefined();
  expect(existsSync('key')).toBe(false);
});
