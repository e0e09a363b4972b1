import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { entryFile } from '../../src/store/entry.ts';
import { fateOf, rememberCode } from '../../src/store/used-codes.ts';
import { newFolder } from './folder.ts';

const now = 1_790_000_000_000;
const seconds = 1000;

test('C4.3: a code is remembered, for its device only', () => {
  const folder = newFolder();
  expect(fateOf(folder, 'mfa/a', '123456', now)).toBeUndefined();
  rememberCode(folder, 'mfa/a', '123456', 'answered', now);
  expect(fateOf(folder, 'mfa/a', '123456', now + 60 * seconds)).toBe('answered');
  expect(fateOf(folder, 'mfa/a', '123457', now)).toBeUndefined();
  expect(fateOf(folder, 'mfa/b', '123456', now)).toBeUndefined();
});

test('the same digits are a new code later, also where the clock was set back', () => {
  const folder = newFolder();
  rememberCode(folder, 'mfa/a', '123456', 'answered', now);
  expect(fateOf(folder, 'mfa/a', '123456', now + 91 * seconds)).toBeUndefined();
  expect(fateOf(folder, 'mfa/a', '123456', now - 91 * seconds)).toBeUndefined();
});

test('several codes, and the last word on one of them', () => {
  const folder = newFolder();
  rememberCode(folder, 'mfa/a', '111111', 'lost', now);
  rememberCode(folder, 'mfa/a', '222222', 'answered', now);
  rememberCode(folder, 'mfa/a', '111111', 'answered', now);
  expect(fateOf(folder, 'mfa/a', '111111', now)).toBe('answered');
  expect(fateOf(folder, 'mfa/a', '222222', now)).toBe('answered');
});

test('what is old is forgotten, and no code stands in a file', () => {
  const folder = newFolder();
  rememberCode(folder, 'mfa/a', '123456', 'answered', now - 100 * seconds);
  rememberCode(folder, 'mfa/a', '654321', 'answered', now);
  const [name = ''] = readdirSync(folder);
  const text = readFileSync(path.join(folder, name), 'utf8');
  expect(text).not.toMatch(/"123456"|"654321"/);
  expect(JSON.parse(text).content).toHaveLength(1);
});

test('a damaged file is no obstacle', () => {
  const folder = newFolder();
  rememberCode(folder, 'mfa/a', '123456', 'answered', now);
  writeFileSync(entryFile(folder, JSON.stringify(['codes', 'mfa/a'])), 'garbage');
  expect(fateOf(folder, 'mfa/a', '123456', now)).toBeUndefined();
  rememberCode(folder, 'mfa/a', '123456', 'lost', now);
  expect(fateOf(folder, 'mfa/a', '123456', now)).toBe('lost');
});
