// What a terminal shows after all that was written to it: as much of one as bash and mfa-env make use of.

const colours = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

/**
 * @param {string} written
 * @param {number} columns
 * @returns {{ text: string, style: string }[][]} lines of parts; a style is names of classes
 */
export function readScreen(written, columns) {
  const lines = [[]];
  let row = 0;
  let column = 0;
  let style = { colour: '', bold: false, dim: false };

  const newLine = () => {
    row++;
    lines[row] ??= [];
  };
  const put = (letter) => {
    if (column === columns) {
      newLine();
      column = 0;
    }
    lines[row][column++] = {
      letter,
      style: [style.colour, style.bold && 'bold', style.dim && 'dim'].filter(Boolean).join(' '),
    };
  };
  const control = (final, numbers) => {
    const [n = 0] = numbers;
    if (final === 'm') style = styled(style, numbers);
    else if (final === 'K') lines[row] = n === 0 ? lines[row].slice(0, column) : [];
    else if (final === 'C') column += n || 1;
    else if (final === 'D') column = Math.max(0, column - (n || 1));
    else if (final === 'G') column = (n || 1) - 1;
    else if (!'hl'.includes(final)) throw new Error(`a terminal's CSI ${final} is not known here`);
  };

  for (const [, finalNumbers, final, letter] of written.matchAll(
    /\u001b\[[?>]?([\d;]*)([A-Za-z])|\u001b\][^\u0007]*\u0007|\u001b[=>]|([^\u001b])/gu,
  )) {
    if (final) control(final, finalNumbers.split(';').filter(Boolean).map(Number));
    else if (letter === '\r') column = 0;
    else if (letter === '\n') newLine();
    else if (letter === '\b') column = Math.max(0, column - 1);
    else if (letter >= ' ') put(letter);
  }
  return lines.map(parts);
}

function styled(style, numbers) {
  let next = numbers.length === 0 ? {} : { ...style };
  for (const n of numbers) {
    if (n === 0) next = {};
    else if (n === 1) next.bold = true;
    else if (n === 2) next.dim = true;
    else if (n === 22) next.bold = next.dim = false;
    else if (n === 39) next.colour = '';
    else if (n >= 30 && n <= 37) next.colour = colours[n - 30];
    else if (n >= 90 && n <= 97) next.colour = n === 90 ? 'dim' : colours[n - 90];
    else throw new Error(`the style ${n} is not known here`);
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
