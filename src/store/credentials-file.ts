import path from 'node:path';
import { editSection } from '../aws/edit.ts';
import { readAwsBytes } from '../aws/files.ts';
import { configuration } from '../errors.ts';
import { takeLock } from './lock.ts';
import { replaceFile, resolved } from './replace.ts';
import type { Session } from './session.ts';

/** Old names of the token: botocore would take it before aws_session_token (C5.3). */
const stale = ['aws_security_token'];

/**
 * Puts a session into a section of the credentials file, and leaves every other byte as it was (C5.3, C5.4). Writers
 * of other sections wait for each other, so that none is lost.
 * @throws Failure (configuration) where the file cannot be written; it then stands as it was
 */
export async function writeSession(file: string, section: string, session: Session): Promise<void> {
  const set = {
    aws_access_key_id: session.accessKeyId,
    aws_secret_access_key: session.secretAccessKey,
    aws_session_token: session.sessionToken,
  };
  try {
    const target = resolved(file);
    const release = await takeLock(path.join(path.dirname(target), `.${path.basename(target)}.mfa-env.lock`));
    try {
      replaceFile(
        target,
        edited(readAwsBytes(target), (text) => editSection(text, asBytes(section), set, stale, file)),
      );
    } finally {
      release();
    }
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    if (name === 'Failure') throw error;
    throw configuration(
      `${file} cannot be written (${code})`,
      'the session itself is cached: no new code is needed',
      error,
    );
  }
}

/** A character for each byte: what is not UTF-8 stays as it is too. A byte order mark stays in front. */
function edited(bytes: Buffer, edit: (text: string) => string): Buffer {
  const text = bytes.toString('latin1');
  const mark = asBytes('\uFEFF');
  const [front, rest] = text.startsWith(mark) ? [mark, text.slice(mark.length)] : ['', text];
  return Buffer.from(front + edit(rest), 'latin1');
}

const asBytes = (text: string): string => Buffer.from(text).toString('latin1');
