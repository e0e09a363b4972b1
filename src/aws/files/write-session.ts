import type { Session } from '../../cache/entry.ts';
import { configuration, usage } from '../../errors.ts';
import { word } from '../../text/quote.ts';
import { isoSeconds } from '../../text/time.ts';
import { keySettings, readProfile } from '../profile.ts';
import { asBytes, changeFile, LOCK_TIMEOUT_MS, rehearseChange } from './change-file.ts';
import { editSection } from './edit.ts';
import { type AwsFiles, noAwsFiles } from './read.ts';

/** botocore prefers this old name of the token to aws_session_token (C5.3). */
const staleSettings = ['aws_security_token'];

/** About as long as a real session: most tokens are below 2000 characters. */
const placeholders = {
  ...keySettings({ accessKeyId: '-'.repeat(20), secretAccessKey: '-'.repeat(40) }),
  aws_session_token: '-'.repeat(2000),
  x_security_token_expires: '-'.repeat(20),
};

/** Before a code is used: does all of `writeSession` but the last step. @throws Failure (configuration) */
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

/** Writes a session into the credentials file (C5.3). @throws Failure (configuration); the file is then unchanged */
export async function writeSession(
  file: string,
  section: string,
  session: Session,
  timeoutMs = LOCK_TIMEOUT_MS,
): Promise<void> {
  const set = {
    ...keySettings(session),
    aws_session_token: session.sessionToken,
    x_security_token_expires: isoSeconds(session.expires), // saml2aws's name, which prompts read
  };
  await changeFile(
    file,
    (text) => {
      // Somebody may have put long-term keys there while the user typed the code.
      const credentials = { path: file, text: Buffer.from(text, 'latin1').toString() };
      refuseLongTerm({ ...noAwsFiles, credentials }, section);
      return editSection(text, asBytes(section), set, staleSettings, file);
    },
    { timeoutMs },
  );
}
