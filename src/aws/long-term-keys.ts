import { toType } from '../cli/to-type.ts';
import type { Context } from '../context.ts';
import { configuration, type Failure } from '../errors.ts';
import type { Environment } from '../shell/env-diff.ts';
import type { CommandError } from '../system/run-line.ts';
import { configureLine } from '../text/quote.ts';
import type { KeyPair, Profile } from './profile.ts';

export type KeySource =
  | { from: 'files' | 'environment'; keys: KeyPair }
  | { from: 'process'; command: string; profile: string };

/** The id of the long-term keys; undefined where only a command knows it. */
export const keyIdOf = (source: KeySource): string | undefined =>
  source.from === 'process' ? keptKey(source.command)?.id : source.keys.accessKeyId;

/** The `credential_process` that `keep` writes for each store, without the key's id, with which it ends (C9.2). */
export const readers = {
  'secret-service': 'secret-tool lookup service mfa-env key ',
  keychain: 'security find-generic-password -w -s mfa-env -a ',
  '1password': 'op document get mfa-env-',
  pass: 'pass show mfa-env/',
} as const;

export type StoreName = keyof typeof readers;

/** The store and the id of a key that `keep` moved. The id is in the command, so a cached session needs no program. */
export function keptKey(command = ''): { store: StoreName; id: string } | undefined {
  for (const [store, reader] of Object.entries(readers) as [StoreName, string][]) {
    const id = command.slice(reader.length);
    if (command.startsWith(reader) && isKeyId(id)) return { store, id };
  }
  return undefined;
}

/** The pattern of AccessKeyId in AWS's API. */
export const isKeyId = (id: string): boolean => /^\w{16,128}$/.test(id);

/** The id of a profile's own key, in a file or a store. */
export const ownKeyId = ({ keys, settings }: Pick<Profile, 'keys' | 'settings'>): string | undefined =>
  keys?.accessKeyId ?? keptKey(settings.credential_process)?.id;

/** The long-term keys of a session. Its id is known at once; a store is asked for the secret when that is needed. */
export interface LongTermKeys {
  accessKeyId: string;
  /** @throws Failure (configuration) where the command gives no keys */
  pair: () => Promise<KeyPair>;
  /** undefined until a store was asked. */
  known: () => KeyPair | undefined;
}

/** @throws Failure (configuration) where a command gives no keys */
export async function openKeys(source: KeySource, { env, watchSignals }: Context): Promise<LongTermKeys> {
  if (source.from !== 'process') return inHand(source.keys);
  const ask = async (): Promise<KeyPair> => {
    watchSignals();
    return keysFromProcess(source.command, source.profile, env);
  };
  const accessKeyId = keyIdOf(source);
  if (accessKeyId === undefined) return inHand(await ask());
  let known: KeyPair | undefined;
  const pair = async (): Promise<KeyPair> => {
    known ??= await ask();
    if (known.accessKeyId === accessKeyId) return known;
    throw configuration(
      `profile ${source.profile} asks its store for the key ${accessKeyId}, and gets ${known.accessKeyId}`,
      `enter the right one, then keep it again: ${configureLine(source.profile)}`,
    );
  };
  return { accessKeyId, pair, known: () => known };
}

/** Keys that nobody has to be asked for. */
export const inHand = (keys: KeyPair): LongTermKeys => ({
  accessKeyId: keys.accessKeyId,
  pair: async () => keys,
  known: () => keys,
});

/** The process may ask for a password, so it gets a minute. */
const PROCESS_TIMEOUT_MS = 60_000;

/**
 * Runs a `credential_process` (feature-process-credentials). Its output is never shown.
 * @throws Failure (configuration) where it fails, times out, or prints no long-term keys
 */
export async function keysFromProcess(
  command: string,
  profile: string,
  env: Environment,
  timeoutMs = PROCESS_TIMEOUT_MS,
): Promise<KeyPair> {
  const outerProfiles = env[OUTER_PROFILES]?.split('\n') ?? [];
  if (outerProfiles.includes(profile)) {
    throw configuration(
      `credential_process of profile ${profile} asks for profile ${profile} again`,
      'keep the access key in a profile of another name, and use that one',
    );
  }
  // The message leaves the command out, since it may hold a secret. That of a store would print one.
  const advice = keptKey(command)
    ? `see whether its store is there and open; if it has lost the key, enter that again: ${configureLine(profile)}`
    : 'run that command by hand to see why';
  const fail = (problem: string, cause?: unknown, toDo = advice): Failure =>
    configuration(`credential_process of profile ${profile} ${problem}`, toDo, cause);
  const { failureOf, runLine } = await import('../system/run-line.ts'); // it can start a program
  const output = await runLine(
    command,
    { ...env, [OUTER_PROFILES]: [...outerProfiles, profile].join('\n') },
    timeoutMs,
    'hidden',
  ).catch((error: CommandError) => {
    throw fail(failureOf(error, timeoutMs));
  });
  const document = parsed(output);
  if (!document) throw fail('printed no JSON');
  const { AccessKeyId, SecretAccessKey, SessionToken } = document;
  if (typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string' || !AccessKeyId || !SecretAccessKey) {
    throw fail('printed no AccessKeyId or no SecretAccessKey');
  }
  if (SessionToken) {
    const other = `name a profile with an access key; to see them: ${toType(env)('list')}`;
    throw fail('printed session keys, and a session cannot start another one', undefined, other);
  }
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
}

/** Lists the profiles whose processes are running, so that a process that calls mfa-env cannot recurse for ever. */
const OUTER_PROFILES = 'MFA_ENV_WITHIN';

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
