import { folderProblem } from '../fs/trust.ts';
import { type ProcessFacts, processFacts } from '../system/process-facts.ts';
import { readEntryFile } from './entry.ts';
import { type ShellNote, shellNoteFile } from './shell-notes.ts';
import { isYounger, sweepShells } from './sweep-shells.ts';

/** A shell that runs, and the session that it got. */
export interface LiveShell extends ShellNote {
  pid: number;
  /** undefined where the system does not tell. */
  facts: ProcessFacts | undefined;
}

/** The shells that run and have got a session. The notes of those that are gone are taken away. */
export async function liveShells(folder: string): Promise<LiveShell[]> {
  if (folderProblem(folder)) return [];
  const running = sweepShells(folder);
  const facts = await processFacts(running.map(({ pid }) => pid));
  return running.flatMap(({ pid, noted }) => {
    const about = facts.get(pid);
    const note = isYounger(about?.started, noted) ? undefined : readNote(folder, pid);
    return note ? [{ ...note, pid, facts: about }] : [];
  });
}

function readNote(folder: string, pid: number): ShellNote | undefined {
  const { profile, account, expires } = (readEntryFile(shellNoteFile(folder, pid)).entry ?? {}) as Partial<ShellNote>;
  const isSound =
    typeof profile === 'string' &&
    (account === undefined || typeof account === 'string') &&
    Number.isSafeInteger(expires) &&
    Number(expires) >= 0;
  return isSound ? { profile, account, expires: Number(expires) } : undefined;
}
