import { execFileSync } from 'node:child_process';
import {
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { configHeader, writeKeys, writeSettings } from '../../../src/aws/files/write-profile.ts';
import { temporaryFor } from '../../../src/fs/folders.ts';
import { newFolder } from '../../fs/folder.ts';

// C8.1: what setup writes into AWS's files, and what stays as it was.

const keys = { accessKeyId: 'AKIARTX3GSDS7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const lines = `aws_access_key_id = ${keys.accessKeyId}\naws_secret_access_key = ${keys.secretAccessKey}\n`;
const mode = (file: string): number => statSync(file).mode & 0o777;

test('new files and their folder are for their owner alone', async () => {
  const file = path.join(newFolder(), '.aws/credentials');
  await writeKeys(file, 'acme', keys);
  expect(readFileSync(file, 'utf8')).toBe(`[acme]\n${lines}`);
  expect([mode(file), mode(path.dirname(file))]).toEqual([0o600, 0o700]);
});

test('every other byte stays, and nobody else can read the file any more', async () => {
  const file = path.join(newFolder(), 'credentials');
  const before = Buffer.from('# mine \xe9\r\n[other]\r\nx = 1 ; kept\r\n[acme]\r\nregion = eu-west-1', 'latin1');
  writeFileSync(file, before, { mode: 0o644 });
  await writeKeys(file, 'acme', keys);
  const after = readFileSync(file);
  expect(after.subarray(0, before.length)).toEqual(before);
  expect(after.toString('latin1').slice(before.length)).toBe(`\r\n${lines.replaceAll('\n', '\r\n').trimEnd()}`);
  expect(mode(file)).toBe(0o600);
});

test('a symlink stays one', async () => {
  const folder = newFolder();
  mkdirSync(path.join(folder, 'real'));
  const [link, file] = [path.join(folder, 'credentials'), path.join(folder, 'real/credentials')];
  symlinkSync(file, link);
  await writeKeys(link, 'acme', keys);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(file, 'utf8')).toBe(`[acme]\n${lines}`);
});

test.each(['aws_access_key_id = AKIAOTHER', 'aws_secret_access_key = x', `${lines}aws_session_token = t`])(
  'a section with keys is left alone: %s',
  async (body) => {
    const file = path.join(newFolder(), 'credentials');
    writeFileSync(file, `[acme]\n${body}\n`);
    await expect(writeKeys(file, 'acme', keys)).rejects.toMatchObject({ status: 3 });
    expect(readFileSync(file, 'utf8')).toBe(`[acme]\n${body}\n`);
  },
);

test.each([
  ['', 'acme', 'profile acme'],
  ['', 'default', 'default'],
  ['[profile default]\n', 'default', 'profile default'],
  ['[profile  "acme"]\n', 'acme', 'profile  "acme"'],
  ['[acme]\n', 'acme', 'profile acme'],
  ['', 'my own', 'profile "my own"'],
])('in %j the settings of %s stand below [%s]', (text, name, header) => {
  expect(configHeader(text, name)).toBe(header);
});

test('settings go into the section that is there', async () => {
  const file = path.join(newFolder(), 'config');
  const text = '[profile acme] # mine\nregion = eu-west-1\n\n[profile other]\nregion = us-east-1\n';
  writeFileSync(file, text);
  await writeSettings({ path: file, text }, 'acme', { mfa_serial: 'GAHT12345678' });
  expect(readFileSync(file, 'utf8')).toBe(text.replace('eu-west-1\n', 'eu-west-1\nmfa_serial = GAHT12345678\n'));
});

test.skipIf(process.getuid?.() !== 0)('under sudo the keys stay those of their owner', async () => {
  const file = path.join(newFolder(), 'credentials');
  writeFileSync(file, '[other]\n', { mode: 0o644 });
  chownSync(file, 12345, 23456);
  await writeKeys(file, 'acme', keys);
  expect(statSync(file)).toMatchObject({ uid: 12345, gid: 23456 });
  expect(mode(file)).toBe(0o600);
});

test('what a killed writer left of the keys is deleted', async () => {
  const file = path.join(newFolder(), 'credentials');
  writeFileSync(file, '');
  const left = temporaryFor(file).replace(String(process.pid), '4194304');
  writeFileSync(left, lines);
  await writeKeys(file, 'acme', keys);
  expect(readdirSync(path.dirname(file))).toEqual(['credentials']);
});

test.each<[string, (file: string) => void]>([
  ['a pipe', (file) => void execFileSync('mkfifo', [file])],
  ['a link to a device', (file) => symlinkSync('/dev/null', file)],
  ['a file that its owner made read-only', (file) => writeFileSync(file, '', { mode: 0o400 })],
])('%s is not replaced', async (_, make) => {
  const file = path.join(newFolder(), 'config');
  make(file);
  const before = [statSync(file), statSync('/dev/null')].map(({ mode: all, ino }) => [all, ino]);
  await expect(writeSettings({ path: file, text: '' }, 'acme', { region: 'eu-west-1' })).rejects.toMatchObject({
    status: 3,
  });
  expect([statSync(file), statSync('/dev/null')].map(({ mode: all, ino }) => [all, ino])).toEqual(before);
});
