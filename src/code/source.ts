import { readFileSync } from 'node:fs';
import type { Context } from '../context.ts';
import type { Setting } from '../setting.ts';
import { oneLine } from '../words.ts';
import { checkCode } from './check.ts';
import { codeOfCommand } from './command.ts';
import { openTerminal, type Terminal } from './terminal.ts';

/** Where codes come from (C4.1). */
export interface CodeSource {
  /** The next code. @throws Failure where there is none */
  next: (question: string) => Promise<string>;
  /** Says why the code did not do. @returns whether it is worth asking for another */
  tryAgain: (why: string) => boolean;
  /** Lets a person choose one of several. @returns its index; missing where there is nobody to ask */
  choose?: (question: string, names: string[]) => Promise<number>;
  close: () => void;
}

/**
 * The argument, stdin, a command that prints codes, or the terminal.
 * @throws Failure (usage) where a code would have to be asked for and there is no terminal
 */
export function codeSource({ wanted, settings }: Setting, { env }: Context): CodeSource {
  if (wanted.code === '-') return onlyCode(async () => checkCode(readFileSync(0, 'utf8')));
  if (wanted.code !== undefined) return onlyCode(async () => wanted.code ?? '');
  const command = settings.mfa_process || env.MFA_ENV_CODE_COMMAND;
  return command ? onlyCode(() => codeOfCommand(command, env)) : askedCodes(openTerminal());
}

const onlyCode = (next: () => Promise<string>): CodeSource => ({
  next,
  tryAgain: () => false,
  close: () => {},
});

/** A wrong code may be tried again twice (C4.2). */
function askedCodes(terminal: Terminal): CodeSource {
  let triesLeft = 3;
  const tryAgain = (why: string): boolean => {
    triesLeft--;
    if (triesLeft > 0) terminal.say(`${why}\n`);
    return triesLeft > 0;
  };
  return {
    tryAgain,
    close: terminal.close,
    async next(question) {
      for (;;) {
        const typed = await terminal.ask(question);
        try {
          return checkCode(typed);
        } catch (error) {
          if (!tryAgain((error as Error).message)) throw error;
        }
      }
    },
    async choose(question, names) {
      terminal.say(`${question}\n${names.map((name, at) => `  ${at + 1}  ${oneLine(name)}\n`).join('')}`);
      for (;;) {
        const number = Number(await terminal.ask(`1 to ${names.length}: `, 'shown'));
        if (Number.isInteger(number) && number >= 1 && number <= names.length) return number - 1;
      }
    },
  };
}
