import { folderProblem } from '../fs/trust.ts';
import { programOf, startedAt, terminalOf } from '../system/process.ts';
import { isYounger, readShellNote, sweepShells } from './list-entries.ts';
import type { ShellNote } from './shell-notes.ts';

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
    const note = isYounger(about?.started, noted) ? undefined : readShellNote(folder, pid);
    return note ? [{ ...note, pid, facts: about }] : [];
  });
}

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
  const { runLine } = await import('../system/run-line.ts'); // it loads what starts programs, and Linux needs none
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
