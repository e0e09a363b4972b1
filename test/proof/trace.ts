import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { inject } from 'vitest';
import { type Options, type Outcome, type Place, start } from '../command/run.ts';

/** What a run of the command did, as strace saw it. */
export interface Traced extends Outcome {
  /** Every program that was started, with its words and its environment. */
  started: string[];
  /** What was written, by where: a file's path, or `pipe` or `socket`. */
  written: Record<string, string>;
}

const calls = 'execve,execveat,write,writev,pwrite64,pwritev,pwritev2,sendto,sendmsg';

/** Runs `mfa-env` with these words under strace, and all that it starts. */
export async function traced(place: Place, words: readonly string[], options: Options = {}): Promise<Traced> {
  const folder = path.join(place.dir, 'strace');
  mkdirSync(folder);
  const strace = ['strace', '-ff', '-qq', '-y', '-v', '-s', '1000000', '-o', path.join(folder, 'trace')];
  const command = path.join(inject('bin'), 'mfa-env');
  const outcome = await start([...strace, '-e', `trace=${calls}`, command, ...words], {
    cwd: place.home,
    ...options,
    env: { ...place.env, ...options.env },
  });
  const lines = readdirSync(folder).flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n'));
  rmSync(folder, { recursive: true });
  const written: Record<string, string> = {};
  for (const line of lines) {
    const [, where, text] = /^[a-z]\w*\(\d+<([^>]*)>, (.*)$/.exec(line) ?? [];
    if (where === undefined || text === undefined) continue;
    const place = where.replace(/:.*$/, '');
    written[place] = `${written[place] ?? ''}\n${text}`;
  }
  return { ...outcome, started: lines.filter((line) => /^execve/.test(line)), written };
}
