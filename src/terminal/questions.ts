import { closeSync, openSync, writeSync } from 'node:fs';
import { ReadStream, WriteStream } from 'node:tty';
import * as clack from '@clack/prompts';
import { interrupted } from '../errors.ts';
import { forPeople, oneLine } from '../text/format.ts';
import { askOnScreen, type Draw } from './full-screen.ts';

/** Asks the person at the terminal. Each question has an answer that Enter gives. */
export interface Questions {
  /** Tells something between the questions. */
  say: (text: string) => void;
  /** A line of text. @param check says what is wrong with an answer, else undefined. @throws Failure (130) on Ctrl-C */
  text: (question: string, initial?: string, check?: (answer: string) => string | undefined) => Promise<string>;
  /** A line that is not shown. @throws Failure (130) on Ctrl-C */
  secret: (question: string, check?: (answer: string) => string | undefined) => Promise<string>;
  /** @param initial what Enter answers. @throws Failure (130) on Ctrl-C */
  confirm: (question: string, initial?: boolean) => Promise<boolean>;
  /** @returns the index of the chosen one. @param initial the index that Enter answers. @throws Failure (130) on Ctrl-C */
  choose: (question: string, choices: readonly Choice[], initial?: number) => Promise<number>;
  /**
   * A line of text on a screen of its own, of which nothing stays. @param check as for `text`.
   * @throws Failure (130) on Ctrl-C; the reason of the signal
   */
  screen: (draw: Draw, check: (answer: string) => string | undefined, signal?: AbortSignal) => Promise<string>;
  close: () => void;
}

export interface Choice {
  label: string;
  hint?: string;
}

/** Questions on the controlling terminal; undefined where there is none. */
export function questionsOnTerminal(): Questions | undefined {
  let fd: number;
  try {
    fd = openSync('/dev/tty', 'r+');
  } catch {
    return undefined;
  }
  const streams = {
    input: new ReadStream(openSync('/dev/tty', 'r')),
    output: new WriteStream(openSync('/dev/tty', 'w')),
  };
  const checked =
    (check: ((answer: string) => string | undefined) | undefined) =>
    (answer: string | undefined): string | undefined =>
      check?.(answer ?? '');
  return {
    say: (text) => {
      writeSync(fd, forPeople(text));
    },
    text: async (question, initial = '', check) =>
      answered<string>(
        await clack.text({
          ...streams,
          message: oneLine(question),
          placeholder: oneLine(initial),
          defaultValue: initial,
          validate: (answer) => checked(check)(answer || initial),
        }),
      ),
    secret: async (question, check) =>
      answered<string>(await clack.password({ ...streams, message: oneLine(question), validate: checked(check) })),
    confirm: async (question, initial = true) =>
      answered<boolean>(await clack.confirm({ ...streams, message: oneLine(question), initialValue: initial })),
    choose: async (question, choices, initial = 0) =>
      answered<number>(
        await clack.select({
          ...streams,
          message: oneLine(question),
          initialValue: initial,
          options: choices.map(({ label, hint }, value) => ({
            value,
            label: oneLine(label),
            ...(hint === undefined ? {} : { hint: oneLine(hint) }),
          })),
        }),
      ),
    screen: (draw, check, signal) => askOnScreen(streams.input, draw, check, signal),
    close: () => {
      streams.input.destroy();
      streams.output.destroy();
      closeSync(fd);
    },
  };
}

/** @throws Failure (130) where the person stopped */
function answered<Answer>(answer: Answer | typeof clack.CANCEL_SYMBOL): Answer {
  if (clack.isCancel(answer)) throw interrupted();
  return answer as Answer;
}
