import { closeSync, constants, fstatSync, openSync, readFileSync, readSync, type Stats } from 'node:fs';
import { configuration, type Failure } from '../../errors.ts';
import { modeAdvice } from '../../fs/mode-advice.ts';
import { noFile, type Stamp, stampOf } from '../../fs/trust.ts';

export interface AwsFiles {
  config: AwsFile;
  credentials: AwsFile;
}

export interface AwsFile {
  path: string;
  /** Without a byte order mark; '' where the file does not exist. */
  text: string;
  /** Identifies the version of the file that was read. */
  stamp?: Stamp;
}

export const noAwsFiles: AwsFiles = { config: { path: '', text: '' }, credentials: { path: '', text: '' } };

const FILE_LIMIT_BYTES = 10_000_000;
const PIPE_TIMEOUT_MS = 10_000;

const byteOrderMarks = { utf8: '\uFEFF', latin1: '\u00ef\u00bb\u00bf' };

/**
 * Reads both files (C3.2); a missing one is empty. @throws Failure (configuration) where one is not readable text
 * @param beforeWaiting called before reading from a pipe, which may take long
 */
export async function readAwsFiles(
  paths: { config: string; credentials: string },
  beforeWaiting = () => {},
): Promise<AwsFiles> {
  const readOne = async (path: string): Promise<AwsFile> => {
    const { text, stamp } = await readAwsText(path, 'utf8', beforeWaiting);
    return { path, text, stamp };
  };
  return { config: await readOne(paths.config), credentials: await readOne(paths.credentials) };
}

/** Reads one file, and splits off its byte order mark. @param encoding `latin1` for one character per byte */
export async function readAwsText(
  path: string,
  encoding: keyof typeof byteOrderMarks,
  beforeWaiting = () => {},
): Promise<{ mark: string; text: string; stamp: Stamp }> {
  const { content, stamp } = await read(path, encoding, beforeWaiting);
  if (content.includes('\0')) throw notText(path);
  const mark = content.startsWith(byteOrderMarks[encoding]) ? byteOrderMarks[encoding] : '';
  return { mark, text: content.slice(mark.length), stamp };
}

function openFile(path: string): { fd: number; stat: Stats } {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK); // opening a pipe without a writer would block
  try {
    const stat = fstatSync(fd);
    if (stat.size > FILE_LIMIT_BYTES) throw Object.assign(new Error(), { code: 'EFBIG' });
    return { fd, stat };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Reads a plain file, not a pipe or a device. @throws an error for `whyUnreadable` */
export function readPlainFile(path: string): Buffer {
  const { fd, stat } = openFile(path);
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
): Promise<{ content: string; stamp: Stamp }> {
  try {
    const { fd, stat } = openFile(path);
    try {
      const stamp = stampOf(stat, Date.now());
      const isPlain = stat.isFile() || stat.isDirectory();
      if (!isPlain) beforeWaiting();
      return { content: isPlain ? readFileSync(fd, encoding) : (await readPipe(fd)).toString(encoding), stamp };
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { content: '', stamp: noFile };
    throw configuration(`${path} cannot be read: ${whyUnreadable(error)}`, modeAdvice(path, 0), error);
  }
}

/** Reads a pipe, such as `<(…)` of a shell, to its end. The AWS CLI itself ignores anything but plain files. */
async function readPipe(fd: number): Promise<Buffer> {
  const end = Date.now() + PIPE_TIMEOUT_MS;
  const parts: Buffer[] = [];
  for (let length = 0; length <= FILE_LIMIT_BYTES; ) {
    const part = Buffer.alloc(65_536);
    try {
      const count = readSync(fd, part);
      if (count === 0) return Buffer.concat(parts);
      parts.push(part.subarray(0, count));
      length += count;
    } catch (error) {
      const isSlow = (error as NodeJS.ErrnoException).code === 'EAGAIN';
      if (!isSlow || Date.now() > end) throw isSlow ? Object.assign(error as Error, { code: 'ETIMEDOUT' }) : error;
      await new Promise((resolve) => setTimeout(resolve, 10)); // lets signals be handled
    }
  }
  throw Object.assign(new Error(), { code: 'EFBIG' });
}

const notText = (path: string): Failure =>
  configuration(`${path} is not a UTF-8 text file`, 'save it as UTF-8; the AWS CLI cannot read it either');

export function whyUnreadable(error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  return reasons[code] ?? code;
}

const reasons: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  ELOOP: 'its symlinks form a loop',
  EFBIG: `it is larger than ${FILE_LIMIT_BYTES / 1_000_000} MB`,
  ETIMEDOUT: `it did not end within ${PIPE_TIMEOUT_MS / 1000} s`,
  ENXIO: 'it is not a plain file',
};
