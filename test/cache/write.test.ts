import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { writeEntry } from '../../src/cache/write.ts';
import { newFolder } from '../fs/folder.ts';

// What a killed process left of a cache entry goes with the next one that is kept: C5.4.

test('C5.4: what a killed process left of any entry goes with the next one that is kept', () => {
  const folder = newFolder();
  const dead = spawnSync(process.execPath, ['-p', 'process.pid']).stdout.toString().trim();
  const ofDead = `.0123456789abcdef.json.mfa-env-${dead}`;
  const ofLiving = `.0123456789abcdef.json.mfa-env-${process.ppid}`;
  for (const name of [ofDead, ofLiving]) writeFileSync(path.join(folder, name), 'a session, perhaps');
  writeEntry(folder, 'another', {});
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([ofLiving]);
});
