import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { codesKey, entryFile } from '../../src/cache/keys.ts';
import { openCache } from '../../src/cache/open.ts';
import { type CodeMemory, fateOf, isKnownDevice, lockedFor, rememberCode } from '../../src/mfa/used-codes.ts';
import { newFolder } from '../fs/folder.ts';

// A code that STS has answered is remembered as a hash, and refused for a while: C4.3.

/** The start of one of AWS's windows of three minutes. */
const now = 1_790_000_100_000;
const seconds = 1000;
const newMemory = (): CodeMemory => ({ cache: openCache(newFolder()), device: 'mfa/a', endpoint: '' });

test('C4.3: a code is remembered, for its device and endpoint only', () => {
  const memory = newMemory();
  expect(fateOf(memory, '123456', now)).toBeUndefined();
  rememberCode(memory, '123456', 'answered', now);
  expect(fateOf(memory, '123456', now + 149 * seconds)).toBe('answered');
  expect(fateOf(memory, '123457', now)).toBeUndefined();
  expect(fateOf({ ...memory, device: 'mfa/b' }, '123456', now)).toBeUndefined();
  expect(fateOf({ ...memory, endpoint: 'http://localhost:4566' }, '123456', now)).toBeUndefined();
});

test('the same digits are a new code later, also where the clock was set back', () => {
  const memory = newMemory();
  rememberCode(memory, '123456', 'answered', now);
  expect(fateOf(memory, '123456', now + 151 * seconds)).toBeUndefined();
  expect(fateOf(memory, '123456', now - 151 * seconds)).toBeUndefined();
});

test('of several codes each has its fate, and the last answer counts', () => {
  const memory = newMemory();
  rememberCode(memory, '111111', 'lost', now);
  rememberCode(memory, '222222', 'answered', now);
  rememberCode(memory, '111111', 'answered', now);
  rememberCode(memory, '333333', 'unheard', now);
  rememberCode(memory, '222222', 'unheard', now);
  expect(fateOf(memory, '111111', now)).toBe('answered');
  expect(fateOf(memory, '222222', now)).toBe('answered');
  expect(fateOf(memory, '333333', now)).toBeUndefined();
});

test('old codes are forgotten, and no code stands in a file', () => {
  const memory = newMemory();
  rememberCode(memory, '123456', 'answered', now - 181 * seconds);
  rememberCode(memory, '654321', 'answered', now);
  const [name = ''] = readdirSync(memory.cache.folder ?? '');
  const text = readFileSync(path.join(memory.cache.folder ?? '', name), 'utf8');
  expect(text).not.toMatch(/"123456"|"654321"/);
  expect(JSON.parse(text).content.sent).toHaveLength(1);
});

test.each(['garbage', JSON.stringify({ version: 1, key: 'x', content: [] })])('%s is no obstacle', (text) => {
  const memory = newMemory();
  rememberCode(memory, '123456', 'answered', now);
  writeFileSync(entryFile(memory.cache.folder ?? '', codesKey(memory.device, memory.endpoint)), text);
  expect(fateOf(memory, '123456', now)).toBeUndefined();
  rememberCode(memory, '123456', 'lost', now);
  expect(fateOf(memory, '123456', now)).toBe('lost');
});

test('C4.4: nine tries in one window of three minutes lock the device until it ends', () => {
  const memory = newMemory();
  for (let nth = 0; nth < 9; nth++) {
    expect(lockedFor(memory, now + nth * seconds)).toBe(0);
    rememberCode(memory, nth === 0 ? '000001' : '000000', nth % 2 ? 'lost' : 'unheard', now + nth * seconds);
  }
  expect(lockedFor(memory, now + 80 * seconds)).toBe(100 * seconds);
  expect(lockedFor(memory, now + 179 * seconds)).toBe(seconds);
  expect(lockedFor(memory, now + 180 * seconds)).toBe(0);
  expect(lockedFor({ ...memory, device: 'mfa/b' }, now + 80 * seconds)).toBe(0);
});

test('lost codes count once AWS says that it looks at no more', () => {
  const memory = newMemory();
  for (let nth = 0; nth < 12; nth++) rememberCode(memory, '000000', 'lost', now);
  expect(lockedFor(memory, now)).toBe(0);
  rememberCode(memory, '000000', 'unheard', now);
  expect(lockedFor(memory, now)).toBe(180 * seconds);
});

test('tries of an earlier window do not count', () => {
  const memory = newMemory();
  for (let nth = 0; nth < 12; nth++) rememberCode(memory, '000000', 'answered', now - 6 * seconds + nth * seconds);
  expect(lockedFor(memory, now + 10 * seconds)).toBe(0);
});

test('a device stays known once AWS has answered a code of it', () => {
  const memory = newMemory();
  rememberCode(memory, '111111', 'unheard', now - 1000 * seconds);
  expect(isKnownDevice(memory)).toBe(false);
  rememberCode(memory, '111111', 'answered', now - 900 * seconds);
  rememberCode(memory, '222222', 'lost', now);
  expect(isKnownDevice(memory)).toBe(true);
  expect(isKnownDevice({ ...memory, device: 'mfa/b' })).toBe(false);
});
