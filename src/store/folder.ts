import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Makes a folder that only its owner can look into, and those above it. Not by mkdirSync's `recursive`: in places that
 * take no folder and say ENOENT, as /proc does, that tries for ever.
 * @throws what the file system says
 */
export function makeFolder(folder: string): void {
  const there = statSync(folder, { throwIfNoEntry: false });
  if (there?.isDirectory()) return;
  if (there) throw Object.assign(new Error(`${folder} is no folder`), { code: 'ENOTDIR' });
  makeFolder(path.dirname(folder));
  try {
    mkdirSync(folder, 0o700);
  } catch (error) {
    // Another process may have made it just now.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

/** Makes a folder that only its owner can look into; an old one that is too open is closed. */
export function privateFolder(folder: string): void {
  makeFolder(folder);
  const { uid, mode } = statSync(folder);
  // A folder of others', or one that many share like /tmp, is not ours to close.
  if (uid !== process.getuid?.() || mode & 0o1000) throw Object.assign(new Error(folder), { code: 'EPERM' });
  if (mode & 0o077) chmodSync(folder, 0o700);
}

/** The names in a folder; none where it cannot be read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
