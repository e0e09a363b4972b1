import { lstatSync } from 'node:fs';
import { namesIn } from '../fs/private-dir.ts';
import { isAlive, startedAt } from '../system/process.ts';
import { deleteShellNote, shellNoteFile } from './shell-notes.ts';

/**
 * Takes away the notes of shells that are gone.
 * @returns who else has noted something, and when (milliseconds since 1970)
 */
export function sweepShells(folder: string): { pid: number; noted: number }[] {
  const running = namesIn(folder).flatMap((name) => {
    const pid = Number(/^shell-([1-9]\d{0,9})\.json$/.exec(name)?.[1] ?? 0);
    const noted = pid && lstatSync(shellNoteFile(folder, pid), { throwIfNoEntry: false })?.mtimeMs;
    return noted ? [{ pid, noted }] : [];
  });
  return running.filter(({ pid, noted }) => {
    const isGone = !isAlive(pid) || isYounger(startedAt(pid), noted);
    if (isGone) deleteShellNote(folder, pid);
    return !isGone;
  });
}

/** A process that is younger than the note has the number of one that is gone. Starts are known to a second or two. */
export const isYounger = (started: number | undefined, noted: number): boolean =>
  started !== undefined && started > noted + 3000;
