import type { Frame, View } from '../terminal/full-screen.ts';
import { oneLine } from '../text/format.ts';
import type { Picture } from './qr-code.ts';

/** What the screen of a new device shows. */
export interface EnrolScreen {
  /** The device and its account, for people. */
  heading: readonly string[];
  /** The QR code for so many rows; undefined where it does not fit, or the terminal cannot show one. */
  picture?: (rows: number) => Picture | undefined;
  /** The seed as text for a width; missing where it was handed over. */
  seed?: (columns: number) => string[];
}

const QUESTION = 'Code: ';
/** Room for the text beside the QR code. */
const TEXT_COLUMNS = 29;
const GAP = 2;

/** Lays the screen out for a window: the QR code left of the text, above it, or the text alone. */
export function layOut({ heading, picture, seed }: EnrolScreen, view: View): Frame {
  const { rows, columns } = view;
  const beside = picture?.(rows);
  if (beside && columns >= beside.columns + GAP + TEXT_COLUMNS) {
    const left = beside.columns + GAP;
    const text = textFor({ heading, seed, scan: true }, view, columns - left);
    if (text.lines.length <= rows) {
      const lines = Array.from({ length: Math.max(beside.lines.length, text.lines.length) }, (_, at) => {
        const start = beside.lines[at] ?? ' '.repeat(beside.columns);
        return `${start}${' '.repeat(GAP)}${text.lines[at] ?? ''}`;
      });
      return { lines, row: text.row, column: left + text.column };
    }
  }
  const under = textFor({ heading, seed, scan: true }, view, columns);
  const above = picture?.(rows - under.lines.length - 1);
  if (above && columns >= above.columns) {
    const lines = [...above.lines, '', ...under.lines];
    return { lines, row: above.lines.length + 1 + under.row, column: under.column };
  }
  const full = textFor({ heading, seed, scan: false, couldScan: picture !== undefined }, view, columns);
  return full.lines.length <= rows ? full : textFor({ heading: [], seed, scan: false }, view, columns, 'short');
}

interface Parts {
  heading: readonly string[];
  seed: EnrolScreen['seed'] | undefined;
  /** Whether a QR code stands beside the text, and whether a larger window would show one. */
  scan: boolean;
  couldScan?: boolean;
}

/** The text, and where the cursor stands in it. @param length 'short': the key and the question only */
function textFor({ heading, seed, scan, couldScan }: Parts, view: View, columns: number, length = 'full'): Frame {
  const wrap = (text: string): string[] => wrapped(oneLine(text), columns);
  const how = scan
    ? 'Scan the QR code with an authenticator app, or add this key to it:'
    : 'Add this key to an authenticator app:';
  const prose = (text: string): string[] => (length === 'short' ? [] : [...wrap(text), '']);
  const before = [
    ...heading.flatMap(wrap),
    ...(heading.length > 0 ? [''] : []),
    ...(seed ? [...prose(how), ...seed(columns), ...(length === 'short' ? [] : [''])] : []),
    ...(couldScan ? prose('A QR code needs a window of 80 × 24.') : []),
    ...prose('Type one code that it shows.'),
  ];
  const typed = view.typed.slice(-Math.max(0, columns - QUESTION.length - 1));
  const lines = [...before, QUESTION + typed, ...(view.complaint ? wrap(view.complaint) : [])];
  return { lines, row: before.length, column: QUESTION.length + typed.length };
}

/** Breaks a line at its blanks; a word that is too long is broken anywhere. */
function wrapped(text: string, columns: number): string[] {
  const lines = [''];
  for (const word of text
    .split(' ')
    .flatMap((each) => each.match(new RegExp(`.{1,${Math.max(1, columns)}}`, 'gu')) ?? [])) {
    const last = lines.at(-1) ?? '';
    if (last === '') lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= columns) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
