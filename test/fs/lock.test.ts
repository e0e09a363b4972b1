import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type Holder, takeLock } from '../../src/fs/lock.ts';
import { pidNamespace, processStart } from '../../src/system/process.ts';
import { newFolder } from './folder.ts';

// Whose a lock is, by what stands in it and how old it is: C4.5, C5.4. With processes of all kinds: command/locks.test.ts.

const mine: Holder = {
  pid: process.pid,
  start: processStart(process.pid),
  host: hostname(),
  namespace: pidNamespace(),
  terminal: 'pts/3',
};
const elsewhere: Holder = { ...mine, host: 'another-machine' };

/** A lock file that somebody else has written, so many seconds ago. */
function heldBy(holder: object | string, seconds = 0): string {
  const file = path.join(newFolder(), 'lock');
  writeFileSync(file, typeof holder === 'string' ? holder : JSON.stringify(holder), { mode: 0o600 });
  grow(file, seconds);
  return file;
}

const grow = (file: string, seconds: number): void => {
  const then = Date.now() / 1000 - seconds;
  utimesSync(file, then, then);
};

/** Whether the lock is taken at all, and who is waited for meanwhile. */
async function take(file: string): Promise<{ taken: boolean; holders: Holder[] }> {
  const holders: Holder[] = [];
  const stop = AbortSignal.timeout(400);
  const taken = await takeLock(file, stop, { onWait: (holder) => holders.push(holder) }).then(
    () => true,
    () => false,
  );
  return { taken, holders };
}

test.concurrent.each<[string, object | string, number, boolean]>([
  ['of a living process', mine, 3600, false],
  ['of a dead one', { ...mine, pid: 2 ** 22 + 1 }, 0, true],
  ['of another machine, lately', elsewhere, 500, false],
  ['of another machine, long ago', elsewhere, 700, true],
  ['of another machine, from the future', elsewhere, -700, true],
  ['of another container, lately', { ...mine, namespace: 'pid:[1]' }, 500, false],
  ['that names nobody, just made', '', 0, false],
  ['that names nobody, old', '', 5, true],
  ['with a holder that is none', { ...mine, pid: -1 }, 5, true],
  ['with half a holder', { pid: process.pid }, 5, true],
])('a lock %s', async (_, holder, seconds, free) => {
  expect((await take(heldBy(holder, seconds))).taken).toBe(free);
});

test('whoever waits is told once who holds the lock', async () => {
  expect((await take(heldBy(mine))).holders).toEqual([mine]);
  expect(await take(heldBy('')).then(({ holders }) => holders)).toEqual([]);
});

test('waiting ends when the lock is no longer needed, and its holder keeps it', async () => {
  const file = heldBy(mine);
  const giveBack = await takeLock(file, undefined, { isNeeded: () => false });
  giveBack();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(mine);
});

test('a lock is released, but not one that another took meanwhile', async () => {
  const file = path.join(newFolder(), 'lock');
  const giveBack = await takeLock(file);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
  giveBack();
  expect(existsSync(file)).toBe(false);
  for (const other of [{ ...mine, pid: process.ppid }, elsewhere]) {
    const giveBackLate = await takeLock(file);
    writeFileSync(file, JSON.stringify(other));
    giveBackLate();
    expect(existsSync(file)).toBe(true);
    writeFileSync(file, '');
    grow(file, 5);
  }
});

test('a process that was killed while it broke a dead lock blocks nobody', async () => {
  const file = heldBy('', 5);
  mkdirSync(`${file}.break`);
  expect((await take(file)).taken).toBe(false);
  grow(`${file}.break`, 5);
  expect((await take(file)).taken).toBe(true);
  expect(existsSync(`${file}.break`)).toBe(false);
});

test('the next holder deletes what a process left that was killed while it took the lock', async () => {
  const file = path.join(newFolder(), 'lock');
  const left = path.join(path.dirname(file), `.lock.mfa-env-${2 ** 22 + 1}`);
  writeFileSync(left, '');
  (await takeLock(file))();
  expect(existsSync(left)).toBe(false);
});
