import { closeSync, openSync, writeSync } from 'node:fs';
import { emitKeypressEvents } from 'node:readline';
import { type ReadStream, WriteStream } from 'node:tty';
import { interrupted } from '../errors.ts';
import { colourMark, forPeople } from '../text/format.ts';
import type { Key } from './picker.ts';

export interface View {
  rows: number;
  columns: number;
  typed: string;
  /** What is wrong with the last answer; else ''. */
  complaint: string;
}

export interface Frame {
  lines: readonly string[];
  /** Where the cursor stands, counted from 0. */
  row: number;
  column: number;
}

export type Draw = (view: View) => Frame;

/** Positions are counted from 0. */
const to = (row: number, column: number): string => control(`${row + 1};${column + 1}H`);
const control = (sequence: string): string => `${colourMark}[${sequence}`;

// A terminal without an alternate screen (an old Linux console) shows this on its only one, so it is erased, too.
const enter = control('?1049h');
const leave = control('H') + control('2J') + control('?1049l');

const MAX_TYPED = 60;

/**
 * Asks for one line on the alternate screen, of which nothing stays in the scrollback (xterm's control sequences, 1049).
 * The screen that was there comes back at every end, also where the process exits.
 * @throws Failure (130) on Ctrl-C; the reason of the signal
 */
export function askOnScreen(
  input: ReadStream,
  draw: Draw,
  check: (answer: string) => string | undefined,
  signal?: AbortSignal,
): Promise<string> {
  const output = openSync('/dev/tty', 'w');
  let [typed, complaint] = ['', ''];
  const write = (text: string): void => {
    try {
      writeSync(output, forPeople(text));
    } catch {} // the terminal is gone
  };
  const show = (): void => {
    const size = sizeNow();
    const { lines, row, column } = draw({ ...size, typed, complaint });
    const drawn = Array.from({ length: size.rows }, (_, at) => `${to(at, 0)}${control('K')}${lines[at] ?? ''}`);
    write(drawn.join('') + to(row, column));
  };
  let isOpen = false;
  const restore = (): void => {
    if (isOpen) write(leave);
    isOpen = false;
  };
  return new Promise<string>((resolve, reject) => {
    const close = (): void => {
      input.off('keypress', press).off('end', end).off('error', end);
      process.off('SIGWINCH', show).off('exit', restore);
      signal?.removeEventListener('abort', stop);
      restore();
      closeSync(output);
      try {
        input.setRawMode(false);
      } catch {} // the terminal is gone
      input.pause();
    };
    const fail = (error: unknown): void => {
      close();
      reject(error);
    };
    const end = (): void => fail(interrupted());
    const stop = (): void => fail(signal?.reason);
    const answer = (): void => {
      complaint = check(typed) ?? '';
      if (complaint === '') {
        close();
        resolve(typed);
      } else {
        typed = '';
        show();
      }
    };
    const press = (text: string | undefined, key: Key): void => {
      if (key.ctrl && (key.name === 'c' || key.name === 'd')) end();
      else if (key.name === 'return' || key.name === 'enter') answer();
      else {
        typed = edited(typed, text, key);
        show();
      }
    };
    process.on('exit', restore).on('SIGWINCH', show);
    signal?.addEventListener('abort', stop);
    try {
      signal?.throwIfAborted();
      input.setRawMode(true);
      emitKeypressEvents(input);
      input.on('keypress', press).on('end', end).on('error', end).resume();
      isOpen = true;
      write(enter);
      show();
    } catch (error) {
      fail(error);
    }
  });
}

/** The line after a key. */
function edited(typed: string, text: string | undefined, { name, ctrl, meta }: Key): string {
  if (name === 'backspace') return typed.slice(0, -1);
  if (ctrl && (name === 'u' || name === 'w')) return '';
  const isText = text !== undefined && !ctrl && !meta && text.length === 1 && text >= ' ';
  return isText ? (typed + text).slice(0, MAX_TYPED) : typed;
}

/** The size of the window; some terminals do not tell. Node updates only the size of stdout and stderr. */
function sizeNow(): { rows: number; columns: number } {
  const output = new WriteStream(openSync('/dev/tty', 'w'));
  const { rows, columns } = output;
  output.destroy();
  return { rows: rows || 24, columns: columns || 80 };
}
