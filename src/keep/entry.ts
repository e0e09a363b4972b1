import type { StoreName } from '../aws/long-term-keys.ts';
import type { KeyPair } from '../aws/profile.ts';
import { configuration } from '../errors.ts';
import type { Environment } from '../shell/env-diff.ts';
import { type CommandError, failureOf, runLine } from '../system/run-line.ts';
import { readerOf, stores } from './stores.ts';

// One key in one store, written and read by the store's own program.

/** It may ask for a password. */
const STORE_TIMEOUT_MS = 60_000;

/**
 * Puts a pair into a store, and reads it back as AWS's tools will.
 * @throws Failure (configuration) where the store holds something else by that name, or does not give back what it got
 */
export async function putEntry(store: StoreName, keys: KeyPair, env: Environment): Promise<void> {
  const { title, program, find, add, input, isMute, remove, check } = stores[store];
  const id = keys.accessKeyId;
  const document = documentOf(keys);
  const before = await entryIn(store, id, env);
  if (before === document) return; // of a run that was stopped
  if (before !== '') {
    throw configuration(
      `${title} holds something else for the key ${id}`,
      `if nobody needs it, delete it: ${remove(id)}`,
    );
  }
  if (find && (await printed(find(id), env)) !== '') {
    throw configuration(
      `${title} has an entry for the key ${id}, and does not give it`,
      `nothing was changed; see whether it works: ${check}`,
    );
  }
  const given = Buffer.from(input?.(id, document) ?? document);
  try {
    await runLine(add(id), env, STORE_TIMEOUT_MS, isMute ? 'hidden' : 'shown', given);
  } catch (error) {
    const problem = failureOf(error as CommandError, STORE_TIMEOUT_MS);
    throw configuration(
      `${title} did not take the key: ${program} ${problem}`,
      `nothing was changed; see whether it works: ${check}`,
    );
  }
  if ((await entryIn(store, id, env)) === document) return;
  await removeEntry(store, id, env);
  throw configuration(
    `${title} does not give back what was put into it`,
    `nothing was changed; see whether it works: ${check}`,
  );
}

/** Deletes the entry of a key. @returns whether it is gone */
export async function removeEntry(store: StoreName, id: string, env: Environment): Promise<boolean> {
  await runLine(stores[store].remove(id), env, STORE_TIMEOUT_MS, 'hidden').catch(() => {});
  return (await entryIn(store, id, env)) === '';
}

/** What a store gives for a key; '' where it gives nothing. */
const entryIn = async (store: StoreName, id: string, env: Environment): Promise<string> =>
  (await printed(readerOf(store, id), env)).replace(/\n$/, '');

/** '' where a line fails. */
const printed = (line: string, env: Environment): Promise<string> =>
  runLine(line, env, STORE_TIMEOUT_MS, 'hidden').catch(() => '');

/** What a `credential_process` prints (AWS SDKs guide, feature-process-credentials). */
const documentOf = ({ accessKeyId, secretAccessKey }: KeyPair): string =>
  JSON.stringify({ Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey });
