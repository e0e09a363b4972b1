import { oneLine } from './words.ts';

/**
 * Rows under their headings, in columns; where the terminal is too narrow, a block of lines for each row.
 * @param width characters that fit into a line
 * @returns '' where there are no rows
 */
export function table(headings: readonly string[], rows: readonly (readonly string[])[], width: number): string {
  if (rows.length === 0) return '';
  const clean = rows.map((row) => row.map(oneLine));
  const widths = headings.map((heading, at) => Math.max(heading.length, ...clean.map((row) => row[at]?.length ?? 0)));
  const whole = widths.reduce((sum, one) => sum + one + gap.length, -gap.length);
  return whole <= width ? columns([headings, ...clean], widths) : blocks(headings, clean);
}

const gap = '   ';

const columns = (rows: readonly (readonly string[])[], widths: number[]): string =>
  rows
    .map(
      (row) =>
        `${row
          .map((cell, at) => cell.padEnd(widths[at] ?? 0))
          .join(gap)
          .trimEnd()}\n`,
    )
    .join('');

function blocks(headings: readonly string[], rows: string[][]): string {
  const indent = Math.max(...headings.map((heading) => heading.length));
  const block = ([first = '', ...rest]: string[]): string => {
    const lines = rest.flatMap((cell, at) => (cell ? [`  ${(headings[at + 1] ?? '').padEnd(indent)}  ${cell}\n`] : []));
    return `${first}\n${lines.join('')}`;
  };
  return rows.map(block).join('');
}
