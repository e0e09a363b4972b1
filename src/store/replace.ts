import {
  chmodSync,
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { isAlive } from '../system/process.ts';

/**
 * Replaces a file whole (C5.4): written beside the place that symlinks lead to, synced, renamed. The old file's mode
 * and owner are kept, a new one gets 0600 in a folder of 0700. A crash leaves the old file or the new one, and a
 * temporary file that the next call takes away.
 * @param mode the file's mode from now on, where it is not to be kept
 * @throws what the file system says; the old file then stands as it was
 */
export function replaceFile(file: string, content: string | Buffer, mode?: number): void {
  const target = resolved(file);
  const folder = path.dirname(target);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const old = statIfAny(target);
  const prefix = `.${path.basename(target)}.mfa-env-`;
  sweep(folder, prefix);
  const temporary = path.join(folder, `${prefix}${process.pid}`);
  const fd = openSync(temporary, 'wx', 0o600);
  try {
    try {
      writeFileSync(fd, content);
      if (mode === undefined) keepOwner(fd, old);
      fchmodSync(fd, mode ?? (old ? old.mode & 0o777 : 0o600));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    moveInto(temporary, target, content);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(folder);
}

/** A file that is mounted by itself, as containers do, cannot be replaced: then it is written where it is. */
function moveInto(temporary: string, target: string, content: string | Buffer): void {
  try {
    renameSync(temporary, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
    writeFileSync(target, content);
    rmSync(temporary, { force: true });
  }
}

/** Makes a folder that only its owner can look into; an old one that is too open is closed. */
export function privateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = statSync(folder);
  // A folder of others', or one that many share like /tmp, is not ours to close.
  if (uid !== process.getuid?.() || mode & 0o1000) throw Object.assign(new Error(folder), { code: 'EPERM' });
  if (mode & 0o077) chmodSync(folder, 0o700);
}

/** Where a path leads, also when the last link leads to a file that is not there yet. */
export function resolved(file: string, depth = 0): string {
  if (depth > 40) throw Object.assign(new Error(`too many symlinks: ${file}`), { code: 'ELOOP' });
  let link: string;
  try {
    link = readlinkSync(file);
  } catch {
    return file;
  }
  // The folder may be behind a link too, and `..` in this one starts from where that leads.
  return resolved(path.resolve(realpathSync(path.dirname(file)), link), depth + 1);
}

function keepOwner(fd: number, old: Stats | undefined): void {
  if (!old || (old.uid === process.getuid?.() && old.gid === process.getgid?.())) return;
  fchownSync(fd, old.uid, old.gid);
}

/** Takes away what killed processes left: their number is in the file's name. @param prefix of one file's; else of all */
export function sweep(folder: string, prefix = '.'): void {
  for (const name of readdirSync(folder)) {
    const [, number] = (name.startsWith(prefix) && /\.mfa-env-(\d+)$/.exec(name)) || [];
    const pid = Number(number);
    if (number !== undefined && (pid === process.pid || !isAlive(pid)))
      rmSync(path.join(folder, name), { force: true });
  }
}

/** The rename itself has to reach the disk; not every file system can say so. */
function syncFolder(folder: string): void {
  try {
    const fd = openSync(folder, 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch {
    // The new file is in place and whole all the same.
  }
}

function statIfAny(file: string): Stats | undefined {
  return lstatSync(file, { throwIfNoEntry: false });
}
