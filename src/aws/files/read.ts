import { closeSync, constants, fstatSync, openSync, readFileSync, readSync, type Stats } from 'node:fs';
import { configuration, type Failure } from '../../errors.ts';
import { noFile, type Stamp, stampOf } from '../../fs/trust.ts';
import { word } from '../../text/quote.ts';

/** The text of AWS's two files. */
export interface AwsFiles {
  config: AwsFile;
  credentials: AwsFile;
}

export interface AwsFile {
  path: string;
  /** Without a byte order mark; '' where there is no such file. */
  text: string;
  /** Of the very file that was read. */
  stamp?: Stamp;
}

/** What is read at most: bytes, and milliseconds where it comes from a pipe. */
const most = { bytes: 10_000_000, wait: 10_000 };

const marks = { utf8: '\uFEFF', latin1: '\u00ef\u00bb\u00bf' };

/**
 * Reads both files (C3.2). One that does not exist is an empty one.
 * @param beforeWaiting called where one is a pipe, whose writer may take its time
 * @throws Failure (configuration) where one exists and cannot be read as text
 */
export async function readAwsFiles(
  paths: { config: string; credentials: string },
  beforeWaiting = () => {},
): Promise<AwsFiles> {
  const one = async (path: string): Promise<AwsFile> => {
    const { text, stamp } = await readAwsText(path, 'utf8', beforeWaiting);
    return { path, text, stamp };
  };
  return { config: await one(paths.config), credentials: await one(paths.credentials) };
}

/**
 * One of them, with its byte order mark apart; nothing where there is no such file.
 * @param encoding `latin1` for one character a byte
 * @throws Failure (configuration) where it cannot be read, or is no text
 */
export async function readAwsText(
  path: string,
  encoding: keyof typeof marks,
  beforeWaiting = () => {},
): Promise<{ mark: string; text: string; stamp: Stamp }> {
  const { whole, stamp } = await read(path, encoding, beforeWaiting);
  if (whole.includes('\0')) throw noText(path);
  const mark = whole.startsWith(marks[encoding]) ? marks[encoding] : '';
  return { mark, text: whole.slice(mark.length), stamp };
}

/** A file that is not too long. @throws what the file system says */
function opened(path: string): { fd: number; stat: Stats } {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK); // else a pipe without a writer holds us here
  try {
    const stat = fstatSync(fd);
    if (stat.size > most.bytes) throw Object.assign(new Error(), { code: 'EFBIG' });
    return { fd, stat };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Reads a file that has an end: no pipe and no device. @throws what `whyUnreadable` has words for */
export function readPlainFile(path: string): Buffer {
  const { fd, stat } = opened(path);
  try {
    if (!stat.isFile() && !stat.isDirectory()) throw Object.assign(new Error(), { code: 'ENXIO' });
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

async function read(
  path: string,
  encoding: BufferEncoding,
  beforeWaiting: () => void,
): Promise<{ whole: string; stamp: Stamp }> {
  try {
    const { fd, stat } = opened(path);
    try {
      const stamp = stampOf(stat, Date.now());
      const isPlain = stat.isFile() || stat.isDirectory();
      if (!isPlain) beforeWaiting();
      return { whole: isPlain ? readFileSync(fd, encoding) : (await readPipe(fd)).toString(encoding), stamp };
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { whole: '', stamp: noFile };
    throw configuration(`${path} cannot be read: ${whyUnreadable(error)}`, `look at: ls -ld ${word(path)}`, error);
  }
}

/** What a shell's `<(…)` gives, to its end. The AWS CLI itself takes anything but a plain file for none at all. */
async function readPipe(fd: number): Promise<Buffer> {
  const end = Date.now() + most.wait;
  const parts: Buffer[] = [];
  for (let length = 0; length <= most.bytes; ) {
    const part = Buffer.alloc(65_536);
    try {
      const count = readSync(fd, part);
      if (count === 0) return Buffer.concat(parts);
      parts.push(part.subarray(0, count));
      length += count;
    } catch (error) {
      const isSlow = (error as NodeJS.ErrnoException).code === 'EAGAIN';
      if (!isSlow || Date.now() > end) throw isSlow ? Object.assign(error as Error, { code: 'ETIMEDOUT' }) : error;
      await new Promise((resolve) => setTimeout(resolve, 10)); // signals are heard meanwhile
    }
  }
  throw Object.assign(new Error(), { code: 'EFBIG' });
}

const noText = (path: string): Failure =>
  configuration(`${path} is not a UTF-8 text file`, 'save it as UTF-8; the AWS CLI cannot read it either');

/** Why a file could not be read, in words. */
export function whyUnreadable(error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  return reasons[code] ?? code;
}

const reasons: Record<string, string> = {
  EACCES: 'you are not allowed to',
  EPERM: 'you are not allowed to',
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  ELOOP: 'its symlinks form a loop',
  EFBIG: `it is larger than ${most.bytes / 1_000_000} MB`,
  ETIMEDOUT: `it did not come to its end within ${most.wait / 1000} s`,
  ENXIO: 'it is no file',
};
