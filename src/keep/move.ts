import { changeFile, rehearseChange } from '../aws/files/change-file.ts';
import type { AwsFiles } from '../aws/files/read.ts';
import type { StoreName } from '../aws/kept-key.ts';
import type { KeyPair } from '../aws/profile.ts';
import type { Environment } from '../shell/env-diff.ts';
import { putEntry, removeEntry } from './entry.ts';
import { profilesReading, withKey, withoutKey, withoutReader, withReader } from './sections.ts';
import { readerOf } from './stores.ts';

// The order in both ways (C9.2): a profile can read its key at each moment, and a run that was stopped is led on.

/** Moves a pair out of the sections of these profiles. @throws Failure (configuration) */
export async function moveToStore(
  store: StoreName,
  keys: KeyPair,
  profiles: readonly string[],
  { config, credentials }: AwsFiles,
  env: Environment,
): Promise<void> {
  const command = readerOf(store, keys.accessKeyId);
  const reading = (text: string): string => withReader(text, profiles, command, config.path, keys);
  const without = (text: string): string => withoutKey(text, profiles, keys, credentials.path);
  await rehearse(config.path, reading);
  if (credentials.text !== '') await rehearse(credentials.path, without);
  await putEntry(store, keys, env);
  await changeFile(config.path, reading); // the key in the credentials file still comes first
  if (credentials.text !== '') await changeFile(credentials.path, without);
}

/**
 * Moves a pair back into the credentials file, which only its owner can read then.
 * @returns its profiles, and whether the entry of the store is gone
 * @throws Failure (configuration)
 */
export async function moveBack(
  store: StoreName,
  keys: KeyPair,
  { config, credentials }: AwsFiles,
  env: Environment,
): Promise<{ profiles: string[]; isGone: boolean }> {
  const id = keys.accessKeyId;
  const profiles = profilesReading(config, id);
  const without = (text: string): string => withoutReader(text, id, config.path);
  await rehearse(config.path, without);
  await changeFile(credentials.path, (text) => withKey(text, profiles, keys, credentials.path), { isPrivate: true });
  const isGone = await removeEntry(store, id, env);
  // Last: as long as the line stands there, the next run knows what is left to do.
  await changeFile(config.path, without);
  return { profiles, isGone };
}

const rehearse = (file: string, change: (text: string) => string): Promise<void> =>
  rehearseChange(file, change, { holds: '', advice: 'nothing was changed', warn: () => {} });
