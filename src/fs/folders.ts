import { chmodSync, lstatSync, mkdirSync, readdirSync, realpathSync, statSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { isAlive, pidNamespace } from '../system/process.ts';
import { folderProblem, foreignLink, isForeign } from './trust.ts';

/** Nothing is made in another user's folder: under `sudo -E` it would belong to root, and stay in the owner's way. */
export function refuseForeign(folder: string): void {
  if (isForeign(statSync(folder))) throw untrusted(`${folder} belongs to another user`);
}

const untrusted = (reason: string): Error => Object.assign(new Error(reason), { code: 'EPERM', reason });

/** Why a write failed: our own words, else the code of the file system. */
export function reasonOf(error: unknown): string {
  const { reason, code = '' } = error as NodeJS.ErrnoException & { reason?: string };
  return reason ?? code;
}

/**
 * Makes a folder with mode 0700, and those above it: mkdirSync's `recursive` would try for ever in /proc.
 * @throws what the file system says, or that the place belongs to another user
 */
export function makeFolder(folder: string): void {
  const there = statSync(folder, { throwIfNoEntry: false });
  if (there?.isDirectory()) return;
  if (there) throw Object.assign(new Error(folder), { code: 'ENOTDIR' });
  const above = path.dirname(folder);
  makeFolder(above);
  refuseForeign(above);
  try {
    mkdirSync(folder, 0o700);
  } catch (error) {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

/** Makes it, or gives an old one the mode 0700. @throws what the file system says, or why it is not private */
export function privateFolder(folder: string): void {
  if (foreignLink(folder) === undefined) {
    makeFolder(folder);
    const { uid, mode } = statSync(folder);
    const isShared = mode & 0o1000 && mode & 0o022; // such as /tmp: not ours to close
    refuse(closingProblem(folder));
    if (uid === process.getuid?.() && mode & 0o077 && !isShared) chmodSync(folder, 0o700);
  }
  refuse(folderProblem(folder));
}

function refuse(problem: string | undefined): void {
  if (problem !== undefined) throw untrusted(problem);
}

/** Why a folder of the user's cannot be closed: it has another use, as a home folder has. */
export function closingProblem(folder: string): string | undefined {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (!stat?.isDirectory() || stat.uid !== process.getuid?.() || !(stat.mode & 0o077)) return undefined;
  const isOurs = path.basename(realpathSync(folder)) === 'mfa-env'; // so it is called unless the user names another
  return isOurs || namesIn(folder).length === 0 ? undefined : `${folder} holds other files, and others can read it`;
}

/** The names in a folder; none where it cannot be read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** After this time, a file of another container is abandoned: its process cannot be seen from here. */
const FOREIGN_LEFTOVER_MS = 600_000;

export const temporaryFor = (target: string): string =>
  path.join(path.dirname(target), `${prefixOf(target)}${[process.pid, ...namespace()].join('-')}`);

const form = /\.mfa-env-(\d+)(?:-(\d+))?$/;

/** Whether a file goes with the process that made it. */
export const isTemporary = (file: string): boolean => form.test(file);

const prefixOf = (target: string): string => `.${path.basename(target)}.mfa-env-`;

/** A container that shares the folder may use the same process numbers. */
const namespace = (): string[] => pidNamespace().match(/\d+/g) ?? [];

/** Deletes the temporary files of killed processes: those beside `target`, else all in the folder. */
export function sweep(folder: string, target?: string): void {
  const prefix = target === undefined ? '.' : prefixOf(target);
  for (const name of readdirSync(folder)) {
    const [, pid, where] = (name.startsWith(prefix) ? form.exec(name) : null) ?? [];
    const file = path.join(folder, name);
    if (pid !== undefined && isLeftOver(file, Number(pid), where) && !isFolder(file)) removeFile(file);
  }
}

/** The same where nothing is written: in a folder that is trusted, and without a word. */
export function trySweep(folder: string): void {
  try {
    if (folderProblem(folder) === undefined) sweep(folder);
  } catch {} // it cannot be read or written
}

/** A folder is never of our making where we make files. */
export const isFolder = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false })?.isDirectory() === true;

function isLeftOver(file: string, pid: number, where: string | undefined): boolean {
  if (where === undefined || namespace().includes(where)) return pid === process.pid || !isAlive(pid);
  const { mtimeMs = Date.now() } = lstatSync(file, { throwIfNoEntry: false }) ?? {};
  return Math.abs(Date.now() - mtimeMs) > FOREIGN_LEFTOVER_MS;
}

/** Deletes a file, if it exists. rmSync would load another module for its `force`. @throws what the file system says */
export function removeFile(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
