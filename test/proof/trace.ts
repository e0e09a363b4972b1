import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { inject } from 'vitest';
import { type Options, type Outcome, type Place, start } from '../command/run.ts';
import { isInstalled } from '../shell/shells.ts';

/** What strace saw of a run. */
export interface Trace {
  /** Every program that was started, with its words and its environment. */
  started: string[];
  /** What was written, by where: a file's path, or `pipe` or `socket`. */
  written: Record<string, string>;
}

/** What a run of the command did, as strace saw it. */
export interface Traced extends Outcome, Trace {}

export const canTrace = isInstalled('strace');

const calls = 'execve,execveat,write,writev,pwrite64,pwritev,pwritev2,sendto,sendmsg';

/** Starts a trace of a program, and of all that it starts: the words that come before its own, and how it is read. */
export function newTrace({ dir }: Pick<Place, 'dir'>): { strace: string[]; read: () => Trace } {
  const folder = path.join(dir, 'strace');
  mkdirSync(folder);
  const output = ['-o', path.join(folder, 'trace'), '-e', `trace=${calls}`];
  return { strace: ['strace', '-ff', '-qq', '-y', '-v', '-s', '1000000', ...output], read: () => take(folder) };
}

/** The words of each program that was started, without its environment. */
export const wordsOf = (started: readonly string[]): string[] =>
  started.map((line) => /^\w+\("[^"]*", \[(?:"(?:[^"\\]|\\.)*"(?:, )?)*\]/.exec(line)?.[0] ?? line);

/** The same programs with all, but for a word that the user typed: it stands once among the words of the command itself. */
export const withoutTyped = (started: readonly string[], typed: string): string[] =>
  started.map((line) => {
    const [own = ''] = /^execve\("[^"]*", \["(?:[^"]*\bnode", ")?[^"]*\b(?:mfa-env|bin\.cjs)"[^\]]*\]/.exec(line) ?? [];
    return own.replace(`, "${typed}"`, '') + line.slice(own.length);
  });

/** Runs `mfa-env` with these words under strace. */
export async function traced(place: Place, words: readonly string[], options: Options = {}): Promise<Traced> {
  const { strace, read } = newTrace(place);
  const outcome = await start([...strace, path.join(inject('bin'), 'mfa-env'), ...words], {
    cwd: place.home,
    ...options,
    env: { ...place.env, ...options.env },
  });
  return { ...outcome, ...read() };
}

function take(folder: string): Trace {
  const lines = readdirSync(folder).flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n'));
  rmSync(folder, { recursive: true });
  const written: Record<string, string> = {};
  for (const line of lines) {
    const [, where, text] = /^[a-z]\w*\(\d+<([^>]*)>, (.*)$/.exec(line) ?? [];
    if (where === undefined || text === undefined) continue;
    const place = where.replace(/:.*$/, '');
    written[place] = `${written[place] ?? ''}\n${text}`;
  }
  return { started: lines.filter((line) => /^execve/.test(line)), written };
}
