import { programOf, startedAt, terminalOf } from './process.ts';
import { runLine } from './run-line.ts';

/** What `status` shows of a process; '' and undefined where the system does not tell. */
export interface ProcessFacts {
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
