import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { fileOfThisRun } from '../../src/fs/file-of-run.ts';
import { sweep } from '../../src/fs/folders.ts';
import { newFolder } from './folder.ts';

// A private file that is there as long as its process, for other processes and other containers: C11.1.

test('it is private, keeps young, and is gone with the event `exit`', async () => {
  const folder = newFolder();
  const before = process.listeners('exit');
  const file = fileOfThisRun(folder, 'config', Buffer.from('x'), 10);
  expect(statSync(file)).toMatchObject({ size: 1, mode: 0o100600 });
  utimesSync(file, 1000, 1000);
  await setTimeout(200);
  expect(Date.now() - statSync(file).mtimeMs).toBeLessThan(60_000);
  const [end] = process.listeners('exit').filter((one) => !before.includes(one));
  end?.(0);
  end?.(0);
  expect(existsSync(file)).toBe(false);
  process.off('exit', end as () => void);
});

test('another container’s is swept once it has been silent for long, and not before', () => {
  const folder = newFolder();
  const file = path.join(folder, '.config.mfa-env-7-1');
  writeFileSync(file, '');
  sweep(folder);
  expect(readdirSync(folder)).toHaveLength(1);
  utimesSync(file, 1000, 1000);
  sweep(folder);
  expect(readdirSync(folder)).toEqual([]);
});
