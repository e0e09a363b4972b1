import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { rehearseReplace, replaceFile, replacePrivateFile } from '../../src/fs/atomic-write.ts';
import { newFolder } from './folder.ts';

// A file is replaced whole, and keeps its mode, owner and links: C5.4.

const mode = (file: string): number => statSync(file).mode & 0o777;
const module = path.resolve(import.meta.dirname, '../../src/fs/atomic-write.ts');
const isRoot = process.getuid?.() === 0;

test('a new file gets 0600 in a folder of 0700', () => {
  const file = path.join(newFolder(), 'a', 'b', 'file');
  replaceFile(file, 'text');
  expect(readFileSync(file, 'utf8')).toBe('text');
  expect([mode(file), mode(path.dirname(file)), mode(path.dirname(path.dirname(file)))]).toEqual([0o600, 0o700, 0o700]);
});

test.each([0o600, 0o640, 0o644, 0o400, 0o666])('an old file keeps its mode %o, whatever the umask', (old) => {
  const file = path.join(newFolder(), 'file');
  writeFileSync(file, 'old');
  chmodSync(file, old);
  const umask = process.umask(0o077);
  replaceFile(file, 'new');
  process.umask(umask);
  expect([readFileSync(file, 'utf8'), mode(file)]).toEqual(['new', old]);
});

test('a private file is for its owner alone, whatever it was', () => {
  const file = path.join(newFolder(), 'file');
  writeFileSync(file, 'old', { mode: 0o644 });
  replacePrivateFile(file, 'new');
  expect(mode(file)).toBe(0o600);
});

test.skipIf(!isRoot)('the owner is kept (as root)', () => {
  const file = path.join(newFolder(), 'file');
  writeFileSync(file, 'old');
  chownSync(file, 12345, 23456);
  replaceFile(file, 'new');
  expect(statSync(file)).toMatchObject({ uid: 12345, gid: 23456 });
});

test('symlinks stay symlinks, through several and relative ones', () => {
  const folder = newFolder();
  mkdirSync(path.join(folder, 'real'));
  const target = path.join(folder, 'real', 'file');
  writeFileSync(target, 'old', { mode: 0o640 });
  symlinkSync('real/file', path.join(folder, 'one'));
  symlinkSync(path.join(folder, 'one'), path.join(folder, 'two'));
  replaceFile(path.join(folder, 'two'), 'new');
  expect(readFileSync(target, 'utf8')).toBe('new');
  expect(readlinkSync(path.join(folder, 'one'))).toBe('real/file');
  expect(lstatSync(path.join(folder, 'two')).isSymbolicLink()).toBe(true);
  expect(readdirSync(folder).sort()).toEqual(['one', 'real', 'two']);
});

test('a link below a linked folder is followed', () => {
  const folder = newFolder();
  mkdirSync(path.join(folder, 'dotfiles', 'aws'), { recursive: true });
  symlinkSync('../shared', path.join(folder, 'dotfiles', 'aws', 'file'));
  symlinkSync('dotfiles/aws', path.join(folder, 'aws'));
  replaceFile(path.join(folder, 'aws', 'file'), 'new');
  expect(readFileSync(path.join(folder, 'dotfiles', 'shared'), 'utf8')).toBe('new');
});

test('a dangling link: the file is made where it leads', () => {
  const folder = newFolder();
  symlinkSync('deep/target', path.join(folder, 'link'));
  replaceFile(path.join(folder, 'link'), 'new');
  expect(readFileSync(path.join(folder, 'deep', 'target'), 'utf8')).toBe('new');
  expect(readlinkSync(path.join(folder, 'link'))).toBe('deep/target');
});

test('links that form a loop are refused', () => {
  const folder = newFolder();
  symlinkSync('b', path.join(folder, 'a'));
  symlinkSync('a', path.join(folder, 'b'));
  expect(() => replaceFile(path.join(folder, 'a'), 'new')).toThrow(expect.objectContaining({ code: 'ELOOP' }));
});

test('a file that cannot be replaced stays as it was, and nothing is left beside it', () => {
  const folder = newFolder();
  mkdirSync(path.join(folder, 'file'));
  expect(() => replaceFile(path.join(folder, 'file'), 'new')).toThrow();
  expect(readdirSync(folder)).toEqual(['file']);
});

test('temporary files of killed processes are deleted, those of living ones stay', () => {
  const folder = newFolder();
  const dead = Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }));
  const living = process.ppid;
  for (const name of [
    `.file.mfa-env-${dead}`,
    `.file.mfa-env-${living}`,
    `.file.mfa-env-x`,
    '.file',
    `.other.mfa-env-${dead}`,
  ])
    writeFileSync(path.join(folder, name), '');
  replaceFile(path.join(folder, 'file'), 'new');
  expect(readdirSync(folder).sort()).toEqual(
    ['.file', `.file.mfa-env-${living}`, '.file.mfa-env-x', `.other.mfa-env-${dead}`, 'file'].sort(),
  );
});

test('a temporary file of the same process number is no obstacle', () => {
  const folder = newFolder();
  writeFileSync(path.join(folder, `.file.mfa-env-${process.pid}`), 'old');
  replaceFile(path.join(folder, 'file'), 'new');
  expect(readdirSync(folder)).toEqual(['file']);
});

test('C5.4: kill -9 at any moment leaves the old file or the new one', async () => {
  const folder = newFolder();
  const file = path.join(folder, 'file');
  const text = (letter: string): string => letter.repeat(300_000);
  writeFileSync(file, text('a'));
  const source = `const { replaceFile } = await import(${JSON.stringify(module)});
    for (let n = 0; ; n++) replaceFile(${JSON.stringify(file)}, 'abcdefgh'[n % 8].repeat(300_000));`;
  // Node 20 does not strip types by itself: the writer is built first.
  const { build } = await import('esbuild');
  const writer = path.join(newFolder(), 'writer.mjs');
  await build({
    stdin: { contents: source, resolveDir: folder },
    outfile: writer,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  for (let round = 0; round < 12; round++) {
    const child = spawn(process.execPath, [writer], { stdio: 'ignore' });
    const before = statSync(file).mtimeMs;
    while (statSync(file).mtimeMs === before) await setTimeout(1);
    await setTimeout(round);
    const ended = new Promise((resolve) => child.on('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    const now = readFileSync(file, 'utf8');
    expect(now === text(now.charAt(0))).toBe(true);
  }
  replaceFile(file, 'end');
  expect(readdirSync(folder)).toEqual(['file']);
}, 60_000);

test('a rehearsal leaves nothing behind, and makes no folder', () => {
  const folder = newFolder();
  writeFileSync(path.join(folder, 'file'), 'old', { mode: 0o640 });
  rehearseReplace(path.join(folder, 'file'), 'new');
  rehearseReplace(path.join(folder, 'a', 'b', 'file'), 'new');
  expect(readdirSync(folder)).toEqual(['file']);
  expect([readFileSync(path.join(folder, 'file'), 'utf8'), mode(path.join(folder, 'file'))]).toEqual(['old', 0o640]);
});
