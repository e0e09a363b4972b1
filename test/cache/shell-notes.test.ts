import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { deleteExpired, sweepShells } from '../../src/cache/list-entries.ts';
import { askPs, liveShells, processFacts } from '../../src/cache/list-shells.ts';
import { deleteShellNote, shellNoteFile, writeShellNote } from '../../src/cache/shell-notes.ts';
import { newFolder } from '../fs/folder.ts';

// C1: which terminal has what, as shells note it.

const { pid } = process;
const acme = { profile: 'acme', account: '111122223333', expires: 1_900_000_000 };

/** A process that lives until the test ends, or until it is killed. */
function sleeper() {
  const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function deadPid(): Promise<number> {
  const child = sleeper();
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  return child.pid ?? 0;
}

test('C1: what a shell notes is found, in a file that only its owner reads', async () => {
  const folder = newFolder();
  const other = sleeper();
  writeShellNote(folder, pid, acme);
  writeShellNote(folder, other.pid ?? 0, { profile: '', account: undefined, expires: 5 });
  writeShellNote(folder, pid, { ...acme, expires: 7 });
  const found = (await liveShells(folder)).sort((a, b) => a.expires - b.expires);
  expect(found).toEqual([
    {
      pid: other.pid,
      profile: '',
      account: undefined,
      expires: 5,
      facts: expect.objectContaining({ program: 'sleep' }),
    },
    { pid, ...acme, expires: 7, facts: expect.anything() },
  ]);
  expect(statSync(shellNoteFile(folder, pid)).mode & 0o777).toBe(0o600);
  deleteShellNote(folder, pid);
  expect((await liveShells(folder)).map((shell) => shell.pid)).toEqual([other.pid]);
});

test('a folder that is missing or read-only causes no error', async () => {
  const folder = newFolder();
  const missing = path.join(folder, 'missing');
  writeShellNote(missing, pid, acme);
  deleteShellNote(missing, pid);
  expect([await liveShells(missing), existsSync(missing)]).toEqual([[], false]);
  const file = path.join(folder, 'file');
  writeFileSync(file, 'as it was');
  writeShellNote(file, pid, acme);
  deleteShellNote(file, pid);
  expect(readFileSync(file, 'utf8')).toBe('as it was');
});

test('nothing is noted in a folder that others can write', () => {
  const folder = newFolder();
  chmodSync(folder, 0o1777);
  writeShellNote(folder, pid, acme);
  expect(readdirSync(folder)).toEqual([]);
});

test('a shorter note replaces a longer one', async () => {
  const folder = newFolder();
  writeShellNote(folder, pid, { ...acme, profile: 'a-much-longer-name' });
  writeShellNote(folder, pid, acme);
  expect(await liveShells(folder)).toMatchObject([acme]);
});

test('a planted link is not followed', async () => {
  const folder = newFolder();
  const target = path.join(folder, 'precious');
  writeFileSync(target, 'precious');
  symlinkSync(target, shellNoteFile(folder, pid));
  writeShellNote(folder, pid, acme);
  expect(readFileSync(target, 'utf8')).toBe('precious');
  writeShellNote(folder, pid, acme); // the first one took the link away
  expect(readFileSync(target, 'utf8')).toBe('precious');
  expect(await liveShells(folder)).toMatchObject([acme]);
});

test.each<[string, (file: string, folder: string) => void]>([
  ['is damaged', (file) => writeFileSync(file, '{"version":1,"profile":"ac')],
  ['holds something else', (file) => writeFileSync(file, '{"version":1,"profile":[],"expires":"soon"}')],
  ['is from another version', (file) => writeFileSync(file, JSON.stringify({ ...acme, version: 2 }))],
  ['stands in a folder that others write', (_, folder) => chmodSync(folder, 0o777)],
])('C5.2: a note that %s is not shown', async (_, spoil) => {
  const folder = newFolder();
  writeShellNote(folder, pid, acme);
  spoil(shellNoteFile(folder, pid), folder);
  expect(await liveShells(folder)).toEqual([]);
});

test('a note that a shell wrote may be open to others: nothing in it is secret', async () => {
  const folder = newFolder();
  writeShellNote(folder, pid, acme);
  chmodSync(shellNoteFile(folder, pid), 0o664);
  expect(await liveShells(folder)).toMatchObject([acme]);
});

test.runIf(process.getuid?.() === 0)('C5.2: nor is one of another user’s', async () => {
  const folder = newFolder();
  writeShellNote(folder, pid, acme);
  chownSync(shellNoteFile(folder, pid), 65534, 65534);
  expect(await liveShells(folder)).toEqual([]);
});

test('only the notes of shells that are gone are deleted', async () => {
  const folder = newFolder();
  const fill = async (): Promise<void> => {
    writeShellNote(folder, pid, acme);
    writeShellNote(folder, await deadPid(), acme);
  };
  const kept = [path.basename(shellNoteFile(folder, pid)), 'shell-0.json', 'shell-1.json.until', 'shell-x.json'].sort();
  for (const name of kept.slice(0, -1)) writeFileSync(path.join(folder, name), '');
  mkdirSync(path.join(folder, 'shell-x.json'));
  for (const clean of [liveShells, sweepShells, (place: string) => deleteExpired(place, 0)]) {
    await fill();
    expect(readdirSync(folder)).toHaveLength(kept.length + 1);
    await clean(folder);
    expect(readdirSync(folder).sort()).toEqual(kept);
  }
});

test('a process that is younger than the note is not the shell that got it', async () => {
  const folder = newFolder();
  writeShellNote(folder, pid, acme);
  utimesSync(shellNoteFile(folder, pid), 1_000_000_000, 1_000_000_000);
  expect(await liveShells(folder)).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

test('macOS: ps says the same as /proc', async () => {
  const child = sleeper();
  const pids = [child.pid ?? 0, await deadPid(), pid];
  const [asked, read] = [await askPs(pids), await processFacts(pids)];
  expect(asked.get(pids[0] ?? 0)).toMatchObject({ program: 'sleep' });
  expect([...asked.keys()].sort()).toEqual([pids[0], pid].sort());
  for (const [one, facts] of asked) {
    expect(read.get(one)?.terminal).toBe(facts.terminal);
    const away = Math.abs((read.get(one)?.started ?? 0) - (facts.started ?? 0));
    expect(away).toBeLessThan(3000); // whole seconds, of two clocks
  }
});
