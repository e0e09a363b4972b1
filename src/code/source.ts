import type { Environment } from '../shell/environment.ts';
import { checkCode } from './check.ts';
import { openTerminal, type Terminal } from './terminal.ts';

/** Where codes come from (C4.1). */
export interface CodeSource {
  /** The next code. @throws Failure where there is none */
  next: (question: string) => Promise<string>;
  /** Says why the code did not do. @returns whether it is worth asking for another */
  tryAgain: (why: string) => boolean;
  close: () => void;
}

/** The code of the command line: there is no second one. */
export const givenCode = (code: string): CodeSource => ({
  next: async () => code,
  tryAgain: () => false,
  close: () => {},
});

/** Asks on the terminal; a wrong code may be tried again twice (C4.2). */
export function askedCode(): CodeSource {
  let terminal: Terminal | undefined;
  let triesLeft = 3;
  const tryAgain = (why: string): boolean => {
    triesLeft--;
    if (triesLeft > 0) terminal?.say(`${why}\n`);
    return triesLeft > 0;
  };
  return {
    tryAgain,
    close: () => terminal?.close(),
    async next(question) {
      terminal ??= openTerminal();
      for (;;) {
        const typed = await terminal.ask(question);
        try {
          return checkCode(typed);
        } catch (error) {
          if (!tryAgain((error as Error).message)) throw error;
        }
      }
    },
  };
}

/** The source that a command line asks for. @throws Failure (usage) for a malformed code, at once */
export async function codeSource(word: string | undefined, _env: Environment): Promise<CodeSource> {
  if (word === undefined) return askedCode();
  if (word !== '-') return givenCode(checkCode(word));
  const { readFileSync } = await import('node:fs');
  return givenCode(checkCode(readFileSync(0, 'utf8')));
}
