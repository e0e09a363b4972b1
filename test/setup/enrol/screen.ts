import type { Frame } from '../../../src/terminal/full-screen.ts';
import { colourMark } from '../../../src/text/format.ts';

/** What a character of a QR code covers: upper half, lower half. */
const blocks: Readonly<Record<string, [boolean, boolean]>> = {
  ' ': [false, false],
  '▀': [true, false],
  '▄': [false, true],
  '█': [true, true],
};

/** The lines of a frame, without colours. */
export const plain = ({ lines }: Pick<Frame, 'lines'>): string[] =>
  lines.map((line) =>
    line
      .split(colourMark)
      .map((part, at) => (at === 0 ? part : part.replace(/^\[[\d;]*m/, '')))
      .join(''),
  );

/**
 * A picture of a frame, as a terminal shows it (netpbm's PGM, pixels of 4 × 4 for each half of a character). Text is a
 * grey pattern in its place.
 * @param background 0 for a dark theme, 255 for a light one
 */
export function picture({ lines }: Frame, columns: number, rows: number, background: 0 | 255): Buffer {
  const scale = 4;
  const [width, height] = [columns * scale, rows * 2 * scale];
  const pixels = Buffer.alloc(width * height, background);
  const paint = (half: number, column: number, value: number): void => {
    for (let row = 0; row < scale; row++) {
      const start = (half * scale + row) * width + column * scale;
      pixels.fill(value, start, start + scale);
    }
  };
  lines.slice(0, rows).forEach((line, row) => {
    let column = 0;
    let isCode = false;
    line.split(colourMark).forEach((part, at) => {
      const [, colours = '', text = part] = at === 0 ? [] : (/^\[([\d;]*)m(.*)$/s.exec(part) ?? []);
      if (/48;5;231|\b47\b/.test(colours)) isCode = true;
      else if (at > 0 && /^(?:0|49|39;49|)$/.test(colours)) isCode = false;
      for (const sign of text) {
        const [upper, lower] = blocks[sign] ?? [false, false];
        if (isCode) {
          paint(2 * row, column, upper ? 0 : 255);
          paint(2 * row + 1, column, lower ? 0 : 255);
        } else if (sign !== ' ') paint(2 * row, column, 255 - background);
        column++;
      }
    });
  });
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), pixels]);
}
