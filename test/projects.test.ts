import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { projects, wayOutside } from './projects.ts';

// Each test file runs in one project, and those of `unit` need neither the installed package nor another program.

/** What this file itself must not hold, or it would be of e2e. */
const [asked, program] = ['inject', 'child_process'];

/** A test that imports others: their names, and their texts. */
const way = (files: Record<string, string>): string[] | undefined =>
  wayOutside('test/a.test.ts', (file) => files[file] ?? '');

test.each<[string, string]>([
  ['asks for the installed package', `const bin = ${asked}('bin');`],
  ['starts a program', `import { spawn } from 'node:${program}';`],
  ['opens a terminal', `import { spawn } from '@lydell/${'node-pty'}';`],
  ['starts a program later', `const { spawn } = await import('node:${program}');`],
])('a test that %s is of e2e, and so is one that imports such a file', (_, text) => {
  expect(way({ 'test/a.test.ts': text })).toEqual(['test/a.test.ts']);
  for (const line of ["import { x } from './b.ts';", "import {\n  x,\n} from './b.ts';", "export { x } from './b.ts';"])
    expect(way({ 'test/a.test.ts': line, 'test/b.ts': text }), line).toEqual(['test/a.test.ts', 'test/b.ts']);
  expect(way({ 'test/a.test.ts': "import '../scripts/b.mjs';", 'scripts/b.mjs': text })).toHaveLength(2);
});

test('a test of what starts programs stays in unit, and so does one that takes types only', () => {
  const spawn = `import { spawn } from 'node:${program}';`;
  expect(way({ 'test/a.test.ts': "import { x } from '../src/b.ts';", 'src/b.ts': spawn })).toBeUndefined();
  expect(way({ 'test/a.test.ts': "import type { X } from './b.ts';", 'test/b.ts': spawn })).toBeUndefined();
});

test('each test file is in one project; unit and e2e have many, and only e2e asks for the package', () => {
  const root = path.resolve(import.meta.dirname, '..');
  const { unit, e2e, alone } = projects();
  const all = readdirSync(path.join(root, 'test'), { recursive: true, encoding: 'utf8' });
  const tests = all.filter((name) => name.endsWith('.test.ts')).map((name) => path.join('test', name));
  expect([...unit, ...e2e, ...alone].sort()).toEqual(tests.sort());
  expect(Math.min(unit.length, e2e.length)).toBeGreaterThan(30);
  const holding = (files: string[], pattern: RegExp): string[] =>
    files.filter((file) => pattern.test(readFileSync(path.join(root, file), 'utf8')));
  expect(holding([...unit, ...alone], /\binject[(]/)).toEqual([]);
  expect(holding([...unit, ...e2e], /\bvi[.]mock[(]/)).toEqual([]);
  expect(alone).toEqual(expect.arrayContaining(['test/system/output.test.ts', 'test/shell/made-up.test.ts']));
});
