import { chmodSync, lchownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { modeAdvice } from '../../src/fs/mode-advice.ts';
import { newFolder } from './folder.ts';

// A mode that the user may set is told as the line that sets it; all else can only be looked at.

const isRoot = process.getuid?.() === 0;

const make = (kind: 'file' | 'folder' | 'link', mode: number): string => {
  const at = path.join(newFolder(), 'x');
  if (kind === 'link') symlinkSync('nowhere', at);
  else if (kind === 'folder') mkdirSync(at);
  else writeFileSync(at, '');
  if (kind !== 'link') chmodSync(at, mode);
  return at;
};

test.each([
  ['file', 0o644, 0o077, 'chmod 600'],
  ['file', 0o644, 0o022, 'ls -ld'],
  ['file', 0o664, 0o077, 'ls -ld'],
  ['file', 0o000, 0, 'chmod 600'],
  ['folder', 0o777, 0o022, 'chmod 700'],
  ['folder', 0o755, 0o022, 'ls -ld'],
  ['folder', 0o500, 0o022, 'chmod 700'],
  ['folder', 0o1777, 0o022, 'ls -ld'],
  ['link', 0, 0o077, 'ls -ld'],
] as const)('a %s of mode %o, without %o for others: %s', (kind, mode, refused, line) => {
  const file = make(kind, mode);
  expect(modeAdvice(file, refused)).toMatch(new RegExp(`: ${line} ${file}$`));
});

test('what is not there is looked at', () => {
  expect(modeAdvice(path.join(newFolder(), 'x'))).toContain('ls -ld');
});

test.runIf(isRoot)('the mode of what belongs to another user is not theirs to set', () => {
  const file = make('file', 0o644);
  expect(modeAdvice(file, 0o077)).toContain('chmod');
  lchownSync(file, 12345, 12345);
  expect(modeAdvice(file, 0o077)).toContain('ls -ld');
});
