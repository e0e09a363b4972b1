import { accessSync, constants, statSync } from 'node:fs';
import type { Session } from '../../cache/types.ts';
import { configuration } from '../../errors.ts';
import { rehearseReplace, resolved } from '../../fs/atomic-write.ts';
import { word } from '../../text/quote.ts';
import { asBytes, cannotWrite, changeFile, LOCK_TIMEOUT_MS } from './change-file.ts';
import { editSection } from './edit.ts';
import { readAwsText } from './read.ts';
import { refuseLongTerm } from './write-target.ts';

/** botocore prefers this old name of the token to aws_session_token (C5.3). */
const staleSettings = ['aws_security_token'];

/** About as long as a real session: most tokens are below 2000 characters. */
const placeholders = {
  aws_access_key_id: '-'.repeat(20),
  aws_secret_access_key: '-'.repeat(40),
  aws_session_token: '-'.repeat(2000),
};

/**
 * Finds out before a code is used whether `writeSession` would fail: does everything but the last step.
 * @param warn called if other users can read the file, since its mode is left unchanged (C5.4)
 * @throws Failure (configuration) where the file cannot be written
 */
export async function checkWritable(file: string, section: string, warn: (message: string) => void): Promise<void> {
  try {
    const old = statSync(file, { throwIfNoEntry: false });
    if (old && !old.isFile())
      throw configuration(
        `${file} is not a plain file, and cannot be written`,
        'name another one in AWS_SHARED_CREDENTIALS_FILE',
      );
    const target = resolved(file);
    const { mark, text } = await readAwsText(target, 'latin1');
    const edited = mark + editSection(text, asBytes(section), placeholders, staleSettings, file);
    if (old && !(old.mode & 0o200))
      throw configuration(`${file} is read-only`, `make it writable: chmod u+w ${word(file)}`);
    if (old) accessSync(target, constants.W_OK); // fails for an immutable file, too
    rehearseReplace(target, Buffer.from(edited, 'latin1'));
    if (old && old.mode & 0o044)
      warn(
        `others on this machine can read ${file}, which will hold the session; to prevent that: chmod 600 ${word(file)}`,
      );
  } catch (error) {
    throw cannotWrite(file, error, 'nothing was changed, and no code was used');
  }
}

/**
 * Writes a session into a section of the credentials file, and leaves every other byte unchanged (C5.3, C5.4). Writers
 * wait for each other.
 * @throws Failure (configuration) where the file cannot be written; then it is unchanged
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
  await changeFile(
    file,
    (text) => {
      // Somebody may have put long-term keys there while the user typed the code.
      const credentials = { path: file, text: Buffer.from(text, 'latin1').toString() };
      refuseLongTerm({ config: { path: '', text: '' }, credentials }, section);
      return editSection(text, asBytes(section), set, staleSettings, file);
    },
    { timeoutMs },
  );
}
