import { asBytes, changeFile, rehearseChange } from '../aws/files/change-file.ts';
import type { AwsFiles } from '../aws/files/read.ts';
import type { StoreName } from '../aws/long-term-keys.ts';
import { type KeyPair, type Profile, readProfile } from '../aws/profile.ts';
import { configuration } from '../errors.ts';
import type { Environment } from '../shell/env-diff.ts';
import { decoded, profilesReading, withKey, withoutKey, withoutReader, withReader } from './sections.ts';
import { putEntry, readerOf, removeEntry } from './stores.ts';

// Both ways (C9.2), in an order in which a profile finds its key at each moment, and a later run goes on after a stop.

type Edits = { [File in keyof AwsFiles]: (text: string) => string };

/**
 * Puts a pair into a store, where these profiles read it from then on, and takes it out of their sections, if it is there.
 * @throws Failure (configuration); the profiles then have what they had
 */
export async function putInStore(
  store: StoreName,
  keys: KeyPair,
  profiles: readonly string[],
  files: AwsFiles,
  env: Environment,
): Promise<void> {
  const { config, credentials } = files;
  const command = readerOf(store, keys.accessKeyId);
  const edits: Edits = {
    config: (text) => withReader(text, profiles, command, config.path, keys),
    credentials: (text) => withoutKey(text, profiles, keys, credentials.path),
  };
  expectAfter(files, edits, profiles, (after) => !after?.keys && after?.settings.credential_process === command);
  const before = asBytes(credentials.text);
  const isHeld = edits.credentials(before) !== before;
  await rehearse(config.path, edits.config);
  if (isHeld) await rehearse(credentials.path, edits.credentials);
  await putEntry(store, keys, env);
  await changeFile(config.path, edits.config); // a key in the credentials file still comes first
  if (isHeld) await changeFile(credentials.path, edits.credentials);
}

/**
 * Moves the pair of a profile, and of all that read it, back into the credentials file, which becomes private to its owner.
 * @returns the profiles, and whether the entry of the store is gone @throws Failure (configuration)
 */
export async function moveBack(
  store: StoreName,
  keys: KeyPair,
  profile: string,
  files: AwsFiles,
  env: Environment,
): Promise<{ profiles: string[]; isGone: boolean }> {
  const { config, credentials } = files;
  const id = keys.accessKeyId;
  const profiles = profilesReading(config, id);
  const edits: Edits = {
    config: (text) => withoutReader(text, id, config.path),
    credentials: (text) => withKey(text, profiles, keys, credentials.path),
  };
  const isRight = (after: Profile | undefined): boolean => after?.keys?.secretAccessKey === keys.secretAccessKey;
  expectAfter(files, edits, [profile, ...profiles], isRight);
  await rehearse(config.path, edits.config);
  await changeFile(credentials.path, edits.credentials, { isPrivate: true });
  const isGone = await removeEntry(store, id, env);
  // Last: as long as the line stands there, the next run knows what is left to do.
  await changeFile(config.path, edits.config);
  return { profiles, isGone };
}

/** Reads the files as they will be. @throws Failure (configuration) where a profile would not find its key in them */
function expectAfter(
  files: AwsFiles,
  edits: Edits,
  profiles: readonly string[],
  isRight: (after: Profile | undefined) => boolean,
): void {
  const edited = (name: keyof AwsFiles): AwsFiles[typeof name] => ({
    path: files[name].path,
    text: decoded(edits[name](asBytes(files[name].text))),
  });
  const after = { config: edited('config'), credentials: edited('credentials') };
  const lost = profiles.find((name) => !isRight(readProfile(after, name)));
  if (lost === undefined) return;
  throw configuration(
    `profile ${lost} has more than one section that says where its key is`,
    'merge them, with credential_process in ~/.aws/config',
  );
}

/** Finds out whether a change would fail. @throws Failure (configuration) */
export const rehearse = (file: string, change: (text: string) => string): Promise<void> =>
  rehearseChange(file, change, { holds: '', advice: 'nothing was changed', warn: () => {} });
