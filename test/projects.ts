import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/** What only an `e2e` test may do: ask for the installed package, or start a program. */
const outside = /\binject\(|(?:from|import\() ?'(?:node:child_process|@lydell\/node-pty)'/;

/** What changes modules for the tests after it: another one in the place of one, and words in the tables of src/. */
const changesModules = /\bvi\.mock\(|\bObject\.assign\((?:commands|options), /;

/** Files of ours that a file imports; those of src/ are what is tested, whatever they can start. */
const importsOf = (file: string, text: string): string[] =>
  [...text.matchAll(/^(?:import|export) (?!type )(?:[^'";]*? from )?'(\.[^']+)'|\bimport\('(\.[^']+)'\)/gm)]
    .map(([, name, late = '']) => path.join(path.dirname(file), name ?? late))
    .filter((name) => /^(test|scripts)\/.*\.m?ts$|^scripts\/.*\.mjs$/.test(name));

/**
 * The way from a test to the package or to a program.
 * @param file a test file, relative to the repository
 * @param textOf the text of a file
 * @returns the files on that way, the last one goes outside; undefined for a test that stays in its own process
 */
export function wayOutside(file: string, textOf: (file: string) => string = read): string[] | undefined {
  const seen = new Set<string>();
  const walk = (trail: string[]): string[] | undefined => {
    const last = trail.at(-1) ?? '';
    if (seen.has(last)) return undefined;
    seen.add(last);
    const text = textOf(last);
    if (outside.test(text)) return trail;
    for (const next of importsOf(last, text)) {
      const found = walk([...trail, next]);
      if (found) return found;
    }
    return undefined;
  };
  return walk([file]);
}

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/**
 * Every test file, by the project that runs it: `alone` changes modules, of the others `unit` stays in its own
 * process, and `e2e` is the rest.
 */
export function projects(): { unit: string[]; e2e: string[]; alone: string[] } {
  const all = readdirSync(path.join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => path.join('test', name))
    .sort();
  const alone = all.filter((file) => changesModules.test(read(file)));
  const rest = all.filter((file) => !alone.includes(file));
  const unit = rest.filter((file) => wayOutside(file) === undefined);
  return { unit, e2e: rest.filter((file) => !unit.includes(file)), alone };
}
