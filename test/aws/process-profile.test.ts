import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseKnownFiles } from '@smithy/core/config';
import { expect, test } from 'vitest';
import { freeName, plainBytes, processLine, withProcessProfile } from '../../src/aws/files/process-profile.ts';
import { newFolder } from '../fs/folder.ts';
import { hasBotocore } from './peers.ts';

// A profile whose keys a command gives, as the SDKs read and split it: C11.1.

const words = [
  'plain',
  'a b',
  "it's",
  '"quoted"',
  'back\\slash',
  '$HOME `date` $(date) !x ~ * ?',
  'no # comment ; here',
  '#;',
  'a=b',
  'a\tb',
  'ümläut',
  '--min-ttl=1m',
  '%(percent)s %d',
  '[x]',
];
const command = [process.execPath, '-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--', ...words];

test('sh reads each word as it was', () => {
  const shown = execFileSync('/bin/sh', ['-c', processLine(command)], { encoding: 'utf8' });
  expect(JSON.parse(shown)).toEqual(words);
});

test('a line break is refused', () => {
  const file = path.join(newFolder(), 'config');
  expect(() => withProcessProfile(plainBytes(file), file, { name: 'x', command: ['a\nb'] })).toThrow('line break');
});

const texts = [
  '',
  '[default]',
  '[default]\r\nregion = x\r\n',
  '[profile b]\ns3 =\n  a = b',
  'not \xfc text\n[default]\n',
];

test.each(texts)('the bytes of %j stay, and a section follows', (text) => {
  const file = path.join(newFolder(), 'config');
  if (text) writeFileSync(file, text, 'latin1');
  const made = withProcessProfile(plainBytes(file), file, {
    name: 'x',
    command: ['true'],
    region: 'eu-west-1',
  }).toString('latin1');
  expect(made.startsWith(text)).toBe(true);
  expect(made.slice(text.length)).toMatch(
    /^\s*\[profile x\]\r?\ncredential_process = true\r?\nregion = eu-west-1\r?\n$/,
  );
});

const line = (): { file: string; expected: string } => {
  const file = path.join(newFolder(), 'config');
  writeFileSync(file, '[profile b]\ns3 =\n  a = b');
  writeFileSync(file, withProcessProfile(plainBytes(file), file, { name: 'x', command }));
  return { file, expected: processLine(command) };
};

test('the JavaScript SDK reads the whole line', async () => {
  const { file, expected } = line();
  const found = await parseKnownFiles({ configFilepath: file, filepath: '/dev/null', ignoreCache: true });
  expect(found.x).toEqual({ credential_process: expected });
});

test.skipIf(!hasBotocore)('botocore reads it, and splits it into the same words', () => {
  const { file } = line();
  const script = `
import json, sys
from botocore.compat import compat_shell_split
from botocore.configloader import load_config
print(json.dumps(compat_shell_split(load_config(sys.argv[1])['profiles']['x']['credential_process'])))`;
  const { stdout, stderr } = spawnSync('python3', ['-c', script, file], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual(command);
});

test.each([
  ['acme', [], 'acme-live'],
  ['acme', ['acme-live'], 'acme-live-live'],
  ['a b', ['a b'], 'mfa-env-live'],
  ['ümläut', [], 'mfa-env-live'],
])('a name for the profile of %j beside %j: %s', (profile, taken, expected) => {
  expect(freeName(profile, taken)).toBe(expected);
});

test('what is no plain file is refused', () => {
  const folder = path.join(newFolder(), 'config');
  mkdirSync(folder);
  expect(() => plainBytes(folder)).toThrow('folder');
  expect(readFileSync('/dev/null', 'utf8')).toBe('');
  expect(() => plainBytes('/dev/null')).toThrow('plain file');
});
