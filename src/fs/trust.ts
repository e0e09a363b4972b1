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
 * Why a folder cannot be trusted: who can write into it, or sends us there by a link, could give us a session of his.
 * One that is not there has no problem. What cannot be looked at cannot be read either, and reading it tells why.
 */
export function folderProblem(folder: string): string | undefined {
  try {
    const link = foreignLink(folder);
    if (link !== undefined) return `${link} is a link of another user's`;
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

/** The first link on the way to a path that neither the user nor root has made. @throws what the file system says */
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

/** Whether something is another user's; what is root's is everybody's, as /tmp is. */
export const isForeign = ({ uid }: { uid: number }): boolean => uid !== 0 && uid !== process.getuid?.();

/** Bytes: some hundred sessions would fit. */
const MAX_OWN_FILE_BYTES = 1_000_000;

/**
 * Reads a file of one's own: no link, no pipe, none that belongs to others.
 * @param refused permission bits that it must not have
 * @returns its text, or why it is not to be trusted
 * @throws what the file system says
 */
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

/** Tells a file from every other one, and from itself at another time; undefined where nothing can. */
export type Stamp = string | undefined;

/** Milliseconds. A file that changed so lately may change again and bear the same time. */
const SETTLED_MS = 2000;

export const noFile = 'none';

/**
 * What changes whenever a file does: its content, its mode, or what stands in its place.
 * @param now milliseconds since 1970, where the file is about to be read
 */
export function stampOf(stat: Stats, now = Number.POSITIVE_INFINITY): Stamp {
  if (!stat.isFile() || stat.ctimeMs > now - SETTLED_MS) return undefined;
  return [stat.dev, stat.ino, stat.size, stat.ctimeMs].join(' ');
}

/** The stamp of what stands at a path, or that nothing does. */
export function stampAt(path: string, now?: number): Stamp {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat ? stampOf(stat, now) : noFile;
  } catch {
    return undefined;
  }
}
