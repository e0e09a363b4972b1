import type { Session } from '../../cache/entry.ts';
import { configuration, usage } from '../../errors.ts';
import { word } from '../../text/quote.ts';
import { readProfile } from '../profile.ts';
import { asBytes, changeFile, LOCK_TIMEOUT_MS, rehearseChange } from './change-file.ts';
import { editSection } from './edit.ts';
import type { AwsFiles } from './read.ts';

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
  const change = (text: string): string => editSection(text, asBytes(section), placeholders, staleSettings, file);
  await rehearseChange(file, change, {
    holds: 'the session',
    advice: 'nothing was changed, and no code was used',
    warn,
  });
}

/**
 * The section for `--write`: the named one, else the profile itself if it has no long-term keys, else NAME-mfa (C5.3).
 * @param named the value of the option; '' without one
 * @param profile '' for the keys of the environment
 * @throws Failure (usage) for an impossible name; (configuration) where long-term keys would be overwritten
 */
export function writeTarget(files: AwsFiles, named: string, profile: string): string {
  const own = profile || 'default';
  const target = named || (holdsKeys(files, own) ? `${own}-mfa` : own);
  // The AWS CLI applies the settings of [DEFAULT] to every section.
  if (/^[ \t]|[ \t]$|[\]\r\n\0]/.test(target) || target === 'DEFAULT') {
    throw usage(`--write ${target}: no profile can have that name`, `name another: --write ${word(`${own}-mfa`)}`);
  }
  refuseLongTerm(files, target);
  return target;
}

/** @throws Failure (configuration) where the section holds long-term keys */
function refuseLongTerm(files: AwsFiles, target: string): void {
  if (!holdsKeys(files, target)) return;
  throw configuration(
    `profile ${target} holds an access key, which --write would overwrite`,
    `name another: --write ${word(`${target}-mfa`)}`,
  );
}

/** Half a key pair counts, and so does a long-term key with a token beside it. */
function holdsKeys(files: AwsFiles, name: string): boolean {
  const profile = readProfile(files, name);
  if (!profile) return false;
  const { keys, missingHalf, settings } = profile;
  return keys !== undefined || missingHalf !== undefined || /^AKIA/.test(settings.aws_access_key_id ?? '');
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
