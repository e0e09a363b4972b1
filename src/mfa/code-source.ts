import type { Settings } from '../aws/files/settings.ts';
import type { Context } from '../context.ts';
import { isFailure, usage } from '../errors.ts';
import { oneLine } from '../text/format.ts';
import { withProfile } from '../text/quote.ts';
import { checkCode } from './code.ts';
import { openTerminal, type Terminal } from './prompt.ts';

/** Where codes come from (C4.1). */
export interface CodeSource {
  /** Whether a person or a command has to be asked for it: that can take a while. */
  asks: boolean;
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
  request: { code?: string | undefined };
  /** The profile and its sources: the device, and so its codes, may be those of a source. */
  choice: { name: string; chain: { settings: Settings }[] };
}

/**
 * The argument, stdin, a command that prints codes, or the terminal.
 * @throws Failure (usage) where a code would have to be asked for and there is no terminal
 */
export function codeSource({ request, choice }: Naming, { env }: Context): CodeSource {
  if (request.code === '-') return onlyCode(async () => checkCode(await firstLine()));
  if (request.code !== undefined) return onlyCode(async () => request.code ?? '');
  const ofProfile = choice.chain.map(({ settings }) => settings.mfa_process).find((command) => command);
  const command = ofProfile ?? env.MFA_ENV_CODE_COMMAND;
  if (command) return commandCode(async () => (await import('./code-command.ts')).codeOfCommand(command, env));
  const terminal = openTerminal();
  if (terminal) return askedCodes(terminal);
  // Also for those that take no code, as `exec`: the session is then cached.
  throw usage(
    'a code is needed, and there is no terminal to ask for it',
    `start the session in a terminal, or with the code: ${withProfile('mfa-env 123456', choice.name)}`,
  );
}

/** Characters of stdin that are looked at: a code and the blanks in it are far fewer. */
const MAX_STDIN_CHARACTERS = 256;

/** The first line of stdin. By a stream: a read of our own in another thread would outlive a signal. */
async function firstLine(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin) {
    text += String(chunk);
    const [line = '', ...rest] = text.replace(/^\s+/, '').split(/[\r\n]/);
    if (rest.length > 0 || text.length > MAX_STDIN_CHARACTERS) return line.slice(0, MAX_STDIN_CHARACTERS);
  }
  return text.trim();
}

const onlyCode = (next: () => Promise<string>): CodeSource => ({
  asks: false,
  next,
  tryAgain: () => false,
  close: () => {},
});

/** Where the command fails, whoever sits at a terminal is asked instead. */
function commandCode(run: () => Promise<string>): CodeSource {
  let asked: CodeSource | undefined;
  return {
    asks: true,
    tryAgain: (why) => asked?.tryAgain(why) ?? false,
    close: () => asked?.close(),
    async next(question) {
      if (asked) return await asked.next(question);
      try {
        return await run();
      } catch (error) {
        const terminal = isFailure(error) ? openTerminal() : undefined;
        if (!terminal) throw error;
        terminal.say(`${(error as Error).message}\n`);
        asked = askedCodes(terminal);
        return await asked.next(question);
      }
    },
  };
}

/** A wrong code may be tried again twice (C4.2). What is no code is never sent, and costs no try. */
function askedCodes(terminal: Terminal): CodeSource {
  let triesLeft = 3;
  const say = (why: string): void => terminal.say(`${oneLine(why)}\n`);
  return {
    asks: true,
    tryAgain(why) {
      triesLeft--;
      if (triesLeft > 0) say(why);
      return triesLeft > 0;
    },
    close: terminal.close,
    async next(question) {
      for (;;) {
        const typed = await terminal.ask(question);
        try {
          if (typed.trim() !== '') return checkCode(typed);
        } catch (error) {
          say((error as Error).message);
        }
      }
    },
    choose: (question, names) => choose(terminal, question, names),
  };
}

/** The same choice where the code itself is not asked for. @returns undefined where there is no terminal */
export async function chooseAtTerminal(question: string, names: string[]): Promise<number | undefined> {
  const terminal = openTerminal();
  if (!terminal) return undefined;
  try {
    return await choose(terminal, question, names);
  } finally {
    terminal.close();
  }
}

async function choose(terminal: Terminal, question: string, names: string[]): Promise<number> {
  terminal.say(`${oneLine(question)}\n${names.map((name, at) => `  ${at + 1}  ${oneLine(name)}\n`).join('')}`);
  for (;;) {
    const number = Number(await terminal.ask(`1 to ${names.length}: `, 'shown'));
    if (Number.isInteger(number) && number >= 1 && number <= names.length) return number - 1;
  }
}
