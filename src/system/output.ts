import { fstatSync, writeSync } from 'node:fs';
import { forPeople } from '../text/format.ts';

/**
 * Writes all of a text. Not process.stdout: making that costs 2 ms, and it is cut short where the process ends.
 * @throws what the file system says, EPIPE among others
 */
export function write(fd: 1 | 2, text: string): void {
  let rest: string | Buffer = text;
  while (rest.length > 0) {
    try {
      const written = writeSync(fd, rest as string);
      if (written === Buffer.byteLength(rest)) return;
      rest = Buffer.from(rest).subarray(written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      pause(5); // the reader of a non-blocking pipe is slow
    }
  }
}

/** The same where stdout or stderr may be gone: the status is then all that is left to give. */
export function tryToWrite(fd: 1 | 2, text: string): void {
  try {
    write(fd, text);
  } catch {}
}

/** Whether a person would see what is written there. */
export function isTerminal(fd: 1 | 2): boolean {
  try {
    if (!fstatSync(fd).isCharacterDevice()) return false;
  } catch {
    return false;
  }
  return process.getBuiltinModule('node:tty').isatty(fd); // not by an import: few calls need it
}

/** Waits without giving up the turn. */
export function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Characters that fit into a line of stdout; plenty where that is no terminal. */
export const terminalWidth = (): number => process.stdout.columns ?? 1000;

/** Says something to people, on stderr. All that goes there takes this way, so no name can play with the terminal. */
export const say = (text: string): void => tryToWrite(2, forPeople(text));
