import { configuration } from '../../errors.ts';
import { type KeyPair, keySettings, readProfile } from '../profile.ts';
import { asBytes, changeFile } from './change-file.ts';
import { type Changes, editSection } from './edit.ts';
import { type AwsFile, noAwsFiles } from './read.ts';
import { profileName, sectionsNamed } from './sections.ts';

/** The header of a profile in the config file: the one that stands there, else the one that the AWS CLI would write. */
export function configHeader(text: string, name: string): string {
  const found = [...sectionsNamed(text, name)].find(({ header }) => profileName(header, 'config') === name);
  if (found) return found.header.trim();
  if (name === 'default') return name;
  return /\s/.test(name) ? `profile "${name}"` : `profile ${name}`;
}

/** Sets settings of a profile in the config file. @throws Failure (configuration) where the file cannot be written */
export async function writeSettings(file: AwsFile, profile: string, set: Changes): Promise<void> {
  const header = asBytes(configHeader(file.text, profile));
  await changeFile(file.path, (text) => editSection(text, header, set, [], file.path));
}

/** Puts a key pair into the credentials file, private from then on. @throws Failure (configuration), also for an old key */
export async function writeKeys(path: string, profile: string, keys: KeyPair): Promise<void> {
  await changeFile(
    path,
    (text) => {
      refuseKeys({ path, text: Buffer.from(text, 'latin1').toString() }, profile);
      return editSection(text, asBytes(profile), keySettings(keys), [], path);
    },
    { isPrivate: true },
  );
}

/** @throws Failure (configuration) where a section of the credentials file holds keys, of whatever kind */
export function refuseKeys(credentials: AwsFile, profile: string): void {
  const { settings = {} } = readProfile({ ...noAwsFiles, credentials }, profile) ?? {};
  if (!settings.aws_access_key_id && !settings.aws_secret_access_key) return;
  throw configuration(`profile ${profile} holds a key already`, 'take another name');
}
