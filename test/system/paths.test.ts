import { type Stats, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { stampOf } from '../../src/fs/trust.ts';
import { awsFilePaths, cacheFolder, plainCacheFolder, tildePath } from '../../src/system/paths.ts';

// Paths by the environment (C3.2, C5.1), and stamps of files.

test.each<[string, string]>([
  ['/etc/aws', '/etc/aws'],
  ['~/aws', '/home/alice/aws'],
  ['~', '/home/alice'],
  ['~bob/aws', '~bob/aws'], // another user's home folder is not looked for
  ['/x/~/aws', '/x/~/aws'],
  ['$HOME/aws', '/home/alice/aws'],
  ['$' + '{HOME}/aws', '/home/alice/aws'],
  ['/x/$NOPE/aws', '/x/$NOPE/aws'],
  ['', '/home/alice/.aws/config'],
])('AWS_CONFIG_FILE=%s is %s', (AWS_CONFIG_FILE, expected) => {
  expect(awsFilePaths({ HOME: '/home/alice', AWS_CONFIG_FILE }).config).toBe(expected);
});

test.each<[Record<string, string>, string]>([
  [{}, '/home/alice/.cache/mfa-env'],
  [{ XDG_CACHE_HOME: '/var/c' }, '/var/c/mfa-env'],
  [{ XDG_CACHE_HOME: 'c' }, '/home/alice/.cache/mfa-env'], // the specification ignores what is relative
  [{ XDG_CACHE_HOME: '' }, '/home/alice/.cache/mfa-env'],
  [{ XDG_CACHE_HOME: '/var/c', MFA_ENV_CACHE_DIR: '/own' }, '/own'],
  [{ MFA_ENV_CACHE_DIR: 'own' }, '/own'],
])('C5.1: with %j the cache is in %s', (env, expected) => {
  expect(cacheFolder({ HOME: '/home/alice', ...env })).toBe(expected);
  expect(plainCacheFolder({ HOME: '/home/alice', ...env })).toBe(expected);
});

test('every change of a file changes its stamp', () => {
  const stat = statSync(import.meta.filename);
  const changed = (name: keyof Stats): Stats => Object.assign(Object.create(stat), stat, { [name]: 7 });
  const stamps = ['dev', 'ino', 'size', 'ctimeMs'].map((name) => stampOf(changed(name as keyof Stats)));
  expect(new Set([stampOf(stat), ...stamps]).size).toBe(5);
});

test('a file that is not plain, or has just changed, has no stamp', () => {
  const stat = statSync(import.meta.filename);
  expect(stampOf(statSync(import.meta.dirname))).toBeUndefined();
  expect(stampOf(stat, stat.ctimeMs + 1999)).toBeUndefined();
  expect(stampOf(stat, stat.ctimeMs + 2001)).toBe(stampOf(stat));
});

test.each([
  ['/home/a/.aws/config', '~/.aws/config'],
  ['/home/ab/.aws/config', '/home/ab/.aws/config'],
  ['/home/a', '/home/a'],
])('%s is shown as %s', (file, shown) => {
  expect(tildePath(file, { HOME: '/home/a' })).toBe(shown);
});
