import { isKeyId, readers, type StoreName } from '../aws/long-term-keys.ts';
import type { KeyPair } from '../aws/profile.ts';
import { configuration } from '../errors.ts';
import type { Environment } from '../shell/env-diff.ts';
import { type CommandError, failureOf, runLine } from '../system/run-line.ts';
import { stores, storesThere } from './store-names.ts';

/** How a store is used by its own program. All are for sh; none holds a secret. */
interface Lines {
  /** Prints something where there is an entry of that name, which may be locked. */
  find?: (id: string) => string;
  /** Puts a document from stdin into a new entry. */
  add: (id: string) => string;
  /** What `add` reads, where that is not the document itself. */
  input?: (id: string, document: string) => string;
  /** Its stderr may hold the secret. */
  isMute?: true;
  remove: (id: string) => string;
  /** Shows whether it can be used. */
  check: string;
  /** Fails where it cannot be used now, and starts and unlocks nothing; `check` where that does as much. */
  look?: string;
}

/** Whether the Secret Service is on the bus. Any question to itself would start one. */
const isOnBus =
  'dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.GetNameOwner string:org.freedesktop.secrets || busctl --user status org.freedesktop.secrets';

export const lines: Readonly<Record<StoreName, Lines>> = {
  'secret-service': {
    find: (id) => `secret-tool search service mfa-env key ${id} 2>&1 | grep key.*${id}`,
    add: (id) => `secret-tool store --label='AWS access key ${id}' service mfa-env key ${id}`,
    remove: (id) => `secret-tool clear service mfa-env key ${id}`,
    check: 'secret-tool lookup service mfa-env key none', // a search would show the secrets
    look: isOnBus,
  },
  keychain: {
    find: (id) => `security find-generic-password -s mfa-env -a ${id}`,
    add: () => 'security -i',
    // Hex needs no quotes, which its lines read in a way of their own. A line ends at 4096 bytes (zalando/go-keyring#84).
    input: (id, document) =>
      `add-generic-password -s mfa-env -a ${id} -l "AWS access key ${id}" -X ${Buffer.from(document).toString('hex')}\n`,
    isMute: true,
    remove: (id) => `security delete-generic-password -s mfa-env -a ${id}`,
    check: 'security show-keychain-info',
  },
  '1password': {
    // A document: an item would be read by vault and field, and the id would not stand last.
    add: (id) => `op document create - --title mfa-env-${id} --file-name mfa-env-${id}.json`,
    remove: (id) => `op document delete mfa-env-${id}`,
    check: 'op whoami',
  },
  pass: {
    find: (id) => `pass ls mfa-env | grep ${id}`,
    add: (id) => `pass insert --multiline --force mfa-env/${id}`,
    remove: (id) => `pass rm --force mfa-env/${id}`,
    check: 'pass ls',
    look: `[ -s "\${PASSWORD_STORE_DIR:-$HOME/.password-store}/.gpg-id" ]`, // pass lists a folder that was never initialised
  },
};

const LOOK_TIMEOUT_MS = 3000;

/** The stores that can be used as they are now. */
export async function usableStores(env: Environment): Promise<StoreName[]> {
  const there = storesThere(env);
  const isUsable = await Promise.all(
    there.map((name) => {
      const { look, check } = lines[name];
      return runLine(look ?? check, env, LOOK_TIMEOUT_MS, 'hidden').then(
        () => true,
        () => false,
      );
    }),
  );
  return there.filter((_, at) => isUsable[at]);
}

/** Whether a pair looks like one of AWS, so that its id can stand in the lines of a store. */
export const isStorable = ({ accessKeyId, secretAccessKey }: KeyPair): boolean =>
  isKeyId(accessKeyId) && /^[!-~]{16,256}$/.test(secretAccessKey);

/** The `credential_process` that prints a key. */
export const readerOf = (store: StoreName, id: string): string => readers[store] + id;

/** It may ask for a password. */
const STORE_TIMEOUT_MS = 60_000;

/**
 * Puts a pair into a store, and reads it back as AWS's tools will.
 * @throws Failure (configuration) where the store holds something else by that name, or does not give back what it got
 */
export async function putEntry(store: StoreName, keys: KeyPair, env: Environment): Promise<void> {
  const { title, program } = stores[store];
  const { find, add, input, isMute, remove, check } = lines[store];
  const id = keys.accessKeyId;
  const document = documentOf(keys);
  const advice = `nothing was changed; see whether it works: ${check}`;
  const before = await entryIn(store, id, env);
  if (before === document) return; // of a run that was stopped
  if (before !== '') {
    throw configuration(
      `${title} holds something else for the key ${id}`,
      `if nobody needs it, delete it: ${remove(id)}`,
    );
  }
  if (find && (await printed(find(id), env)) !== '') {
    throw configuration(`${title} has an entry for the key ${id}, and does not give it`, advice);
  }
  const given = Buffer.from(input?.(id, document) ?? document);
  try {
    await runLine(add(id), env, STORE_TIMEOUT_MS, isMute ? 'hidden' : 'shown', given);
  } catch (error) {
    const problem = failureOf(error as CommandError, STORE_TIMEOUT_MS);
    if (find) await removeEntry(store, id, env); // half of it may be there; nothing was
    throw configuration(`${title} did not take the key: ${program} ${problem}`, advice);
  }
  if ((await entryIn(store, id, env)) === document) return;
  await removeEntry(store, id, env);
  throw configuration(`${title} does not give back what was put into it`, advice);
}

/** Deletes the entry of a key. @returns whether it is gone */
export async function removeEntry(store: StoreName, id: string, env: Environment): Promise<boolean> {
  await runLine(lines[store].remove(id), env, STORE_TIMEOUT_MS, 'hidden').catch(() => {});
  return (await entryIn(store, id, env)) === '';
}

/** What a store gives for a key; '' where it gives nothing. */
const entryIn = async (store: StoreName, id: string, env: Environment): Promise<string> =>
  (await printed(readerOf(store, id), env)).replace(/\n$/, '');

const printed = (line: string, env: Environment): Promise<string> =>
  runLine(line, env, STORE_TIMEOUT_MS, 'hidden').catch(() => '');

/** What a `credential_process` prints (AWS SDKs guide, feature-process-credentials). */
const documentOf = ({ accessKeyId, secretAccessKey }: KeyPair): string =>
  JSON.stringify({ Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey });
