import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Whether a process runs, of any user. A zombie does not count. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return statField(pid, 3) !== 'Z';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process started, in clock ticks since boot; '' where the system does not tell (proc(5), field 22). */
export const processStart = (pid: number): string => statField(pid, 22);

/** The PID namespace: each container has its own. '' where the system does not tell (pid_namespaces(7)). */
export function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** The name of a process's program; '' where the system does not tell. */
export const programOf = (pid: number): string => textIn(`/proc/${pid}/comm`).trim();

/** When a process started, in milliseconds since 1970, within a second; undefined where the system does not tell. */
export function startedAt(pid: number): number | undefined {
  const ticks = Number(processStart(pid) || Number.NaN);
  const boot = Number(/^btime (\d+)$/m.exec(textIn('/proc/stat'))?.[1] ?? Number.NaN);
  const started = (boot + ticks / TICKS_PER_SECOND) * 1000;
  return started <= Date.now() + 1000 ? started : undefined; // the clock of some containers is not that of btime
}

/** USER_HZ is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Whether a process is in the foreground of its terminal; undefined where the system does not tell (fields 5 and 8). */
export function isInForeground(pid: number): boolean | undefined {
  const group = statField(pid, 5);
  return group === '' ? undefined : group === statField(pid, 8);
}

/** The terminal of a process, such as pts/3; '' without one or where the system does not tell (field 7). */
export function terminalOf(pid: number): string {
  const device = Number(statField(pid, 7));
  const major = (device >> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >> 12) & 0xfff00);
  if (major >= 136 && major <= 143) return `pts/${minor + (major - 136) * 256}`;
  return major === 4 ? `tty${minor}` : '';
}

/** The parent's PID for each PID; undefined where the system does not tell (field 4). */
export function parents(): Map<number, number> | undefined {
  try {
    const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return all.length === 0 ? undefined : new Map(all.map((pid) => [Number(pid), Number(statField(Number(pid), 4))]));
  } catch {
    return undefined;
  }
}

/** A field of /proc/PID/stat, counted from 1. Only fields after the second, which may hold blanks. */
function statField(pid: number, field: number): string {
  const text = textIn(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[field - 3] ?? '';
}

function textIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
