import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

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
