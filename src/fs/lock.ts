import { linkSync, lstatSync, mkdirSync, readdirSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { isAlive, pidNamespace, processStart, terminalOf } from '../system/process.ts';
import { makeFolder, removeFile, sweep, temporaryFor } from './folders.ts';
import { readOwn } from './trust.ts';

export interface Holder {
  pid: number;
  /** When the process started, in the system's own count, if it tells: process numbers are used again. */
  start: string;
  host: string;
  /** The namespace of its process number: containers may share a home folder, and the name of the host. */
  namespace: string;
  /** Its terminal, as in pts/3; '' where it has none. */
  terminal: string;
}

const POLL_MS = 60;
/** After this time, a lock without a readable holder is abandoned. */
const UNREADABLE_HOLDER_MS = 2_000;
/** A lock of another machine or container, in a shared home folder, counts for this long. */
const FOREIGN_LOCK_MS = 600_000;

interface Waiting {
  /** Told once. */
  onWait?: (holder: Holder) => void;
  /** Asked at each look; false: go on without the lock. */
  isNeeded?: () => boolean;
}

/**
 * Takes a lock. Waits as long as its holder lives (C4.5, C5.4).
 * @returns releases it @throws the reason of `stop`, or what the file system says
 */
export async function takeLock(
  file: string,
  stop?: AbortSignal,
  { onWait, isNeeded }: Waiting = {},
): Promise<() => void> {
  makeFolder(path.dirname(file));
  for (let waited = false; ; await pause(POLL_MS)) {
    stop?.throwIfAborted();
    if (create(file)) {
      sweep(path.dirname(file), file);
      return () => release(file);
    }
    if (isNeeded?.() === false) return () => {};
    const holder = read(file);
    if (holder === 'gone') continue;
    if (holder === 'dead') breakLock(file);
    else if (!waited && holder !== 'unknown') {
      waited = true;
      onWait?.(holder);
    }
  }
}

/** Deletes the lock, unless another process took it for abandoned and holds it now. */
function release(file: string): void {
  const holder = readHolder(file);
  const { pid } = process;
  if (holder?.pid === pid && holder.start === processStart(pid) && !isElsewhere(holder)) removeFile(file);
}

/** Makes the lock together with its content, so that nobody ever sees it empty. */
function create(file: string): boolean {
  if (lstatSync(file, { throwIfNoEntry: false })) return false;
  const { pid } = process;
  const holder: Holder = { pid, start: processStart(pid), ...here(), terminal: terminalOf(pid) };
  const temporary = temporaryFor(file);
  try {
    removeFile(temporary); // of a process that had this number
    writeFileSync(temporary, JSON.stringify(holder), { mode: 0o600, flag: 'wx' });
    linkSync(temporary, file);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (/^(EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS)$/.test(code)) return createInPlace(file, holder);
    throw error;
  } finally {
    removeFile(temporary);
  }
}

/** Some file systems know no hard links. */
function createInPlace(file: string, holder: Holder): boolean {
  try {
    writeFileSync(file, JSON.stringify(holder), { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    removeFile(file);
    throw error;
  }
}

/** Takes away the locks of the cache folder whose holders are dead. */
export function sweepLocks(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (/^[0-9a-f]{16}\.json\.lock$/.test(name) && read(file) === 'dead') breakLock(file);
  }
}

/** The holder; `unknown` while it is being written. */
function read(file: string): Holder | 'unknown' | 'dead' | 'gone' {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (!stat) return 'gone';
  const age = Math.abs(Date.now() - stat.mtimeMs); // a clock may have been set back
  const holder = readHolder(file);
  if (!holder) return age > UNREADABLE_HOLDER_MS ? 'dead' : 'unknown';
  if (isElsewhere(holder)) return age > FOREIGN_LOCK_MS ? 'dead' : holder;
  return isAlive(holder.pid) && processStart(holder.pid) === holder.start ? holder : 'dead';
}

const here = (): Pick<Holder, 'host' | 'namespace'> => ({ host: hostname(), namespace: pidNamespace() });

/** Whether the holder's process cannot be seen from here. */
function isElsewhere({ host, namespace }: Holder): boolean {
  const own = here();
  return host !== own.host || namespace !== own.namespace;
}

/** Only one process at a time deletes an abandoned lock, so that nobody deletes the next holder's. */
function breakLock(file: string): void {
  const breaker = `${file}.break`;
  try {
    mkdirSync(breaker);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const stat = statSync(breaker, { throwIfNoEntry: false });
    if (stat && Math.abs(Date.now() - stat.mtimeMs) > UNREADABLE_HOLDER_MS) rmdirIfAny(breaker); // whoever made it was killed
    return;
  }
  try {
    if (read(file) === 'dead') removeLock(file);
  } finally {
    rmdirIfAny(breaker);
  }
}

/** Deletes a file or an empty folder; anything else there is not ours. @throws what the file system says */
function removeLock(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false })?.isDirectory()) rmdirIfAny(file);
  else removeFile(file);
}

function rmdirIfAny(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error; // another process deleted it
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    const { text = '' } = readOwn(file);
    const { pid, start, host, namespace, terminal } = JSON.parse(text) as Holder;
    const isHolder =
      Number.isInteger(pid) && pid > 0 && [start, host, namespace, terminal].every((one) => typeof one === 'string');
    return isHolder ? { pid, start, host, namespace, terminal } : undefined;
  } catch {
    return undefined;
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
