import { utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { privateFolder, removeFile, sweep, temporaryFor } from './folders.ts';

/** Well below the time after which the file of another container is swept. */
const SIGN_OF_LIFE_MS = 240_000;

/**
 * Writes a private file that is there as long as this process; after a kill -9 it is swept (`sweep`), never before.
 * Call it after all else that sweeps the folder. @returns its path @throws what the file system says
 */
export function fileOfThisRun(folder: string, name: string, content: Buffer, everyMs = SIGN_OF_LIFE_MS): string {
  privateFolder(folder);
  sweep(folder); // also that of an earlier process with this number
  const file = temporaryFor(path.join(folder, name));
  process.on('exit', () => removeIfAny(file));
  try {
    writeFileSync(file, content, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    removeIfAny(file);
    throw error;
  }
  setInterval(() => touch(file), everyMs).unref();
  return file;
}

function touch(file: string): void {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {} // it was deleted by hand
}

function removeIfAny(file: string): void {
  try {
    removeFile(file);
  } catch {} // the folder cannot be written any more
}
