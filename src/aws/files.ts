import { readFileSync } from 'node:fs';
import { configuration } from '../errors.ts';

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
  const bytes = readAwsBytes(path);
  return { path, text: bytes.toString('utf8').replace(/^\uFEFF/, '') };
}

/**
 * The bytes of one of them; none where there is no such file.
 * @throws Failure (configuration) where it cannot be read, or is no text
 */
export function readAwsBytes(path: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return Buffer.alloc(0);
    throw configuration(`${path} cannot be read: ${reasons[code ?? ''] ?? code}`, `look at: ls -ld ${path}`, error);
  }
  if (!bytes.includes(0)) return bytes;
  throw configuration(`${path} is not a UTF-8 text file`, 'save it as UTF-8; the AWS CLI cannot read it either');
}

const reasons: Record<string, string> = {
  EACCES: 'you are not allowed to',
  EPERM: 'you are not allowed to',
  EISDIR: 'it is a folder',
  ELOOP: 'its symlinks go round in a circle',
};
