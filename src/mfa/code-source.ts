import { errorKind } from '../aws/error-kind.ts';
import type { Settings } from '../aws/files/sections.ts';
import type { Limits } from '../aws/role.ts';
import { commandLine, type Given, toType } from '../cli/to-type.ts';
import type { Context } from '../context.ts';
import { type Failure, isFailure, usage } from '../errors.ts';
import type { Environment } from '../shell/env-diff.ts';
import { isInForeground } from '../system/process.ts';
import { oneLine } from '../text/format.ts';
import { checkCode } from './code.ts';
import { openTerminal, type Terminal } from './prompt.ts';

/** Where codes come from (C4.1). */
export interface CodeSource {
  /** Whether a person or a command is asked, which can take a while. */
  asks: boolean;
  /** The next code. @throws Failure where there is none */
  next: (question: string) => Promise<string>;
  /** Says why the code was refused. @returns whether to ask for another */
  tryAgain: (refusal: Failure) => boolean;
  /** Lets a person choose. @returns the index; missing where nobody can be asked */
  choose?: (question: string, names: string[]) => Promise<number>;
  close: () => void;
}

interface CodeRequest {
  request: { code?: string | undefined; isForTool?: boolean | undefined; limits: Limits } & Omit<Given, 'profile'>;
  /** The profile and its source profiles: the device may belong to one of those. */
  selection: { name: string; chain: { settings: Settings }[] };
}

/** Argument, stdin, command or terminal. @throws Failure (usage) where somebody has to be asked and nobody is there */
export function codeSource({ request, selection }: CodeRequest, { env }: Context): CodeSource {
  if (request.code === '-') return onlyCode(async () => checkCode(await firstLine()));
  if (request.code !== undefined) return onlyCode(async () => request.code ?? '');
  const command = codeCommand(selection, env);
  if (command) return commandCode(async () => (await import('./code-command.ts')).codeOfCommand(command, env));
  const terminal = openTerminal();
  // Whoever asks from the background is stopped, and the tool with it.
  const isBehind = request.isForTool && isInForeground(process.pid) === false;
  if (terminal && !isBehind) return askedCodes(terminal);
  terminal?.close();
  // The advice holds for `exec` too, which takes no code: the session is then cached.
  const line = commandLine({
    ...{ ...request, ...request.limits, profile: selection.name, refresh: false },
    toType: (...words) => toType(env)(...words, '123456'),
  });
  throw usage(
    `a code is needed, but ${terminal ? 'this runs in the background' : 'there is no terminal'}`,
    `start the session in a terminal, or with the code: ${line}`,
  );
}

/** The command that gives codes: of the profile or its sources, else of the environment. */
export const codeCommand = ({ chain }: Pick<CodeRequest['selection'], 'chain'>, env: Environment): string | undefined =>
  chain.map(({ settings }) => settings.mfa_process).find((command) => command) ?? env.MFA_ENV_CODE_COMMAND;

const MAX_STDIN_CHARACTERS = 256;

/** The first line of stdin. Through a stream: an `fs.read` in its own thread would outlive a signal. */
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

/** If the command fails, the person at the terminal is asked instead. */
function commandCode(run: () => Promise<string>): CodeSource {
  let asked: CodeSource | undefined;
  return {
    asks: true,
    tryAgain: (refusal) => asked?.tryAgain(refusal) ?? false,
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

/** A wrong code may be followed by two others (C4.2). */
export const CODE_TRIES = 3;

/** What is not a code is not sent, and costs no try. */
function askedCodes(terminal: Terminal): CodeSource {
  let triesLeft = CODE_TRIES;
  const say = (why: string): void => terminal.say(`${oneLine(why)}\n`);
  return {
    asks: true,
    tryAgain({ message, advice, cause }) {
      triesLeft--;
      if (triesLeft === 0) return false;
      const isWrong = errorKind(cause) === 'wrong-code';
      const tries = triesLeft === 1 ? '1 try' : `${triesLeft} tries`;
      say(isWrong ? `wrong code: ${tries} left` : [message, advice].filter((part) => part).join('; '));
      return true;
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

/** The same choice where nobody is asked for the code. @returns undefined without a terminal */
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
    const number = Number(await terminal.ask(`Which one? [1-${names.length}] `, 'shown'));
    if (Number.isInteger(number) && number >= 1 && number <= names.length) return number - 1;
  }
}
