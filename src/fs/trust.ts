import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  type Stats,
  statSync,
} from 'node:fs';

/**
 * Why a folder cannot be trusted: whoever can write into it, or made a link to it, could plant a session of their own.
 * Undefined also where it is missing or cannot be looked at: reading then tells why.
 */
export function folderProblem(folder: string): string | undefined {
  try {
    const link = foreignLink(folder);
    if (link !== undefined) return `${link} is a symbolic link of another user`;
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (!stat) return undefined;
    if (stat.uid !== process.getuid?.()) return `${folder} belongs to another user`;
    return stat.mode & 0o022 ? `${folder} can be written by others` : undefined;
  } catch {
    return undefined;
  }
}

/** As many links as Linux follows on one path (path_resolution(7)). */
const mostLinks = 40;

/** The first link in a path that neither the user nor root made. @throws what the file system says */
export function foreignLink(file: string, links = 0): string | undefined {
  for (let end = 0; end >= 0 && links < mostLinks; ) {
    end = file.indexOf('/', end + 1);
    const part = end < 0 ? file : file.slice(0, end);
    const stat = lstatSync(part, { throwIfNoEntry: false });
    if (!stat) return undefined;
    if (!stat.isSymbolicLink()) continue;
    if (isForeign(stat)) return part;
    const target = readlinkSync(part);
    const start = target.startsWith('/') ? '' : part.slice(0, part.lastIndexOf('/') + 1);
    return foreignLink(start + target + file.slice(part.length), links + 1);
  }
  return undefined;
}

/** Whether a file belongs to another user. Root's belong to everybody, such as /tmp. */
export const isForeign = ({ uid }: { uid: number }): boolean => uid !== 0 && uid !== process.getuid?.();

const MAX_OWN_FILE_BYTES = 1_000_000;

/** A file of the user's own: no link, pipe, other owner, or bits that are `refused`. @throws what the file system says */
export function readOwn(file: string, refused = 0): { text?: string; problem?: string } {
  const fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return { problem: `${file} is not a plain file` };
    if (stat.uid !== process.getuid?.()) return { problem: `${file} belongs to another user` };
    if (stat.size > MAX_OWN_FILE_BYTES) return { problem: `${file} is damaged` };
    if (stat.mode & refused) return { problem: `${file} can be read by others` };
    return { text: readFileSync(fd, 'utf8') };
  } finally {
    closeSync(fd);
  }
}

/** Whether a file is there and not empty. */
export function hasContent(path: string): boolean {
  try {
    return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
  } catch {
    return false;
  }
}

/** Differs between any two files, and for one file before and after a change; undefined where that cannot be known. */
export type Stamp = string | undefined;

/** A file that changed so recently may change again and have the same time. */
export const SETTLED_MS = 2000;

export const noFile = 'none';

/** Changes with content and mode, and when another file takes the place. @param now where it is about to be read */
export function stampOf(stat: Stats, now = Number.POSITIVE_INFINITY): Stamp {
  if (!stat.isFile() || stat.ctimeMs > now - SETTLED_MS) return undefined;
  return [stat.dev, stat.ino, stat.size, stat.ctimeMs].join(' ');
}

export function stampAt(path: string, now?: number): Stamp {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat ? stampOf(stat, now) : noFile;
  } catch {
    return undefined;
  }
}
