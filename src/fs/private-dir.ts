import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { folderProblem, foreignLink, isForeign } from './trust.ts';

/**
 * Nothing is made in a folder of another user's: under `sudo -E` it would be root's, and in the way of its owner for
 * good.
 * @throws an error of which `reasonOf` has the words
 */
export function refuseForeign(folder: string): void {
  if (isForeign(statSync(folder))) throw untrusted(`${folder} belongs to another user`);
}

const untrusted = (reason: string): Error => Object.assign(new Error(reason), { code: 'EPERM', reason });

/** Why something could not be kept: our own words, else the code that the file system gave. */
export function reasonOf(error: unknown): string {
  const { reason, code = '' } = error as NodeJS.ErrnoException & { reason?: string };
  return reason ?? code;
}

/**
 * Makes a folder that only its owner can look into, and those above it. Not by mkdirSync's `recursive`: in places that
 * take no folder and say ENOENT, as /proc does, that tries for ever.
 * @throws what the file system says, or that the place is another user's
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
    // Another process may have made it just now.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

/**
 * Makes a folder that only its owner can look into; an old one that is too open is closed.
 * @throws what the file system says, or `folderProblem`
 */
export function privateFolder(folder: string): void {
  if (foreignLink(folder) === undefined) {
    makeFolder(folder);
    const { uid, mode } = statSync(folder);
    const isShared = mode & 0o1000 && mode & 0o022; // as /tmp: not ours to close
    if (uid === process.getuid?.() && mode & 0o077 && !isShared) chmodSync(folder, 0o700);
  }
  const problem = folderProblem(folder);
  if (problem !== undefined) throw untrusted(problem);
}

/** The names in a folder; none where it cannot be read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
