import { closeSync, openSync, writeSync } from 'node:fs';
import { ReadStream, WriteStream } from 'node:tty';
import { oneLine } from '../text/format.ts';

/** A question that stands on the terminal. What is typed is not shown, and waits to be read. */
interface Shown {
  question: string;
  input: ReadStream;
  /** Columns for the answer. */
  room: number;
  end: () => void;
}

let early: Shown | undefined;

/**
 * Shows a question that is sure to come, before what will read the answer is loaded. Nothing, without a terminal.
 * @param end ends the process with a status, where it is told to end: `watchSignals` comes later
 */
export function showEarly(question: string, end: (status: number) => void): void {
  process.on('SIGUSR1', () => {}); // see keepInspectorShut
  // Not SIGINT: by that, `watchSignals` knows that it was called.
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGQUIT'] as const)
    process.on(signal, (_: string, number: number) => end(128 + number));
  try {
    early = show(question);
  } catch {}
}

/** The question, which may be shown already. @throws what the system says */
export function shown(question: string): Shown {
  if (early?.question !== question) endEarly();
  const found = early ?? show(question);
  early = undefined;
  return found;
}

export function endEarly(): void {
  early?.end();
  early = undefined;
}

function show(question: string): Shown {
  const input = new ReadStream(openSync('/dev/tty', 'r'));
  input.setRawMode(true); // before the question: a quick answer must not be shown either
  const fd = openSync('/dev/tty', 'r+');
  const columns = columnsOf(new WriteStream(openSync('/dev/tty', 'w')));
  const line = oneLine(question);
  const fits = line.length + ANSWER_COLUMNS < columns;
  writeSync(fd, fits ? line : `${line.trimEnd()}\n`);
  const end = (): void => {
    try {
      input.setRawMode(false);
      input.destroy();
      writeSync(fd, '\n');
    } catch {} // the terminal is gone, as after SIGHUP
    closeSync(fd);
  };
  return { question, input, room: columns - 1 - (fits ? line.length : 0), end };
}

/** Room for the answer on the same line: a terminal cannot erase beyond the start of a line. */
const ANSWER_COLUMNS = 12;

/** The width of the terminal; some do not tell. */
function columnsOf(output: WriteStream): number {
  const { columns } = output;
  output.destroy();
  return columns || 80;
}
