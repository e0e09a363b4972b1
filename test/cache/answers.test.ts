import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { entryFile } from '../../src/cache/keys.ts';
import { deleteExpired } from '../../src/cache/list-entries.ts';
import { openCache } from '../../src/cache/open.ts';
import { newFolder } from '../fs/folder.ts';

// What recall knows of a session goes with that session.

test('an answer of recall is deleted with its session', () => {
  const folder = newFolder();
  const key = (name: string): string => JSON.stringify([name, 'arn:aws:iam::111122223333:mfa/alice', 'aws', '']);
  const answer = (name: string): string => JSON.stringify(['answer', name]);
  const session = { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c' };
  openCache(folder).write(key('old'), { ...session, expires: 1000 });
  openCache(folder).write(key('new'), { ...session, expires: 3000 });
  for (const name of ['old', 'new', 'gone']) openCache(folder).write(answer(name), { session: key(name) });
  const left = (): string[] =>
    readdirSync(folder)
      .map((name) => `${folder}/${name}`)
      .sort();
  const files = (...keys: string[]): string[] => keys.map((text) => entryFile(folder, text)).sort();
  // That of a session that was over only now is mostly about to be needed again.
  deleteExpired(folder, 2000);
  expect(left()).toEqual(files(key('new'), answer('new'), answer('old')));
  deleteExpired(folder, 2000);
  expect(left()).toEqual(files(key('new'), answer('new')));
});
