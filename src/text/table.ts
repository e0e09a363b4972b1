import { oneLine } from './format.ts';

export type Cell = string | Painted;
type Paint = (text: string) => string;

interface Column {
  heading: string;
  /** Dropped first if the terminal is too narrow. */
  spare?: boolean;
  folds?: boolean;
}

/** In a narrow terminal, spare columns go, then columns that may fold are wrapped, then a row becomes several lines. */
export function table(
  headings: readonly (string | Column)[],
  rows: readonly (readonly Cell[])[],
  width: number,
  paint: Paint = plain,
): string {
  if (rows.length === 0) return '';
  const columns = headings.map((heading, at) => {
    const column = typeof heading === 'string' ? { heading } : heading;
    const cells = rows.map((row) => clean(row[at] ?? ''));
    return { ...column, cells, width: greatest([column.heading, ...cells.map(({ text }) => text)].map(widthOf)) };
  });
  const needed = columns.filter(({ spare }) => !spare);
  const fitting = [columns, needed, folded(columns, width), folded(needed, width)].find(
    (one) => wholeWidth(one) <= width,
  );
  return fitting ? asColumns(fitting, paint) : asBlocks(columns, width, paint);
}

interface Filled extends Column {
  cells: Painted[];
  width: number;
}
interface Painted {
  text: string;
  paint: Paint;
}

const gap = '   ';
const plain: Paint = (text) => text;

const clean = (cell: Cell): Painted =>
  typeof cell === 'string' ? { text: oneLine(cell), paint: plain } : { ...cell, text: oneLine(cell.text) };

/** Math.max(...numbers) fails for more than about 100,000 numbers. */
const greatest = (numbers: readonly number[]): number => numbers.reduce((most, number) => Math.max(most, number), 0);

const wholeWidth = (columns: readonly Filled[]): number =>
  columns.reduce((sum, { width }) => sum + width + gap.length, -gap.length);

/** The columns, with those that fold made as narrow as their words allow. */
function folded(columns: readonly Filled[], width: number): Filled[] {
  let excess = wholeWidth(columns) - width;
  return columns.map((column) => {
    if (!column.folds || excess <= 0) return column;
    const words = column.cells.flatMap(({ text }) => text.split(' ')).map(widthOf);
    const least = Math.max(MIN_FOLDED_COLUMNS, column.heading.length, greatest(words));
    const narrow = Math.max(least, column.width - excess);
    if (narrow >= column.width) return column;
    excess -= column.width - narrow;
    return { ...column, width: narrow };
  });
}

const MIN_FOLDED_COLUMNS = 20;

function asColumns(columns: readonly Filled[], paint: Paint): string {
  const heads = columns.map(({ heading }) => ({ text: heading, paint }));
  return [heads, ...rowsOf(columns)].map((cells) => asLines(cells, columns)).join('');
}

function asLines(cells: readonly Painted[], columns: readonly Filled[]): string {
  const texts = cells.map(({ text }, at) => wrapped(text, columns[at]?.width ?? 0));
  const height = greatest(texts.map(({ length }) => length));
  const line = (row: number): string => {
    const parts = texts.map((lines) => lines[row] ?? '');
    const last = parts.findLastIndex((part) => part !== '');
    const shown = parts.slice(0, last + 1).map((part, at) => {
      const missing = at < last ? (columns[at]?.width ?? 0) - widthOf(part) : 0;
      return (cells[at]?.paint ?? plain)(part) + ' '.repeat(missing);
    });
    return `${shown.join(gap)}\n`;
  };
  return Array.from({ length: height }, (_, row) => line(row)).join('');
}

function asBlocks(columns: readonly Filled[], width: number, paint: Paint): string {
  const indent = greatest(columns.map(({ heading }) => heading.length)) + 4;
  const line = ({ text, paint: own }: Painted, at: number): string => {
    const heading = columns[at]?.heading ?? '';
    if (at === 0) return `${paint(heading)} ${own(text)}\n`;
    const lines = wrapped(text, width - indent).map((part) => own(part));
    return `  ${paint(heading)}${' '.repeat(indent - 2 - heading.length)}${lines.join(`\n${' '.repeat(indent)}`)}\n`;
  };
  return rowsOf(columns)
    .map((cells) => cells.map((cell, at) => (at === 0 || cell.text ? line(cell, at) : '')).join(''))
    .join('');
}

const rowsOf = (columns: readonly Filled[]): Painted[][] =>
  (columns[0]?.cells ?? []).map((_, row) => columns.map(({ cells }) => cells[row] ?? clean('')));

/** Wraps between words. A word that is too wide stays whole, so that it can be copied. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && widthOf(line) <= width) lines[lines.length - 1] = line;
    else lines.push(word);
  }
  return lines;
}

/** The columns of a text on a terminal: some scripts are twice as wide, and combining marks take none. */
export function widthOf(text: string): number {
  const wide = text.match(doubled)?.length ?? 0;
  return [...text.replace(/[\p{Mn}\p{Me}\p{Cf}]/gu, '')].length + wide;
}

const doubled =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/gu;
