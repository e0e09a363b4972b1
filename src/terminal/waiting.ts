import type { WriteStream } from 'node:tty';

/** Shows what is waited for, and the seconds so far. @param bar stands before the text @returns ends the line */
export function showWaiting(output: WriteStream, text: string, bar: string): () => void {
  const start = Date.now();
  const isNarrow = text.length + ROOM_COLUMNS > (output.columns || 80); // there a line cannot be written over
  const show = (): void => {
    output.write(`\r${bar}${text} … ${Math.round((Date.now() - start) / 1000)} s`);
  };
  output.write(`${bar.trimEnd()}\n${bar}${text} …`);
  const timer = isNarrow ? undefined : setInterval(show, 1000);
  return () => {
    clearInterval(timer);
    output.write('\n');
  };
}

/** The bar, and ` … 120 s`. */
const ROOM_COLUMNS = 12;
