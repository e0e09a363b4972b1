import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { checkWritable, writeSession } from '../../../src/aws/files/write-session.ts';
import { takeLock } from '../../../src/fs/lock.ts';
import { word } from '../../../src/text/quote.ts';
import { newFolder } from '../../fs/folder.ts';

// C5.3, C5.4: failures of --write, before and after a code is used. The rest is in test/command/write.test.ts.

const session = { accessKeyId: 'ASIA', secretAccessKey: 's', sessionToken: 't', expires: 0 };
const isRoot = process.getuid?.() === 0;

test('waiting for another writer times out', async () => {
  const file = path.join(newFolder(), 'credentials');
  writeFileSync(file, '[x]\n');
  const release = await takeLock(path.join(path.dirname(file), '.credentials.mfa-env.lock'));
  await expect(writeSession(file, 'x', session, 300)).rejects.toMatchObject({
    status: 3,
    message: `${file} cannot be written (another mfa-env is using it)`,
    advice: 'it was not changed',
  });
  release();
  await writeSession(file, 'x', session, 300);
  expect(readFileSync(file, 'utf8')).toContain('aws_session_token = t\n');
});

test.skipIf(!isRoot)('an owner that cannot be kept is detected before a code is used (as root)', async () => {
  const folder = newFolder();
  const file = path.join(folder, 'credentials');
  const script = path.join(folder, 'script.mjs');
  const module = path.resolve(import.meta.dirname, '../../../src/aws/files/write-session.ts');
  const contents = `const { checkWritable } = await import(${JSON.stringify(module)});
    try { await checkWritable(${JSON.stringify(file)}, 'x', () => {}); } catch ({ message }) { console.log(message); }`;
  const target = { outfile: script, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' } as const;
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
  await build({ stdin: { contents, resolveDir: folder }, banner, ...target });
  writeFileSync(file, '[x]\n');
  chmodSync(file, 0o666);
  const as = (uid: number): string =>
    spawnSync(process.execPath, [script], { uid, gid: uid, encoding: 'utf8', cwd: '/' }).stdout;
  chownSync(folder, 12345, 12345);
  expect(as(12345)).toBe(`${file} cannot be written (EPERM)\n`);
  chownSync(file, 12345, 12345);
  expect(as(12345)).toBe('');
  expect(readdirSync(folder).sort()).toEqual(['credentials', 'script.mjs']);
});

test.each([
  [0o644, true],
  [0o640, true],
  [0o604, true],
  [0o620, false],
  [0o600, false],
])('a file of mode %o: whether it is told that others can read it', async (mode, isTold) => {
  const file = path.join(newFolder(), "the user's credentials");
  writeFileSync(file, '[x]\n');
  chmodSync(file, mode);
  const warnings: string[] = [];
  await checkWritable(file, 'x', (message) => warnings.push(message));
  await writeSession(file, 'x', session);
  expect(warnings.map((message) => message.endsWith(`chmod 600 ${word(file)}`))).toEqual(isTold ? [true] : []);
  expect(statSync(file).mode & 0o777).toBe(mode); // what to do about it is its owner's to say
});

test.skipIf(isRoot)('a folder that cannot be created is detected, too', async () => {
  const folder = newFolder();
  chmodSync(folder, 0o500);
  const checked = checkWritable(path.join(folder, '.aws', 'credentials'), 'x', () => {});
  await expect(checked).rejects.toThrow('cannot be written (EACCES)');
});
