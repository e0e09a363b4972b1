import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/** What only an `e2e` test may do: ask for the installed package, start a program, or put another module in one's place. */
const outside = /\binject\(|\bvi\.mock\(|(?:from|import\() ?'(?:node:child_process|@lydell\/node-pty)'/;

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

/** Every test file, by the project that runs it: `unit` stays in its own process, `e2e` is the rest. */
export function projects(): { unit: string[]; e2e: string[] } {
  const all = readdirSync(path.join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => path.join('test', name))
    .sort();
  const unit = all.filter((file) => wayOutside(file) === undefined);
  return { unit, e2e: all.filter((file) => !unit.includes(file)) };
}
