import { readFileSync } from 'node:fs';
import { configuration, type Failure } from '../errors.ts';

/** The text of AWS's two files. */
export interface AwsFiles {
  config: AwsFile;
  credentials: AwsFile;
}

export interface AwsFile {
  path: string;
  /** Without a byte order mark; '' where there is no such file. */
  text: string;
}

/**
 * Reads both files (C3.2). One that does not exist is an empty one.
 * @throws Failure (configuration) where one exists and cannot be read as text
 */
export function readAwsFiles(paths: { config: string; credentials: string }): AwsFiles {
  return { config: readAwsFile(paths.config), credentials: readAwsFile(paths.credentials) };
}

function readAwsFile(path: string): AwsFile {
  const text = read(path, 'utf8') ?? '';
  if (text.includes('\0')) throw noText(path);
  return { path, text: text.replace(/^\uFEFF/, '') };
}

/**
 * The bytes of one of them; none where there is no such file.
 * @throws Failure (configuration) where it cannot be read, or is no text
 */
export function readAwsBytes(path: string): Buffer {
  const bytes = Buffer.from(read(path, 'latin1') ?? '', 'latin1');
  if (bytes.includes(0)) throw noText(path);
  return bytes;
}

function read(path: string, encoding: BufferEncoding): string | undefined {
  try {
    return readFileSync(path, encoding);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw configuration(`${path} cannot be read: ${reasons[code ?? ''] ?? code}`, `look at: ls -ld ${path}`, error);
  }
}

const noText = (path: string): Failure =>
  configuration(`${path} is not a UTF-8 text file`, 'save it as UTF-8; the AWS CLI cannot read it either');

const reasons: Record<string, string> = {
  EACCES: 'you are not allowed to',
  EPERM: 'you are not allowed to',
  EISDIR: 'it is a folder',
  ELOOP: 'its symlinks go round in a circle',
};
