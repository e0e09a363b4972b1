import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shellNamed } from '../../src/shell/detect.ts';
import { changeAsJson } from '../../src/shell/dialects.ts';
import { corpus, numbered } from './corpus.ts';
import { makePlace, type Place, start } from './place.ts';
import { isInstalled } from './shells.ts';

// The lines of docs/recipes.md work in the shells that they are for: C12.

interface Other {
  name: string;
  /** The language of its block in the recipes. */
  block: string;
  command: readonly string[];
  /** Goes on where a line fails. */
  lenient: (line: string) => string;
}

const others: Other[] = [
  { name: 'nu', block: 'nu', command: ['nu', '--no-config-file'], lenient: (line) => `try { ${line} } catch { }` },
  { name: 'elvish', block: 'elvish', command: ['elvish', '-norc'], lenient: (line) => `try { ${line} } catch e { }` },
  {
    name: 'xonsh',
    block: 'python',
    command: ['xonsh', '--no-rc'],
    lenient: (line) => `try:\n    ${line}\nexcept Exception:\n    pass`,
  },
  { name: 'tcsh', block: 'tcsh', command: ['tcsh', '-f'], lenient: (line) => line },
];
/** Those that Debian has, and CI installs. */
const inCi = ['elvish', 'tcsh'];

const recipes = readFileSync(path.resolve(import.meta.dirname, '../../docs/recipes.md'), 'utf8');
const section = /## Nushell[\s\S]*?(?=\n## )/.exec(recipes)?.[0] ?? '';
const blockOf = (name: string): string => new RegExp(`\`\`\`${name}\\n([\\s\\S]*?)\`\`\``).exec(section)?.[1] ?? '';

let place: Place;
beforeAll(() => {
  place = makePlace();
  const file = path.join(place.bin, 'mfa-env');
  writeFileSync(file, '#!/bin/sh\n[ "$*" = "--format change -p a" ] || exit 3\ncat "$CHANGE"\n');
  chmodSync(file, 0o755);
  mkdirSync(path.join(place.home, '.config/mfa-env'), { recursive: true });
  writeFileSync(path.join(place.home, '.config/mfa-env/tcsh.mjs'), blockOf('js'));
});
afterAll(() => place.remove());

/** The environment after some lines, in a shell of which the recipe was read. */
async function environmentAfter(other: Other, lines: string, change: string): Promise<Record<string, string>> {
  const file = path.join(place.dir, `script-${other.name}`);
  const document = path.join(place.dir, 'change.json');
  const out = path.join(place.dir, 'out');
  rmSync(out, { force: true });
  writeFileSync(document, change);
  writeFileSync(file, `${blockOf(other.block)}\n${lines}\nsh -c 'env -0 >"$OUT"'\n`);
  const env = { ...place.env, CHANGE: document, OUT: out, OLD: 'old' };
  const { stderr } = await start([...other.command, file], { cwd: place.dir, env });
  if (!existsSync(out)) throw new Error(stderr);
  const rows = readFileSync(out, 'utf8').split('\0').filter(Boolean);
  return Object.fromEntries(rows.map((row) => [row.slice(0, row.indexOf('=')), row.slice(row.indexOf('=') + 1)]));
}

for (const other of others) {
  if (!isInstalled(other.command[0] ?? '')) {
    test.skipIf(process.env.CI !== 'true' || !inCi.includes(other.name))(`${other.name} is on this machine`, () => {
      throw new Error(`${other.name} is not installed, and its recipe was not tried`);
    });
    continue;
  }
  describe(other.name, () => {
    test('every value of the corpus arrives unchanged, and none is run', async () => {
      const values = other.name === 'tcsh' ? corpus.filter((value) => !/[\r\n]/.test(value)) : corpus;
      const set = numbered(values);
      const env = await environmentAfter(other, 'authaws -p a', changeAsJson({ unset: ['OLD', 'NONE'], set }));
      expect(Object.keys(set).map((name) => env[name])).toEqual(values);
      expect(env).not.toHaveProperty('OLD');
      expect(existsSync(path.join(place.dir, 'pwn'))).toBe(false);
    }, 60_000);

    test('a failure changes nothing', async () => {
      const env = await environmentAfter(
        other,
        other.lenient('authaws -p b'),
        changeAsJson({ unset: ['OLD'], set: { NEW: 'x' } }),
      );
      expect(env).toHaveProperty('OLD', 'old');
      expect(env).not.toHaveProperty('NEW');
    }, 60_000);
  });
}

test('posh reads POSIX syntax', () => {
  expect(shellNamed('/bin/posh')).toBe('posix');
});
