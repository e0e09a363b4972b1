import { encode } from 'uqr';
import type { Environment } from '../shell/env-diff.ts';
import { colourMark } from '../text/format.ts';

/** A picture of text: lines for a terminal, with their colours. */
export interface Picture {
  lines: string[];
  columns: number;
}

/** Light modules around the code. Phones need two. Beside it there is room for the four of the standard. */
const MARGIN = { least: 2, standard: 4 };

/**
 * A QR code for a terminal, two modules to a character.
 * @param colours what switches to black on white, which a phone reads on a light and on a dark screen
 * @param rows how many lines there are
 * @returns undefined where it does not fit
 */
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

/** Black on white, also with NO_COLOR: it is a picture. The first sixteen colours belong to the theme, and its white may be dark; the others do not. */
export const blackOnWhite = ({ TERM = '', COLORTERM }: Environment): string =>
  COLORTERM || TERM.includes('256color') ? '[38;5;16;48;5;231m' : '[30;47m';

/** Whether the terminal shows half blocks: the locale says UTF-8, and the terminal is one that moves its cursor. */
export function showsBlocks({ LC_ALL, LC_CTYPE, LANG, TERM }: Environment): boolean {
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '') && TERM !== 'dumb';
}
