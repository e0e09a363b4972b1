import { lstatSync } from 'node:fs';
import { namesIn } from '../fs/private-dir.ts';
import { folderProblem } from '../fs/trust.ts';
import { isAlive, startedAt } from '../system/process.ts';
import type { ProcessFacts } from '../system/process-facts.ts';
import { readEntryFile } from './entry.ts';
import { deleteShellNote, type ShellNote, shellNoteFile } from './shell-notes.ts';

/** A shell that runs, and the session that it got. */
export interface LiveShell extends ShellNote {
  pid: number;
  /** undefined where the system does not tell. */
  facts: ProcessFacts | undefined;
}

/** The running shells that got a session. Deletes the notes of those that are gone. */
export async function liveShells(folder: string): Promise<LiveShell[]> {
  if (folderProblem(folder)) return [];
  const running = sweepShells(folder);
  const { processFacts } = await import('../system/process-facts.ts'); // only `status` needs it, and it can start a program
  const facts = await processFacts(running.map(({ pid }) => pid));
  return running.flatMap(({ pid, noted }) => {
    const about = facts.get(pid);
    const note = isYounger(about?.started, noted) ? undefined : readNote(folder, pid);
    return note ? [{ ...note, pid, facts: about }] : [];
  });
}

/** Nothing in a note is secret, and a shell writes it with the mode that you have chosen for new files. */
function readNote(folder: string, pid: number): ShellNote | undefined {
  const { entry = {} } = readEntryFile(shellNoteFile(folder, pid), 0);
  const { profile, account, expires } = entry as Partial<ShellNote>;
  const isSound =
    typeof profile === 'string' &&
    (account === undefined || typeof account === 'string') &&
    Number.isSafeInteger(expires) &&
    Number(expires) >= 0;
  return isSound ? { profile, account, expires: Number(expires) } : undefined;
}

/**
 * Deletes the notes of shells that are gone.
 * @returns the other shells, and when each note was written (milliseconds since 1970)
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

/** A process that started after the note has the number of one that is gone. Starts are known to a second or two. */
export const isYounger = (started: number | undefined, noted: number): boolean =>
  started !== undefined && started > noted + 3000;
