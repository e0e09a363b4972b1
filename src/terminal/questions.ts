import { closeSync, openSync } from 'node:fs';
import { ReadStream, WriteStream } from 'node:tty';
import * as clack from '@clack/prompts';
import { interrupted } from '../errors.ts';
import { oneLine } from '../text/format.ts';
import { askOnScreen, type Draw } from './full-screen.ts';
import { showWaiting } from './waiting.ts';

/** The first line is the question, the others show what it is about. */
export type Lines = string | readonly string[];

/** Says what is wrong with an answer; undefined where nothing is. */
type Check = (answer: string) => string | undefined;

/** Each question has an answer that Enter gives, and throws a Failure (130) on Ctrl-C. */
export interface Questions {
  /** Tells what is there, together with the next question; not at all where none comes. */
  found: (text: Lines) => void;
  say: (text: Lines) => void;
  /** Tells what was done. */
  done: (text: Lines) => void;
  /** Tells what is wrong, before the question comes again. */
  wrong: (text: Lines) => void;
  /** Tells what is waited for, until it is there. */
  waiting: <Result>(text: string, work: Promise<Result>) => Promise<Result>;
  /** A line of text. @param initial what Enter answers */
  text: (question: Lines, initial?: string, check?: Check) => Promise<string>;
  secret: (question: Lines, check?: Check) => Promise<string>;
  /** @param initial what Enter answers */
  confirm: (question: Lines, initial?: boolean) => Promise<boolean>;
  /** @returns the index of the chosen one. @param initial the index that Enter answers */
  choose: (question: Lines, choices: readonly Choice[], initial?: number) => Promise<number>;
  /** @returns the indexes of those that are marked. @param initial those that are marked at first */
  chooseSome: (question: Lines, choices: readonly Choice[], initial: readonly number[]) => Promise<number[]>;
  /** A line of text on a screen of its own, of which nothing stays. It throws the reason of the signal, too. */
  screen: (draw: Draw, check: Check, signal?: AbortSignal) => Promise<string>;
  close: () => void;
}

export interface Choice {
  label: string;
  hint?: string;
}

/** Questions on the terminal; undefined where there is none. @param title comes first */
export function questionsOnTerminal(title: Lines, env: { NO_COLOR?: string | undefined }): Questions | undefined {
  const streams = openStreams(!env.NO_COLOR);
  if (!streams) return undefined;
  const { output } = streams;
  const lines = (text: Lines, bar?: string): string => shown(text, output.columns || 80, bar);
  const held: Lines[] = [];
  let hasBegun = false;
  /** The screen, once all that comes before is shown. */
  const to = (): { output: WriteStream } => {
    if (!hasBegun) clack.intro(lines(title, BAR), { output });
    hasBegun = true;
    for (const text of held.splice(0)) clack.log.step(lines(text), { output });
    return { output };
  };
  const asked = <Answer>(question: (to: Terminal) => Promise<Answer | typeof clack.CANCEL_SYMBOL>): Promise<Answer> =>
    streams.listen(async (input) => answered(await question({ ...to(), input })));
  const check = (test: Check | undefined) => (answer: string | undefined) => test?.(answer ?? '');
  return {
    found: (text) => held.push(text),
    say: (text) => clack.log.message(lines(text), to()),
    done: (text) => clack.log.step(lines(text), to()),
    wrong: (text) => clack.log.message(lines(text), { ...to(), symbol: WARNING }),
    waiting: async (text, work) => {
      const stop = showWaiting(to().output, oneLine(text), BAR);
      return await work.finally(stop);
    },
    text: async (question, suggested = '', test) => {
      // Nobody can agree to what cannot be shown as it is.
      const initial = oneLine(suggested) === suggested ? suggested : '';
      return await asked<string>((terminal) =>
        clack.text({
          ...terminal,
          message: lines(question, BAR),
          placeholder: initial,
          defaultValue: initial,
          validate: (answer) => check(test)(answer || initial),
        }),
      );
    },
    secret: (question, test) =>
      asked<string>((terminal) =>
        clack.password({ ...terminal, message: lines(question, BAR), validate: check(test) }),
      ),
    confirm: (question, initial = true) =>
      asked<boolean>((terminal) => clack.confirm({ ...terminal, message: lines(question), initialValue: initial })),
    choose: (question, choices, initial = 0) =>
      asked<number>((terminal) =>
        clack.select({
          ...terminal,
          message: lines(question),
          initialValue: initial,
          maxItems: MOST_CHOICES,
          options: options(choices),
        }),
      ),
    chooseSome: (question, choices, initial) =>
      asked<number[]>((terminal) =>
        clack.multiselect({
          ...terminal,
          message: lines(question),
          initialValues: [...initial],
          options: options(choices),
          required: false,
        }),
      ),
    screen: (draw, test, signal) => streams.listen((input) => askOnScreen(input, draw, test, signal)),
    close: () => {
      if (hasBegun) clack.outro('', { output });
      streams.close();
    },
  };
}

const WARNING = '\u001b[33m▲\u001b[39m';

/** A longer list scrolls. */
const MOST_CHOICES = 12;

interface Terminal {
  input: ReadStream;
  output: WriteStream;
}

interface Streams {
  output: WriteStream;
  /** Reads the terminal as long as this takes, and no longer: else it would take a key from a program that asks after it. */
  listen: <Result>(work: (input: ReadStream) => Promise<Result>) => Promise<Result>;
  close: () => void;
}

function openStreams(colours: boolean): Streams | undefined {
  const toRead = (): number => openSync('/dev/tty', 'r');
  let output: WriteStream;
  try {
    closeSync(toRead());
    output = new WriteStream(openSync('/dev/tty', 'w'));
  } catch {
    return undefined;
  }
  let input: ReadStream | undefined;
  if (!colours) {
    const write = output.write.bind(output) as (text: string) => boolean;
    output.write = (text: string | Uint8Array) => write(String(text).replace(/\u001b\[[\d;]*m/g, ''));
  }
  // A signal may end us while a question hides the cursor.
  const restore = (): void => {
    output.write(SHOW_CURSOR);
  };
  process.on('exit', restore);
  return {
    output,
    listen: async (work) => {
      const own = new ReadStream(toRead());
      input = own;
      return await work(own).finally(() => own.destroy());
    },
    close: () => {
      process.off('exit', restore);
      input?.destroy();
      output.destroy();
    },
  };
}

const SHOW_CURSOR = '\u001b[?25h';

/** Below the first line, text is dim. @param bar stands before these lines, where the library puts nothing there */
function shown(text: Lines, columns: number, bar = ''): string {
  const [first = '', ...more] = (typeof text === 'string' ? [text] : text).map(oneLine);
  const fold = (line: string): string[] => folded(line, columns - MARGIN_COLUMNS);
  const dim = more.flatMap(fold).map((line) => `${DIM}${line}${DIM_END}`);
  return [...fold(first), ...dim].join(`\n${bar}`);
}

/** The library's bar, and a column that some terminals wrap at. */
const MARGIN_COLUMNS = 4;

/** Breaks a line at its blanks. */
const folded = (line: string, width: number): string[] =>
  line.match(new RegExp(`.{1,${Math.max(20, width)}}(?= |$)|[^ ]+`, 'g'))?.map((part) => part.trim()) ?? [];

const [DIM, DIM_END] = ['\u001b[2m', '\u001b[22m'];
const BAR = `${DIM}│${DIM_END}  `;

const options = (choices: readonly Choice[]): { value: number; label: string; hint?: string }[] =>
  choices.map(({ label, hint }, value) => ({
    value,
    label: oneLine(label),
    ...(hint === undefined ? {} : { hint: oneLine(hint) }),
  }));

function answered<Answer>(answer: Answer | typeof clack.CANCEL_SYMBOL): Answer {
  if (clack.isCancel(answer)) throw interrupted();
  return answer as Answer;
}
