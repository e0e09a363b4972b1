import { closeSync, openSync, writeSync } from 'node:fs';
import { emitKeypressEvents } from 'node:readline';
import { ReadStream, WriteStream } from 'node:tty';
import { interrupted } from '../errors.ts';
import { widthOf } from '../text/table.ts';
import { draw, type Key, newPicker, type Picker, type PickRow, press } from './picker.ts';

const ESCAPE = '\u001b[';

/**
 * Has somebody pick a row on the terminal, and leaves nothing of the list there.
 * @returns the index; undefined where no terminal can show a list @throws Failure (130) on Esc, Ctrl-C or Ctrl-G
 */
export async function pick(
  question: string,
  rows: readonly PickRow[],
  term: string | undefined,
): Promise<number | undefined> {
  if (term === 'dumb') return undefined;
  let fd: number;
  try {
    fd = openSync('/dev/tty', 'r+');
  } catch {
    return undefined;
  }
  const input = new ReadStream(openSync('/dev/tty', 'r'));
  const output = new WriteStream(openSync('/dev/tty', 'w'));
  const show = (picker: Picker): void => {
    const [first = '', ...list] = draw(picker, question, output.columns || 80, output.rows || 24);
    const back = `${list.length > 0 ? `${ESCAPE}${list.length}A` : ''}\r${ESCAPE}${widthOf(first)}C`;
    writeSync(fd, `\r${ESCAPE}J${[first, ...list].join('\r\n')}${back}`);
  };
  try {
    input.setRawMode(true);
    return await picked(input, output, newPicker(rows), show);
  } finally {
    writeSync(fd, `\r${ESCAPE}J`);
    input.setRawMode(false);
    input.destroy();
    output.destroy();
    closeSync(fd);
  }
}

function picked(
  input: ReadStream,
  output: WriteStream,
  start: Picker,
  show: (picker: Picker) => void,
): Promise<number> {
  let picker = start;
  emitKeypressEvents(input);
  show(picker);
  return new Promise((resolve, reject) => {
    output.on('resize', () => show(picker));
    input.on('keypress', (text: string | undefined, key: Key) => {
      const next = press(picker, text, key);
      if (next === 'left') reject(interrupted());
      else if ('picked' in next) resolve(next.picked);
      else {
        picker = next.picker;
        show(picker);
      }
    });
    input.on('end', () => reject(interrupted()));
    input.on('error', reject);
  });
}
