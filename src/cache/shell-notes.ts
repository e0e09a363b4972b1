import { closeSync, constants, fchmodSync, fstatSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { folderProblem } from '../fs/trust.ts';

/** The session that a shell got, for `status` in other terminals. Nothing in it is secret. */
export interface ShellNote {
  /** '' where the keys came from the environment. */
  profile: string;
  account: string | undefined;
  /** Unix seconds. */
  expires: number;
  /** Where it may do less than its role. */
  limit?: string | undefined;
}

export const shellNoteFile = (folder: string, pid: number): string => `${folder}/shell-${pid}.json`;

export const shellNoteText = ({ profile, account, expires, limit }: ShellNote): string =>
  `${JSON.stringify({ version: 1, profile, account, expires, limit })}\n`;

/** Follows no planted link. Does not truncate an old note: that takes a disk half a millisecond. */
const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** A cached session comes often and should cost nothing: no lock, no sync. A failed write is no error. */
export function writeShellNote(folder: string, pid: number, note: ShellNote): void {
  try {
    if (folderProblem(folder)) return; // nothing is written where others can write
    const fd = openSync(shellNoteFile(folder, pid), flags, 0o600);
    try {
      if (fstatSync(fd).mode & 0o077) fchmodSync(fd, 0o600); // an old note may be open to others
      writeSync(fd, shellNoteText(note));
    } finally {
      closeSync(fd);
    }
  } catch {
    deleteShellNote(folder, pid); // half a note
  }
}

export function deleteShellNote(folder: string, pid: number): void {
  try {
    unlinkSync(shellNoteFile(folder, pid));
  } catch {}
}
