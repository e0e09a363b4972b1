import { fstatSync, writeSync } from 'node:fs';
import { forPeople } from '../text/format.ts';

/** process.stdout takes 2 ms to create, and loses output at the end. @throws what the system says, such as EPIPE */
export function write(fd: 1 | 2, text: string): void {
  let rest: string | Buffer = text;
  while (rest.length > 0) {
    try {
      const written = writeSync(fd, rest as string);
      if (written === Buffer.byteLength(rest)) return;
      rest = Buffer.from(rest).subarray(written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      pause(5); // the pipe is non-blocking and full
    }
  }
}

/** The same, but ignores errors: stdout or stderr may be closed. */
export function tryToWrite(fd: 1 | 2, text: string): void {
  try {
    write(fd, text);
  } catch {}
}

export function isTerminal(fd: 1 | 2): boolean {
  try {
    if (!fstatSync(fd).isCharacterDevice()) return false;
  } catch {
    return false;
  }
  return process.getBuiltinModule('node:tty').isatty(fd); // loaded only when needed
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Columns of stdout; 1000 where it is not a terminal. */
export const terminalWidth = (): number => process.stdout.columns ?? 1000;

/** Says something to people, on stderr. All that goes there takes this way, so no name can play with the terminal. */
export const say = (text: string): void => tryToWrite(2, forPeople(text));
