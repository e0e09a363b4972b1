import { closeSync, openSync, writeSync } from 'node:fs';
import type { ReadStream } from 'node:tty';
import { interrupted } from '../errors.ts';
import { forPeople } from '../text/format.ts';

/** The user's terminal, also where stdin and stdout are pipes (C4.2). */
export interface Terminal {
  say: (text: string) => void;
  /** Asks on a line of its own; shows a star for each character, or the character. @throws Failure (130) on Ctrl-C */
  ask: (question: string, echo?: Echo) => Promise<string>;
  close: () => void;
}

type Echo = 'masked' | 'shown';

/** Opens the controlling terminal; undefined where there is none. */
export function openTerminal(): Terminal | undefined {
  let fd: number;
  try {
    fd = openSync('/dev/tty', 'r+');
  } catch {
    return undefined;
  }
  const write = (text: string): void => {
    writeSync(fd, text);
  };
  const say = (text: string): void => write(forPeople(text));
  return { say, ask: (question, echo = 'masked') => ask(write, question, echo), close: () => closeSync(fd) };
}

/** Whether somebody could be asked. */
export function hasTerminal(): boolean {
  const terminal = openTerminal();
  terminal?.close();
  return terminal !== undefined;
}

async function ask(say: (text: string) => void, question: string, echo: Echo): Promise<string> {
  const { shown } = await import('./show-question.ts');
  const { input, room, end } = shown(question);
  try {
    const { emitKeypressEvents } = await import('node:readline'); // the question does not wait for it
    emitKeypressEvents(input);
    return await typedLine(input, say, echo, room);
  } finally {
    end();
  }
}

/** The text up to Enter. @param room columns for showing it; characters beyond them count, but are not shown */
function typedLine(input: ReadStream, say: (text: string) => void, echo: Echo, room: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed = '';
    const erase = (count: number): void => {
      const left = typed.length - count;
      say('\b \b'.repeat(Math.min(typed.length, room) - Math.min(left, room)));
      typed = typed.slice(0, left);
    };
    input.on('keypress', (text: string | undefined, key: { name?: string; ctrl?: boolean; meta?: boolean }) => {
      if (key.name === 'return' || key.name === 'enter') resolve(typed);
      else if (key.ctrl && key.name === 'c') reject(interrupted());
      else if (key.ctrl && key.name === 'd') reject(interrupted());
      else if (key.ctrl && (key.name === 'u' || key.name === 'w')) erase(typed.length);
      else if (key.name === 'backspace') erase(Math.min(1, typed.length));
      else if (text && !key.ctrl && !key.meta && text >= ' ' && text.length === 1) {
        typed += text;
        if (typed.length <= room) say(echo === 'masked' ? '*' : text);
      }
    });
    input.on('end', () => reject(interrupted()));
    input.on('error', reject);
  });
}
