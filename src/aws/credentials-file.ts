import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { configuration, type Failure, isFailure } from '../errors.ts';
import { takeLock } from '../store/lock.ts';
import { replaceFile, resolved } from '../store/replace.ts';
import type { Session } from '../store/session.ts';
import { editSection } from './edit.ts';
import { readAwsBytes } from './files.ts';
import { refuseLongLived } from './write-target.ts';

/** Old names of the token: botocore would take it before aws_session_token (C5.3). */
const stale = ['aws_security_token'];

/**
 * Finds out what would stop `writeSession`, before a code is used.
 * @throws Failure (configuration)
 */
export function checkWritable(file: string, section: string): void {
  try {
    const target = resolved(file);
    edited(readAwsBytes(target), (text) => editSection(text, asBytes(section), {}, [], file));
    const old = statSync(target, { throwIfNoEntry: false });
    if (old && !(old.mode & 0o200))
      throw configuration(`${file} is read-only`, `to let it be written: chmod u+w ${file}`);
    const folder = path.dirname(target);
    if (statSync(folder, { throwIfNoEntry: false })) accessSync(folder, constants.W_OK);
  } catch (error) {
    throw cannotWrite(file, error, 'nothing was changed, and no code was used');
  }
}

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
      const bytes = readAwsBytes(target);
      // While the user looked for the code, somebody may have put long-lived keys there.
      const credentials = { path: file, text: bytes.toString() };
      refuseLongLived({ config: { path: '', text: '' }, credentials }, section);
      replaceFile(
        target,
        edited(bytes, (text) => editSection(text, asBytes(section), set, stale, file)),
      );
    } finally {
      release();
    }
  } catch (error) {
    throw cannotWrite(file, error, 'the session itself is cached: no new code is needed');
  }
}

function cannotWrite(file: string, error: unknown, advice: string): Failure {
  if (isFailure(error)) return error;
  return configuration(`${file} cannot be written (${(error as NodeJS.ErrnoException).code})`, advice, error);
}

/** A character for each byte: what is not UTF-8 stays as it is too. A byte order mark stays in front. */
function edited(bytes: Buffer, edit: (text: string) => string): Buffer {
  const text = bytes.toString('latin1');
  const mark = asBytes('\uFEFF');
  const [front, rest] = text.startsWith(mark) ? [mark, text.slice(mark.length)] : ['', text];
  return Buffer.from(front + edit(rest), 'latin1');
}

const asBytes = (text: string): string => Buffer.from(text).toString('latin1');
