import { readSync } from 'node:fs';
import type { Settings } from '../aws/settings.ts';
import type { Context } from '../context.ts';
import { pause } from '../system/output.ts';
import { oneLine } from '../text/words.ts';
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

/** What says where the code comes from. */
interface Naming {
  wanted: { code?: string | undefined };
  /** The profile and its sources: the device, and so its codes, may be those of a source. */
  choice: { lineage: { settings: Settings }[] };
}

/**
 * The argument, stdin, a command that prints codes, or the terminal.
 * @throws Failure (usage) where a code would have to be asked for and there is no terminal
 */
export function codeSource({ wanted, choice }: Naming, { env }: Context): CodeSource {
  if (wanted.code === '-') return onlyCode(async () => checkCode(allOfStdin()));
  if (wanted.code !== undefined) return onlyCode(async () => wanted.code ?? '');
  const ofProfile = choice.lineage.map(({ settings }) => settings.mfa_process).find((command) => command);
  const command = ofProfile ?? env.MFA_ENV_CODE_COMMAND;
  return command ? onlyCode(() => codeOfCommand(command, env)) : askedCodes(openTerminal());
}

/** Not readFileSync: it fails where a process before this one has made stdin non-blocking. */
function allOfStdin(): string {
  const chunk = Buffer.alloc(256);
  for (let text = ''; ; ) {
    try {
      const length = readSync(0, chunk);
      if (length === 0) return text;
      text += chunk.toString('latin1', 0, length);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      pause(20);
    }
  }
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
    choose: (question, names) => choose(terminal, question, names),
  };
}

/** The same choice where the code itself is not asked for. @returns undefined where there is no terminal */
export async function chooseAtTerminal(question: string, names: string[]): Promise<number | undefined> {
  let terminal: Terminal;
  try {
    terminal = openTerminal();
  } catch {
    return undefined;
  }
  try {
    return await choose(terminal, question, names);
  } finally {
    terminal.close();
  }
}

async function choose(terminal: Terminal, question: string, names: string[]): Promise<number> {
  terminal.say(`${question}\n${names.map((name, at) => `  ${at + 1}  ${oneLine(name)}\n`).join('')}`);
  for (;;) {
    const number = Number(await terminal.ask(`1 to ${names.length}: `, 'shown'));
    if (Number.isInteger(number) && number >= 1 && number <= names.length) return number - 1;
  }
}
