// What a terminal shows after all that was written to it: as much of one as shells and mfa-env make use of.

const colours = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
const escapes =
  /\u001b\[([?>=<]?)([\d;:]*)[ !"$']?([@-~])|\u001b[\]PX^_](?:[^\u0007\u001b]|\u001b(?!\\))*(?:\u0007|\u001b\\)|\u001b[()][\w]|\u001b[^[\]PX^_()]|([^\u001b])/gu;

/** The text without what moves the cursor or colours it. */
export const withoutEscapes = (written) =>
  [...written.matchAll(escapes)].map(([, , , , letter = '']) => letter).join('');

/**
 * @param {string} written
 * @param {number} columns
 * @returns {{ lines: Line[], row: number, alternate: Line[] | undefined }} a line is an array of `{ text, style }`; a
 *   style is names of classes, `qr` for black on white. `row` is where the cursor stands; `alternate`: the screen above it
 */
export function readScreen(written, columns) {
  const blank = () => ({ lines: [[]], row: 0, column: 0 });
  let screen = blank();
  let main;
  let style = {};

  const moveTo = (row) => {
    screen.row = Math.max(0, row);
    while (screen.lines.length <= screen.row) screen.lines.push([]);
  };
  const put = (letter) => {
    if (screen.column >= columns) {
      moveTo(screen.row + 1);
      screen.column = 0;
    }
    screen.lines[screen.row][screen.column++] = { letter, style: classes(style) };
  };
  const erase = (n) => {
    const line = screen.lines[screen.row];
    if (n !== 1) line.length = Math.min(line.length, n === 2 ? 0 : screen.column);
  };
  const moves = {
    A: (n) => moveTo(screen.row - n),
    B: (n) => moveTo(screen.row + n),
    C: (n) => Object.assign(screen, { column: screen.column + n }),
    D: (n) => Object.assign(screen, { column: Math.max(0, screen.column - n) }),
    G: (n) => Object.assign(screen, { column: n - 1 }),
    H: (row, column) => {
      moveTo(row - 1);
      screen.column = column - 1;
    },
  };
  const control = (final, numbers) => {
    if (final === 'm') style = styled(style, numbers);
    else if (final === 'K') erase(numbers[0] ?? 0);
    else if (final === 'J') {
      erase(numbers[0] ?? 0);
      screen.lines.length = screen.row + 1;
    } else moves[final]?.(numbers[0] || 1, numbers[1] || 1);
  };

  for (const [sequence, prefix, numbers, final, letter] of written.matchAll(escapes)) {
    if (sequence === '\u001b[?1049h') [main, screen] = [screen, blank()];
    else if (sequence === '\u001b[?1049l') [main, screen] = [undefined, main ?? screen];
    else if (final && !prefix) control(final, numbers.split(/[;:]/).filter(Boolean).map(Number));
    else if (letter === '\r') screen.column = 0;
    else if (letter === '\n') moveTo(screen.row + 1);
    else if (letter === '\b') screen.column = Math.max(0, screen.column - 1);
    else if (letter >= ' ') put(letter);
  }
  const { lines, row } = main ?? screen;
  return { lines: lines.map(parts), row, alternate: main && screen.lines.map(parts) };
}

const classes = ({ colour, bold, dim, isQr }) =>
  isQr ? 'qr' : [colour, bold && 'bold', dim && 'dim'].filter(Boolean).join(' ');

function styled(style, numbers) {
  if (numbers.join() === '38,5,16,48,5,231') return { isQr: true };
  let next = numbers.length === 0 ? {} : { ...style };
  for (const n of numbers) {
    if (n === 0) next = {};
    else if (n === 1) next.bold = true;
    else if (n === 2) next.dim = true;
    else if (n === 22) next.bold = next.dim = false;
    else if (n === 39) next.colour = '';
    else if (n >= 30 && n <= 37) next.colour = colours[n - 30];
    else if (n >= 90 && n <= 97) next.colour = n === 90 ? 'dim' : colours[n - 90];
  }
  return next;
}

/** Neighbours of one style as one part. */
function parts(cells) {
  const found = [];
  for (let at = 0; at < cells.length; at++) {
    const { letter, style } = cells[at] ?? { letter: ' ', style: '' };
    const last = found.at(-1);
    if (last?.style === style) last.text += letter;
    else found.push({ text: letter, style });
  }
  return found;
}

/** A line without its styles. */
export const plain = (line) =>
  line
    .map(({ text }) => text)
    .join('')
    .trimEnd();
