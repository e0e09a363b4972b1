import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { spawn } from '@lydell/node-pty';
import type { Place } from './place.ts';
import type { Shell } from './shells.ts';

/** A shell at a pseudo-terminal. Nothing here sleeps: every step waits for text. */
export interface Terminal {
  /** Types a line and Enter. */
  line(text: string): void;
  /** Presses keys. */
  press(keys: string): void;
  /** Waits until text comes that was not waited for before, and gives all up to its end. */
  until(wanted: RegExp | string): Promise<string>;
  /** All that the screen has shown. */
  everything(): string;
  /** Where another program finds it, such as /dev/pts/3. */
  path: string;
  close(): Promise<void>;
}

const patience = 25_000;

export function openTerminal(shell: Shell, place: Place, env: Readonly<Record<string, string>> = {}): Terminal {
  const [program, ...words] = shell.interactive;
  return openProgram(program, words, place, env);
}

export function openProgram(
  program: string,
  words: readonly string[],
  place: Place,
  env: Readonly<Record<string, string>> = {},
): Terminal {
  // In a new home fish would make completions of all man pages, in the background, for half a minute.
  if (path.basename(program) === 'fish')
    for (const folder of ['.local/share/fish', '.cache/fish'])
      mkdirSync(path.join(env.HOME ?? place.home, folder, 'generated_completions'), { recursive: true });
  const child = spawn(program, [...words], { cols: 300, rows: 50, cwd: place.dir, env: { ...place.env, ...env } });
  let all = '';
  let seen = 0;
  let wake = (): void => {};
  let ended = false;
  child.onData((data) => {
    // A terminal says what it is when it is asked: fish 4.1 and newer waits for that, up to ten seconds.
    if (/\u001b\[0?c/.test(data)) child.write('\u001b[?1;2c');
    all += data;
    wake();
  });
  const end = new Promise<void>((resolve) => {
    child.onExit(() => {
      // What it showed last may still be on its way.
      setTimeout(() => {
        ended = true;
        wake();
        resolve();
      }, 100);
    });
  });

  const find = (wanted: RegExp | string): string | undefined => {
    const rest = all.slice(seen);
    const pattern = typeof wanted === 'string' ? new RegExp(wanted.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) : wanted;
    const match = pattern.exec(rest);
    if (!match) return undefined;
    const text = rest.slice(0, match.index + match[0].length);
    seen += text.length;
    return text;
  };
  return {
    line: (text) => child.write(`${text}\r`),
    press: (keys) => child.write(keys),
    until: (wanted) =>
      new Promise((resolve, reject) => {
        const fail = (why: string): void => {
          reject(new Error(`${why} before ${String(wanted)}; the screen: ${JSON.stringify(all.slice(seen))}`));
        };
        const timer = setTimeout(() => fail('time ran out'), patience);
        wake = () => {
          const text = find(wanted);
          if (text === undefined && !ended) return;
          clearTimeout(timer);
          wake = () => {};
          if (text === undefined) fail('the shell ended');
          else resolve(text);
        };
        wake();
      }),
    everything: () => all,
    path: (child as typeof child & { _pty: string })._pty,
    close: async () => {
      if (!ended) child.kill('SIGKILL');
      await end;
    },
  };
}
