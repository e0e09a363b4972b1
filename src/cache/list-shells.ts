import { lstatSync } from 'node:fs';
import { namesIn } from '../fs/folders.ts';
import { folderProblem } from '../fs/trust.ts';
import { isAlive, programOf, startedAt, terminalOf } from '../system/process.ts';
import { readEntryFile } from './entry.ts';
import { deleteShellNote, type ShellNote, shellNoteFile } from './shell-notes.ts';

interface LiveShell extends ShellNote {
  pid: number;
  /** undefined where the system does not tell. */
  facts: ProcessFacts | undefined;
}

/** The running shells that got a session. Deletes the notes of those that are gone. */
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

/** The profiles of the running shells, and when each was noted (milliseconds since 1970). */
export function notedProfiles(folder: string): { profile: string; noted: number }[] {
  if (folderProblem(folder)) return [];
  return sweepShells(folder).flatMap(({ pid, noted }) => {
    const note = readNote(folder, pid);
    return note ? [{ profile: note.profile, noted }] : [];
  });
}

/** Nothing in a note is secret, and a shell writes it with the mode that you have chosen for new files. */
function readNote(folder: string, pid: number): ShellNote | undefined {
  const { entry = {} } = readEntryFile(shellNoteFile(folder, pid), 0);
  const { profile, account, expires, limit } = entry as Partial<ShellNote>;
  const isSound =
    typeof profile === 'string' &&
    [account, limit].every((text) => text === undefined || typeof text === 'string') &&
    Number.isSafeInteger(expires) &&
    Number(expires) >= 0;
  return isSound ? { profile, account, expires: Number(expires), limit } : undefined;
}

/** Deletes the notes of shells that are gone. @returns the others, and when each note was written (in milliseconds) */
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
const isYounger = (started: number | undefined, noted: number): boolean =>
  started !== undefined && started > noted + 3000;

/** What `status` shows of a process; '' and undefined where the system does not tell. */
interface ProcessFacts {
  /** Such as pts/3. */
  terminal: string;
  program: string;
  /** Milliseconds since 1970, within about two seconds. */
  started: number | undefined;
}

/** Reads the facts from /proc, or with one `ps` on macOS. Processes that have ended are left out. */
export async function processFacts(pids: readonly number[]): Promise<Map<number, ProcessFacts>> {
  const found = new Map<number, ProcessFacts>();
  for (const pid of pids) {
    const program = programOf(pid);
    if (program) found.set(pid, { terminal: terminalOf(pid), program, started: startedAt(pid) });
  }
  const rest = process.platform === 'linux' ? [] : pids.filter((pid) => !found.has(pid));
  return rest.length > 0 ? new Map([...found, ...(await askPs(rest))]) : found;
}

/** Seconds. The ps of Linux shows an age of a million days for a process that starts in this second. */
const MAX_AGE_S = 1e9;

/** Asks `ps`. The result is empty where it is missing or takes longer than a second. */
export async function askPs(pids: readonly number[]): Promise<Map<number, ProcessFacts>> {
  const { runLine } = await import('../system/run-line.ts'); // it can start a program, and a new session sweeps here
  // ps fails if one of the processes has ended.
  const line = `ps -o pid=,tty=,etime=,comm= -p ${pids.join(',')}; true`;
  const text = await runLine(line, { PATH: '/bin:/usr/bin', LC_ALL: 'C' }, 1000, 'hidden').catch(() => '');
  const rows = text.matchAll(/^ *(\d+) +(\S+) +(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+) +-?(?:\S*\/)?(.*?) *$/gm);
  return new Map(
    [...rows].map(([, pid, tty = '', days = 0, hours = 0, minutes, seconds, program = '']) => {
      const shown = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
      const age = shown < MAX_AGE_S ? shown : 0;
      return [Number(pid), { terminal: /\w/.test(tty) ? tty : '', program, started: Date.now() - age * 1000 }];
    }),
  );
}
