import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { liveShells } from '../../src/cache/list-shells.ts';
import { openCache } from '../../src/cache/open.ts';
import { shellNoteFile, writeShellNote } from '../../src/cache/shell-notes.ts';
import { temporaryFor } from '../../src/fs/folders.ts';
import { takeLock } from '../../src/fs/lock.ts';
import { newFolder } from './folder.ts';

// The numbers of processes come again: what one has left is not the next one's.

test('a lock that another process of the same number took meanwhile is not released', async () => {
  const lock = path.join(newFolder(), 'lock');
  const release = await takeLock(lock);
  const other = readFileSync(lock, 'utf8').replace(/"start":"\d*"/, '"start":"another"');
  writeFileSync(lock, other);
  release();
  expect(readFileSync(lock, 'utf8')).toBe(other);
});

test('a temporary file of the same process number is replaced', async () => {
  const folder = newFolder();
  openCache(folder).write('key', { of: 'before' });
  const [name = ''] = readdirSync(folder);
  for (const target of [name, 'lock']) writeFileSync(temporaryFor(path.join(folder, target)), 'half of it');
  openCache(folder).write('key', { of: 'now' });
  (await takeLock(path.join(folder, 'lock')))();
  expect(readdirSync(folder)).toEqual([name]);
  expect(readFileSync(path.join(folder, name), 'utf8')).toContain('now');
});

vi.mock('../../src/system/process.ts', async (original) => {
  const actual = await original<typeof import('../../src/system/process.ts')>();
  return { ...actual, startedAt: () => undefined, programOf: () => '' };
});

test('without /proc, as on macOS, ps tells that a shell is younger than the note', async () => {
  vi.spyOn(process, 'platform', 'get').mockReturnValue('darwin');
  onTestFinished(() => void vi.restoreAllMocks());
  const folder = newFolder();
  const { pid = 0 } = spawn('sleep', ['100'], { stdio: 'ignore' });
  onTestFinished(() => void process.kill(pid, 'SIGKILL'));
  writeShellNote(folder, pid, { profile: 'acme', account: undefined, expires: 1_900_000_000 });
  expect(await liveShells(folder)).toMatchObject([{ pid, profile: 'acme' }]);
  utimesSync(shellNoteFile(folder, pid), 1_000_000_000, 1_000_000_000);
  expect(await liveShells(folder)).toEqual([]);
});
