import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import type { Session } from '../../cache/types.ts';
import { configuration, type Failure, isFailure } from '../../errors.ts';
import { rehearseReplace, replaceFile, resolved } from '../../fs/atomic-write.ts';
import { takeLock } from '../../fs/lock.ts';
import { reasonOf } from '../../fs/private-dir.ts';
import { word } from '../../text/quote.ts';
import { editSection } from './edit.ts';
import { readAwsText } from './read.ts';
import { refuseLongTerm } from './write-target.ts';

/** Old names of the token: botocore would take it before aws_session_token (C5.3). */
const stale = ['aws_security_token'];

/** As long as what comes: a token is mostly below 2000 characters. */
const likely = {
  aws_access_key_id: '-'.repeat(20),
  aws_secret_access_key: '-'.repeat(40),
  aws_session_token: '-'.repeat(2000),
};

/** Milliseconds to wait for other writers: each is done in a few, but one may have been halted with Ctrl-Z. */
const LOCK_TIMEOUT_MS = 30_000;

/**
 * Finds out what would stop `writeSession`, before a code is used: all is done but the last step.
 * @param warn told where others can read the session there: the file's mode is its owner's to choose (C5.4)
 * @throws Failure (configuration)
 */
export async function checkWritable(file: string, section: string, warn: (message: string) => void): Promise<void> {
  try {
    const old = statSync(file, { throwIfNoEntry: false });
    if (old && !old.isFile())
      throw configuration(
        `${file} is not a plain file, and cannot be written`,
        'name one: AWS_SHARED_CREDENTIALS_FILE',
      );
    const target = resolved(file);
    const { mark, text } = await readAwsText(target, 'latin1');
    const edited = mark + editSection(text, asBytes(section), likely, stale, file);
    if (old && !(old.mode & 0o200))
      throw configuration(`${file} is read-only`, `to let it be written: chmod u+w ${word(file)}`);
    if (old) accessSync(target, constants.W_OK); // tells of one that is immutable, too
    rehearseReplace(target, Buffer.from(edited, 'latin1'));
    if (old && old.mode & 0o044)
      warn(`others on this machine can read ${file}, where the session goes; to stop them: chmod 600 ${word(file)}`);
  } catch (error) {
    throw cannotWrite(file, error, 'nothing was changed, and no code was used');
  }
}

/**
 * Puts a session into a section of the credentials file, and leaves every other byte as it was (C5.3, C5.4). Writers
 * of other sections wait for each other, so that none is lost.
 * @throws Failure (configuration) where the file cannot be written; it then stands as it was
 */
export async function writeSession(
  file: string,
  section: string,
  session: Session,
  timeoutMs = LOCK_TIMEOUT_MS,
): Promise<void> {
  const set = {
    aws_access_key_id: session.accessKeyId,
    aws_secret_access_key: session.secretAccessKey,
    aws_session_token: session.sessionToken,
  };
  try {
    const target = resolved(file);
    const lock = path.join(path.dirname(target), `.${path.basename(target)}.mfa-env.lock`);
    const release = await takeLock(lock, undefined, AbortSignal.timeout(timeoutMs));
    try {
      const { mark, text } = await readAwsText(target, 'latin1');
      // While the user looked for the code, somebody may have put long-term keys there.
      const credentials = { path: file, text: Buffer.from(text, 'latin1').toString() };
      refuseLongTerm({ config: { path: '', text: '' }, credentials }, section);
      // A character for each byte: what is not UTF-8 stays as it is too.
      const edited = mark + editSection(text, asBytes(section), set, stale, file);
      replaceFile(target, Buffer.from(edited, 'latin1'));
    } finally {
      release();
    }
  } catch (error) {
    throw cannotWrite(file, error, 'it stands as it was');
  }
}

function cannotWrite(file: string, error: unknown, advice: string): Failure {
  if (isFailure(error)) return error;
  const isBusy = (error as Error).name === 'TimeoutError';
  const why = isBusy ? 'another mfa-env does not let go of it' : reasonOf(error);
  const owner = why === 'EPERM' ? `; its owner and group have to stay as they are: ls -l ${word(file)}` : '';
  return configuration(`${file} cannot be written (${why})`, advice + owner, error);
}

const asBytes = (text: string): string => Buffer.from(text).toString('latin1');
