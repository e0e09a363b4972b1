import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isSession, isUser, userOfArn } from '../../src/cache/entry.ts';
import { entryFile } from '../../src/cache/keys.ts';
import { deleteExpired, listMarkers, listSessions, listUsers } from '../../src/cache/list-entries.ts';
import { openCache } from '../../src/cache/open.ts';
import { shellNoteFile, writeShellNote } from '../../src/cache/shell-notes.ts';
import { privateFolder, sweep } from '../../src/fs/folders.ts';
import { newFolder } from '../fs/folder.ts';

// What the cache folder holds as a whole, and whose it is: C5.1, C5.2.

const key = (name: string): string => JSON.stringify([name, 'arn:aws:iam::111122223333:mfa/alice', 'aws', '']);
const session = (expires: number) => ({ accessKeyId: 'A', secretAccessKey: 'B', sessionToken: 'C', expires });

/** A folder with sessions that end then. */
function folderOf(...ends: number[]): string {
  const folder = newFolder();
  for (const end of ends) openCache(folder).write(key(`AKIA${end}`), session(end));
  return folder;
}
const endsIn = (folder: string): number[] => listSessions(folder).map(({ session: { expires } }) => expires);

test('the session that lives longest comes first', () => {
  expect(endsIn(folderOf(200, 300, 100))).toEqual([300, 200, 100]);
});

test('a session is over in the second in which it ends', () => {
  const folder = folderOf(199, 200, 201);
  deleteExpired(folder, 200);
  expect(endsIn(folder)).toEqual([201]);
});

test('a missing folder is no problem, an unreadable one is', () => {
  const problems: string[] = [];
  const folder = newFolder();
  expect(listSessions(path.join(folder, 'none'), (problem) => problems.push(problem))).toEqual([]);
  expect(problems).toEqual([]);
  writeFileSync(path.join(folder, 'file'), '', { mode: 0o600 });
  expect(listSessions(path.join(folder, 'file'), (problem) => problems.push(problem))).toEqual([]);
  expect(problems).toEqual([expect.stringContaining('ENOTDIR')]);
});

test('a file where the folder should be holds no entry; a file without end is damaged', () => {
  const folder = newFolder();
  writeFileSync(path.join(folder, 'file'), '', { mode: 0o600 });
  expect(openCache(path.join(folder, 'file')).read(key('A'), isSession)).toEqual({});
  const text = JSON.stringify({ version: 1, key: key('A'), content: session(300) });
  writeFileSync(entryFile(folder, key('A')), `${text}\n${' '.repeat(1_000_000)}`, { mode: 0o600 });
  expect(openCache(folder).read(key('A'), isSession)).toHaveProperty('problem');
});

test('a file that was open to others is closed when it is written again', () => {
  const folder = folderOf(300);
  const file = entryFile(folder, key('AKIA300'));
  chmodSync(file, 0o644);
  openCache(folder).write(key('AKIA300'), session(300));
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a shell’s note that was open to others is closed when it is written again', () => {
  const folder = newFolder();
  const file = shellNoteFile(folder, 4711);
  writeFileSync(file, '');
  chmodSync(file, 0o644);
  writeShellNote(folder, 4711, { profile: 'acme', account: undefined, expires: 300 });
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test.each([0o750, 0o705, 0o777])('a folder of mode %o is closed', (mode) => {
  const folder = newFolder();
  chmodSync(folder, mode);
  privateFolder(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test.each<[string, string, (folder: string) => void]>([
  ['that holds other files, such as a home folder', 'home', (folder) => writeFileSync(path.join(folder, 'diary'), '')],
  [
    'that a link named like ours leads to',
    'mfa-env',
    (folder) => {
      renameSync(folder, `${folder}.other`);
      mkdirSync(path.join(`${folder}.other`, 'x'));
      symlinkSync(`${folder}.other`, folder);
    },
  ],
])('a folder %s keeps its mode, and nothing is cached in it', (_, name, use) => {
  const folder = path.join(newFolder(), name);
  mkdirSync(folder, { mode: 0o755 });
  use(folder);
  expect(() => openCache(folder).write('key', {})).toThrow(`${folder} holds other files, and others can read it`);
  expect(readdirSync(folder)).toHaveLength(1);
  expect(statSync(folder).mode & 0o777).toBe(0o755);
});

test('a folder of ours that somebody opened is closed again, with all that is in it', () => {
  const folder = path.join(newFolder(), 'mfa-env');
  openCache(folder).write('key', {});
  chmodSync(folder, 0o755);
  openCache(folder).write('key', {});
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test('a shared folder, such as /tmp, keeps its mode, and nothing is cached in it', () => {
  const folder = path.join(newFolder(), 'shared');
  mkdirSync(folder);
  chmodSync(folder, 0o1777);
  expect(() => privateFolder(folder)).toThrow(expect.objectContaining({ code: 'EPERM' }));
  expect(statSync(folder).mode & 0o7777).toBe(0o1777);
});

test.each<[string, { name: string; account: string }]>([
  ['arn:aws:iam::111122223333:user/alice', { name: 'alice', account: '111122223333' }],
  ['arn:aws-cn:iam::111122223333:user/a/b/alice', { name: 'alice', account: '111122223333' }],
])('the user of %s', (arn, user) => {
  expect(userOfArn(arn)).toEqual(user);
});

test('a user whose name a shell or terminal could misread is not remembered', () => {
  for (const name of ["x'; id", 'a b', 'a\n', '\u001b[1m', '']) expect(isUser({ name }), name).toBe(false);
  const folder = newFolder();
  openCache(folder).write(JSON.stringify(['user', 'AKIA1', '']), { name: 'alice@example.com' });
  openCache(folder).write(JSON.stringify(['user', 'AKIA2', '']), { name: 'al ice' });
  expect(listUsers(folder).map(({ user }) => user.name)).toEqual(['alice@example.com']);
});

test.each([
  [500, true],
  [700, false],
])('a file that another container left %i seconds ago stays: %s', (seconds, stays) => {
  const file = path.join(newFolder(), '.a.json.mfa-env-123-999');
  writeFileSync(file, '');
  utimesSync(file, Date.now() / 1000 - seconds, Date.now() / 1000 - seconds);
  sweep(path.dirname(file));
  expect(existsSync(file)).toBe(stays);
});

test('C7.3: a marker says when the session of a profile ends, for any name', () => {
  const folder = newFolder();
  const files = ['acme', 'a/b', '%2F', '../x'].map((name, at) => {
    openCache(folder).mark(name, 1000 + at);
    return listMarkers(folder).find(({ expires }) => expires === 1000 + at)?.file;
  });
  expect(files.map((file) => path.relative(folder, file ?? ''))).toEqual(
    ['acme', 'a%2Fb', '%252F', '..%2Fx'].map((name) => `${name}.until`),
  );
  for (const [name, text] of Object.entries({
    long: '123456789012\n',
    open: '5',
    none: '\n',
    more: '5\n6\n',
    less: '-5\n',
  }))
    writeFileSync(path.join(folder, `${name}.until`), text, { mode: 0o600 });
  expect(listMarkers(folder)).toHaveLength(4);
});
