// Terminal windows as an SVG: text that can be selected and read aloud, in whatever monospaced font there is.
import { plain } from '../demo/screen.mjs';

const letter = { width: 8.4, height: 21, size: 14 };
const bar = 34;
const inner = 18;
const gap = 22;
const margin = 8;

const style = `
text{font:${letter.size}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;fill:#c9d1d9}
.name{font-family:system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;font-size:12.5px;fill:#8b949e}
.bold{font-weight:700;fill:#f0f6fc}
.dim{fill:#8b949e}
.paper{fill:#fff}.ink{fill:#000}.paper,.ink{shape-rendering:crispEdges}
.red{fill:#ff7b72}.green{fill:#7ee787}.yellow{fill:#e3b341}.blue{fill:#79c0ff}.magenta{fill:#d2a8ff}.cyan{fill:#76e3ea}
`;

const columns = 92;
/** From the top of a line to what its letters stand on. */
const base = 15;

/**
 * @param {{ title: string, windows: { title: string, lines: { text: string, style: string }[][] }[] }} what
 * @returns {string} the SVG
 */
export function draw({ title, windows }) {
  const width = Math.ceil(columns * letter.width + 2 * inner);
  let top = margin;
  const drawn = windows.map((window) => {
    const height = bar + inner + window.lines.length * letter.height + inner - 8;
    const group = `<g transform="translate(${margin} ${top})">${frame(window.title, width, height)}${text(window.lines)}</g>`;
    top += height + gap;
    return group;
  });
  const whole = { width: width + 2 * margin, height: top - gap + margin + 4 };
  const description = windows.map(({ lines }) => lines.map(said).join('\n')).join('\n\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${whole.width} ${whole.height}" width="${whole.width}" height="${whole.height}" role="img" aria-labelledby="title said">
<title id="title">${escaped(title)}</title>
<desc id="said">${escaped(description)}</desc>
<style>${style}</style>
${drawn.join('\n')}
</svg>
`;
}

function frame(title, width, height) {
  const dots = ['#ff5f57', '#febc2e', '#28c840'].map(
    (fill, at) => `<circle cx="${20 + at * 20}" cy="17" r="6" fill="${fill}"/>`,
  );
  return [
    `<rect x="0" y="3" width="${width}" height="${height}" rx="10" fill="#000" opacity=".18"/>`,
    `<rect width="${width}" height="${height}" rx="10" fill="#0d1117" stroke="#30363d"/>`,
    `<path d="M.5 ${bar}V10a9.5 9.5 0 0 1 9.5-9.5H${width - 10}a9.5 9.5 0 0 1 9.5 9.5V${bar}z" fill="#161b22"/>`,
    ...dots,
    `<text class="name" x="${width / 2}" y="21.5" text-anchor="middle">${escaped(title)}</text>`,
  ].join('');
}

/** Each word or group of words has its place and its length, so that columns stay columns in every font. */
function text(lines) {
  return lines
    .map((line, row) => {
      const y = bar + inner + row * letter.height + 11;
      let column = 0;
      return line
        .map((part) => {
          const from = column;
          column += part.text.length;
          return part.style === 'qr' ? blocks(part.text, from, y - base) : words(part, from, y);
        })
        .join('');
    })
    .join('\n');
}

/** Several blanks are a gap, not text: not every program that shows an SVG keeps them. */
function words({ text, style }, column, y) {
  const groups = [...text.matchAll(/\S+(?: \S+)*/g)];
  const attributes = (at, { length }) =>
    `x="${fixed(inner + (column + at) * letter.width)}" y="${y}" textLength="${fixed(length * letter.width)}"`;
  const name = style && ` class="${style}"`;
  return groups
    .map(({ 0: shown, index }) => `<text ${attributes(index, shown)}${name}>${escaped(shown)}</text>`)
    .join('');
}

/** Half blocks, black on white. Each line is one shape, so that no gaps show between its letters. */
function blocks(text, column, top) {
  const left = inner + column * letter.width;
  const half = letter.height / 2;
  const box = (at, length, down, high) =>
    `M${fixed(left + at * letter.width)} ${fixed(top + down)}h${fixed(length * letter.width)}v${fixed(high)}h${fixed(-length * letter.width)}z`;
  const dark = (signs, down) =>
    [...text.matchAll(new RegExp(`[${signs}]+`, 'g'))].map(({ 0: run, index }) => box(index, run.length, down, half));
  const ink = [...dark('▀█', 0), ...dark('▄█', half)].join('');
  return `<path class="paper" d="${box(0, text.length, 0, letter.height)}"/><path class="ink" d="${ink}"/>`;
}

const said = (line) => plain(line.filter(({ style }) => style !== 'qr'));
const fixed = (number) => Number(number.toFixed(1));
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
