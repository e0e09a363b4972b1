import { type AwsFiles, readAwsFiles } from '../aws/files/read.ts';
import { type KeySource, keptKey, type StoreName } from '../aws/long-term-keys.ts';
import { type KeyPair, readProfile } from '../aws/profile.ts';
import type { Options } from '../cli/options.ts';
import { profileWords, type ToType, toType } from '../cli/to-type.ts';
import type { Context } from '../context.ts';
import { configuration, type Failure } from '../errors.ts';
import { chooseProfile } from '../session/resolve.ts';
import { awsFilePaths } from '../system/paths.ts';
import { configureLine } from '../text/quote.ts';
import { profilesHolding } from './sections.ts';
import { isStorable } from './stores.ts';

/** Where a key is now, and how to type the command again. */
export interface Place {
  files: AwsFiles;
  /** The profile that has the key. */
  profile: string;
  source: KeySource;
  /** undefined where only the store has the pair. */
  keys: KeyPair | undefined;
  /** The store that the profile's line names. With `keys` too, a run was stopped, or somebody has entered another key. */
  kept: { store: StoreName; id: string } | undefined;
  /** The command with these words behind it. */
  line: ToType;
}

/** @throws Failure (configuration) where the key is neither in a file nor in a store of ours */
export async function look(options: Options, isProfileWord: boolean | undefined, context: Context): Promise<Place> {
  const { env } = context;
  const files = await readAwsFiles(awsFilePaths(env), context.watchSignals);
  const asked = { profile: options.profile, isProfileWord, cached: false };
  const lineFor =
    (one: string): ToType =>
    (...words) =>
      toType(env)('keep', ...profileWords(one), ...words);
  const given = options.undo ? ['--undo'] : options.in === undefined ? [] : ['--in', options.in];
  const { selection } = await chooseProfile(asked, files, context, (one) => lineFor(one)(...given));
  const { name, chain, source } = selection;
  const profile = chain.at(-1)?.name ?? name;
  if (source.from === 'environment') {
    throw configuration(
      'the access key is in the environment, and keep moves keys out of files',
      `name a profile: ${toType(env)('keep', 'PROFILE')}`,
    );
  }
  if (profile !== name && profile !== `${name}-long-term`) {
    throw configuration(
      `profile ${name} has no access key of its own: it takes that of profile ${profile}`,
      `keep that one: ${lineFor(profile)(...given)}`,
    );
  }
  const command = readProfile(files, profile)?.settings.credential_process;
  const kept = keptKey(command);
  if (command && !kept) throw hasCommand(profile);
  return { files, profile, source, keys: source.from === 'files' ? source.keys : undefined, kept, line: lineFor(name) };
}

const hasCommand = (profile: string): Failure =>
  configuration(
    `profile ${profile} has a credential_process of its own`,
    'take that line out of the files, so that keep can put its own there',
  );

/**
 * The profiles whose sections hold a pair.
 * @throws Failure (configuration) where one of them could not read it from a store
 */
export function movable(files: AwsFiles, keys: KeyPair, profile: string): string[] {
  if (!isStorable(keys)) {
    throw configuration(
      `the access key of profile ${profile} does not look like one of AWS`,
      `enter it again: ${configureLine(profile)}`,
    );
  }
  const profiles = profilesHolding(files, keys);
  for (const name of profiles) {
    const {
      role_arn: role,
      source_profile: source,
      credential_process: command,
    } = readProfile(files, name)?.settings ?? {};
    if (command && !keptKey(command)) throw hasCommand(name);
    // botocore takes only a key from the file there.
    if (role && (!source || source === name)) {
      throw configuration(
        `profile ${name} holds the key beside role_arn, where AWS tools take it from the file only`,
        'move the key into a profile of its own, and name that one as source_profile',
      );
    }
  }
  return profiles;
}
