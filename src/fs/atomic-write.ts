import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  type Stats,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { makeFolder, refuseForeign, removeFile, sweep, temporaryFor } from './folders.ts';

/**
 * Replaces a file as a whole (C5.4): writes a temporary file beside it, syncs and renames it. Symlinks are followed. The
 * file keeps its mode and owner; a new one gets 0600, in a folder of 0700. A crash leaves the old file or the new one,
 * and perhaps a temporary file that the next call deletes. @throws what the system says; the old file then stands
 */
export function replaceFile(file: string, content: string | Buffer, mode?: number): void {
  const target = resolved(file);
  makeFolder(path.dirname(target));
  replace(target, content, { mode });
  sweep(path.dirname(target), target);
}

/**
 * The same for a file that is ours alone from then on. The caller sweeps its folder. @throws what the file system says
 * @param isSynced whether it waits for the disk; not for what may be lost
 */
export function replacePrivateFile(file: string, content: string | Buffer, isSynced = true): void {
  const target = resolved(file);
  makeFolder(path.dirname(target));
  replace(target, content, { mode: 0o600, isOurs: true, isSynced });
}

interface Manner {
  /** The file's mode from now on, where it is not to be kept. */
  mode?: number | undefined;
  isOurs?: boolean;
  isSynced?: boolean;
}

function replace(target: string, content: string | Buffer, manner: Manner): void {
  const temporary = writeBeside(target, content, manner);
  try {
    moveInto(temporary, target, content, manner.mode);
  } catch (error) {
    removeFile(temporary);
    throw error;
  }
}

/** Does all of `replaceFile` except the last step, and leaves nothing behind. @throws what would stop it */
export function rehearseReplace(file: string, content: string | Buffer): void {
  const target = resolved(file);
  let folder = path.dirname(target);
  if (existsSync(folder)) {
    removeFile(writeBeside(target, content));
  } else {
    while (!existsSync(folder)) folder = path.dirname(folder);
    refuseForeign(folder);
    accessSync(folder, constants.W_OK);
  }
}

/** Writes the temporary file, and lets it reach the disk where it is to be synced. @returns its path */
function writeBeside(target: string, content: string | Buffer, { mode, isOurs, isSynced = true }: Manner = {}): string {
  const old = statIfAny(target);
  if (!old) refuseForeign(path.dirname(target));
  const temporary = temporaryFor(target);
  removeFile(temporary); // left by an earlier process of the same number
  const fd = openSync(temporary, 'wx', 0o600);
  try {
    try {
      writeFileSync(fd, content);
      if (!isOurs) keepOwner(fd, old);
      fchmodSync(fd, mode ?? (old ? old.mode & 0o777 : 0o600));
      if (isSynced) fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    removeFile(temporary);
    throw error;
  }
  return temporary;
}

/** A file that is a mount point, as in containers, cannot be replaced. It is overwritten instead. */
function moveInto(temporary: string, target: string, content: string | Buffer, mode: number | undefined): void {
  try {
    renameSync(temporary, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
    if (mode !== undefined) chmodSync(target, mode);
    writeInPlace(target, Buffer.from(content));
    removeFile(temporary);
  }
}

/** If the new content does not fit, the old content is restored. */
function writeInPlace(target: string, content: Buffer): void {
  const fd = openSync(target, constants.O_RDWR | constants.O_NOFOLLOW);
  try {
    const old = readFileSync(fd);
    try {
      overwrite(fd, content);
    } catch (error) {
      overwrite(fd, old);
      throw error;
    }
  } finally {
    closeSync(fd);
  }
}

function overwrite(fd: number, content: Buffer): void {
  for (let at = 0; at < content.length; ) at += writeSync(fd, content, at, content.length - at, at);
  ftruncateSync(fd, content.length);
  fsyncSync(fd);
}

/** The target of a path, even if its last link leads to a file that does not exist yet. */
export function resolved(file: string, depth = 0): string {
  if (depth > 40) throw Object.assign(new Error(`too many symlinks: ${file}`), { code: 'ELOOP' });
  let link: string;
  try {
    link = readlinkSync(file);
  } catch {
    return file;
  }
  // The folder may be a link too, and `..` starts from its target.
  return resolved(path.resolve(realpathSync(path.dirname(file)), link), depth + 1);
}

/** A new file may get the group of its folder (setgid; on macOS always). */
function keepOwner(fd: number, old: Stats | undefined): void {
  const { uid, gid } = fstatSync(fd);
  if (old && (old.uid !== uid || old.gid !== gid)) fchownSync(fd, old.uid, old.gid);
}

function statIfAny(file: string): Stats | undefined {
  return lstatSync(file, { throwIfNoEntry: false });
}
