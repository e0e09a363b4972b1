import { encode } from 'uqr';
import type { Environment } from '../../shell/env-diff.ts';
import type { Frame, View } from '../../terminal/full-screen.ts';
import { colourMark, oneLine } from '../../text/format.ts';
import { wrapped } from '../../text/table.ts';

export interface EnrolScreen {
  /** The device and its account, for people. */
  heading: readonly string[];
  /** The QR code for so many rows; undefined where it does not fit, or the terminal cannot show one. */
  picture?: (rows: number) => Picture | undefined;
  /** The seed as text for a width; undefined where a command took it. */
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
  const wrap = (text: string): string[] => folded(oneLine(text), columns);
  const how = scan
    ? 'Scan the QR code with an authenticator app, or type this secret into it:'
    : 'Type this secret into an authenticator app:';
  const prose = (text: string): string[] => (length === 'short' ? [] : [...wrap(text), '']);
  const before = [
    ...heading.flatMap(wrap),
    ...(heading.length > 0 ? [''] : []),
    ...(seed ? [...prose(how), ...seed(columns), ...(length === 'short' ? [] : [''])] : []),
    ...(couldScan ? prose('A QR code needs a window of 80 × 24.') : []),
    ...prose('Then type the code that the app shows.'),
  ];
  const typed = view.typed.slice(-Math.max(0, columns - QUESTION.length - 1));
  const lines = [...before, QUESTION + typed, ...(view.complaint ? wrap(view.complaint) : [])];
  return { lines, row: before.length, column: QUESTION.length + typed.length };
}

/** Breaks a line at its blanks, and a word that is too long anywhere. */
function folded(text: string, columns: number): string[] {
  const width = Math.max(1, columns);
  return wrapped(text.replace(new RegExp(`\\S{${width}}(?=\\S)`, 'gu'), '$& '), width);
}

interface Picture {
  lines: string[];
  columns: number;
}

/** Light modules around the code. Phones need two. Beside it there is room for the four of the standard. */
const MARGIN = { least: 2, standard: 4 };

/** A QR code, two modules to a character; undefined where it needs more rows. @param colours from `blackOnWhite` */
export function qrPicture(text: string, colours: string, rows: number): Picture | undefined {
  const { data, size } = encode(text, { ecc: 'L', border: 0 });
  const margin = [MARGIN.standard, MARGIN.least].find((each) => Math.ceil((size + 2 * each) / 2) <= rows);
  if (margin === undefined) return undefined;
  const columns = size + 2 * MARGIN.standard;
  const isDark = (row: number, column: number): boolean => data[row - margin]?.[column - MARGIN.standard] ?? false;
  const lines = Array.from({ length: Math.ceil((size + 2 * margin) / 2) }, (_, line) => {
    const cells = Array.from({ length: columns }, (_, column) =>
      half(isDark(2 * line, column), isDark(2 * line + 1, column)),
    );
    return `${colourMark}${colours}${cells.join('')}${colourMark}[0m`;
  });
  return { lines, columns };
}

const half = (upper: boolean, lower: boolean): string => {
  if (upper) return lower ? '█' : '▀';
  return lower ? '▄' : ' ';
};

/** Phones read it on light and dark screens. Themes change the first sixteen colours, so others come first. */
export const blackOnWhite = ({ TERM = '', COLORTERM }: Environment): string =>
  COLORTERM || TERM.includes('256color') ? '[38;5;16;48;5;231m' : '[30;47m';

/** Whether the terminal shows half blocks: the locale says UTF-8, and the terminal is one that moves its cursor. */
export function showsBlocks({ LC_ALL, LC_CTYPE, LANG, TERM }: Environment): boolean {
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '') && TERM !== 'dumb';
}

/** A QR code of this many characters fits 24 lines (version 6, with the least error correction). */
const FITTING_CHARACTERS = 134;

/** Whose device it is, as the authenticator app shows it. */
export interface Owner {
  user: string;
  account: string;
  alias?: string | undefined;
}

/**
 * What an authenticator app reads from a QR code, with the longest label that fits. @param seed base32
 * (https://github.com/google/google-authenticator/wiki/Key-Uri-Format)
 */
export function otpauthText(seed: Buffer, { user, account, alias }: Owner): string {
  const key = seed.toString('latin1').replace(/=+$/, '');
  const text = (label: string): string => `otpauth://totp/${label}?secret=${key}&issuer=AWS`;
  const name = encodeURIComponent(user);
  const labels = [...(alias ? [`${name}@${encodeURIComponent(alias)}`] : []), `${name}@${account}`, name];
  const label = labels.find((each) => text(each).length <= FITTING_CHARACTERS) ?? encodeURIComponent(user.slice(0, 30));
  return text(label);
}

/** A seed in groups of four, to be typed. @param columns the width that there is */
export function seedLines(seed: Buffer, columns: number): string[] {
  const groups =
    seed
      .toString('latin1')
      .replace(/=+$/, '')
      .match(/.{1,4}/g) ?? [];
  const perLine = Math.max(1, Math.min(4, Math.floor((columns + 1) / 5)));
  const lines: string[] = [];
  for (let at = 0; at < groups.length; at += perLine) lines.push(groups.slice(at, at + perLine).join(' '));
  return lines;
}
