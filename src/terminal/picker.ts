import { oneLine } from '../text/format.ts';
import { widthOf } from '../text/table.ts';

// The list to pick from, without a terminal: keys change the state, and the state is drawn as lines.

/** A row of cells; the first is its name. */
export type PickRow = readonly string[];

export interface Picker {
  rows: readonly PickRow[];
  /** Each row in lower case, to search in. */
  texts: readonly string[];
  typed: string;
  /** The rows that match, by index. */
  found: readonly number[];
  /** The place among them. */
  at: number;
}

/** A key, as node:readline tells it. */
export interface Key {
  name?: string | undefined;
  ctrl?: boolean | undefined;
  meta?: boolean | undefined;
}

/** Where a key leads: another state, an answer (an index of the rows), or out. */
type Pressed = { picker: Picker } | { picked: number } | 'left';

export function newPicker(rows: readonly PickRow[]): Picker {
  const clean = rows.map((row) => row.map(oneLine));
  return {
    rows: clean,
    texts: clean.map((row) => row.join(' ').toLowerCase()),
    typed: '',
    found: rows.map((_, index) => index),
    at: 0,
  };
}

const PAGE_ROWS = 10;

const steps: Readonly<Record<string, number>> = { up: -1, down: 1, pageup: -PAGE_ROWS, pagedown: PAGE_ROWS };
/** Ctrl-J is `enter` to node:readline, and Enter is `return`. */
const controlSteps: Readonly<Record<string, number>> = { p: -1, k: -1, n: 1, j: 1 };

/** The keys of fzf. @param text what the key types */
export function press(picker: Picker, text: string | undefined, { name = '', ctrl, meta }: Key): Pressed {
  if (name === 'escape' || (ctrl && ['c', 'd', 'g'].includes(name))) return 'left';
  if (name === 'return') {
    const picked = picker.found[picker.at];
    return picked === undefined ? { picker } : { picked };
  }
  const step = name === 'enter' ? 1 : ctrl ? controlSteps[name] : steps[name];
  if (step !== undefined) return { picker: moved(picker, picker.at + step) };
  if (name === 'home') return { picker: moved(picker, 0) };
  if (name === 'end') return { picker: moved(picker, picker.found.length) };
  if (ctrl && name === 'u') return { picker: search(picker, '') };
  if (ctrl && name === 'w') return { picker: search(picker, picker.typed.replace(/\S*\s*$/, '')) };
  if (name === 'backspace') return { picker: search(picker, [...picker.typed].slice(0, -1).join('')) };
  if (text === undefined || ctrl || meta || oneLine(text) !== text || name === 'tab') return { picker };
  return { picker: search(picker, picker.typed + text) };
}

const moved = (picker: Picker, at: number): Picker => ({
  ...picker,
  at: Math.max(0, Math.min(at, picker.found.length - 1)),
});

/** The rows that hold each typed word; those whose name begins with it come first. */
function search(picker: Picker, typed: string): Picker {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const isFound = (text: string): boolean => words.every((word) => text.includes(word));
  const found = picker.texts.flatMap((text, index) => (isFound(text) ? [index] : []));
  const [first = ''] = words;
  const begins = (index: number): boolean => picker.texts[index]?.startsWith(first) ?? false;
  return { ...picker, typed, at: 0, found: [...found.filter(begins), ...found.filter((index) => !begins(index))] };
}

/**
 * The question with what is typed, then as much of the list as fits. No line is as wide as the terminal: it would break. One
 * line stays free: tmux keeps what is cleared from the first line on, with each key.
 */
export function draw(picker: Picker, question: string, columns: number, height: number): string[] {
  const { rows, found, at, typed } = picker;
  const room = Math.max(1, Math.min(PAGE_ROWS, height - 3));
  const top = Math.max(0, Math.min(at - Math.floor(room / 2), found.length - room));
  const shown = found.slice(top, top + room).map((index) => rows[index] ?? []);
  const widths = [0, 1, 2].map((cell) => Math.max(0, ...shown.map((row) => widthOf(row[cell] ?? ''))));
  const lines = shown.map((row, line) => {
    const cells = row.map((cell, of) => cell + ' '.repeat(Math.max(0, (widths[of] ?? 0) - widthOf(cell))));
    return cut(`${top + line === at ? '>' : ' '} ${cells.join('  ')}`.trimEnd(), columns - 1);
  });
  const count = `  ${found.length}/${rows.length}  type to search, Enter picks, Esc stops`;
  return [cutFront(`${question} ${typed}`, columns - 2), ...lines, cut(count, columns - 1)];
}

/** The beginning of a text, with an ellipsis where it is cut. */
function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const signs = [...text];
  while (signs.length > 0 && widthOf(signs.join('')) >= width) signs.pop();
  return `${signs.join('')}…`;
}

/** The end of a text: there the cursor stands. */
function cutFront(text: string, width: number): string {
  const signs = [...text];
  while (signs.length > 0 && widthOf(signs.join('')) > width) signs.shift();
  return signs.join('');
}
