import { asBytes } from '../aws/files/change-file.ts';
import { editSection } from '../aws/files/edit.ts';
import type { AwsFile, AwsFiles } from '../aws/files/read.ts';
import { profileName, readSettings, type Settings, sections } from '../aws/files/sections.ts';
import { configHeader } from '../aws/files/write-profile.ts';
import { keptKey, type StoreName } from '../aws/long-term-keys.ts';
import { type KeyPair, keySettings, ownKeys } from '../aws/profile.ts';

// Pure: which sections hold a key or the line that reads it, and the texts of the files without them.

interface Found {
  profile: string;
  header: string;
  settings: Settings;
}

type Kind = keyof AwsFiles;

function found({ text }: Pick<AwsFile, 'text'>, kind: Kind, isWanted: (settings: Settings) => boolean): Found[] {
  return [...sections(text)].flatMap(({ header, body, end }) => {
    const profile = profileName(header, kind);
    const settings = profile ? readSettings(text.slice(body, end)) : {};
    return profile && isWanted(settings) ? [{ profile, header: header.trim(), settings }] : [];
  });
}

const holds =
  ({ accessKeyId, secretAccessKey }: KeyPair) =>
  (settings: Settings) => {
    const pair = ownKeys(settings);
    return pair?.accessKeyId === accessKeyId && pair.secretAccessKey === secretAccessKey;
  };

const reads = (id: string) => (settings: Settings) => keptKey(settings.credential_process)?.id === id;

const unique = (all: readonly Found[]): string[] => [...new Set(all.map(({ profile }) => profile))];

/** The profiles with this pair in a section of their own. */
export const profilesHolding = ({ config, credentials }: AwsFiles, keys: KeyPair): string[] =>
  unique([...found(credentials, 'credentials', holds(keys)), ...found(config, 'config', holds(keys))]);

/** A profile that reads a key from a store. */
export interface Reader {
  profile: string;
  store: StoreName;
  id: string;
}

/** Every line of the config file that reads a key from a store. */
export const readersIn = (config: AwsFile): Reader[] =>
  found(config, 'config', ({ credential_process }) => !!keptKey(credential_process)).flatMap(
    ({ profile, settings }) => {
      const kept = keptKey(settings.credential_process);
      return kept ? [{ profile, ...kept }] : [];
    },
  );

export const profilesReading = (config: AwsFile, id: string): string[] => unique(found(config, 'config', reads(id)));

const ofPair = ['aws_access_key_id', 'aws_secret_access_key'];

/**
 * A config file in which these profiles read their key with a command.
 * @param keys are taken out of their sections
 */
export function withReader(
  text: string,
  profiles: readonly string[],
  command: string,
  file: string,
  keys?: KeyPair,
): string {
  const holders = keys ? found({ text: decoded(text) }, 'config', holds(keys)).map(({ profile }) => profile) : [];
  return profiles.reduce((edited, profile) => {
    const header = asBytes(configHeader(decoded(edited), profile));
    const drop = holders.includes(profile) ? ofPair : [];
    return editSection(edited, header, { credential_process: command }, drop, file);
  }, text);
}

/** A credentials file in which these profiles do not hold a pair. Their sections stay, with what else is in them. */
export const withoutKey = (text: string, profiles: readonly string[], keys: KeyPair, file: string): string =>
  found({ text: decoded(text) }, 'credentials', holds(keys))
    .filter(({ profile }) => profiles.includes(profile))
    .reduce((edited, { header }) => editSection(edited, asBytes(header), {}, ofPair, file), text);

/** A credentials file in which these profiles have a pair. The session that `--write` put there goes. */
export const withKey = (text: string, profiles: readonly string[], keys: KeyPair, file: string): string =>
  profiles.reduce(
    (edited, profile) =>
      editSection(edited, asBytes(profile), keySettings(keys), ['aws_session_token', 'aws_security_token'], file),
    text,
  );

/** A config file in which no profile reads a key from a store. */
export const withoutReader = (text: string, id: string, file: string): string =>
  found({ text: decoded(text) }, 'config', reads(id)).reduce(
    (edited, { header }) => editSection(edited, asBytes(header), {}, ['credential_process'], file),
    text,
  );

export const decoded = (text: string): string => Buffer.from(text, 'latin1').toString();
