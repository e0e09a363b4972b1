import { readers, type StoreName } from '../aws/long-term-keys.ts';
import type { Environment } from '../shell/env-diff.ts';
import { programFile } from '../system/run-command.ts';

/** How a store is used by its own program. All lines are for sh; none holds a secret. */
interface Store {
  /** What people call it. */
  title: string;
  program: string;
  /** Prints something where there is an entry of that name, which may be locked. */
  find?: (id: string) => string;
  /** Puts what it reads from stdin into a new entry. */
  add: (id: string) => string;
  /** What it reads, where that is not the document itself. */
  input?: (id: string, document: string) => string;
  /** Its stderr may hold the secret. */
  isMute?: true;
  remove: (id: string) => string;
  /** Shows whether it can be used. */
  check: string;
}

export const stores: Readonly<Record<StoreName, Store>> = {
  'secret-service': {
    title: 'the keyring',
    program: 'secret-tool',
    find: (id) => `secret-tool search service mfa-env key ${id} 2>&1 | grep key.*${id}`,
    add: (id) => `secret-tool store --label='AWS access key ${id}' service mfa-env key ${id}`,
    remove: (id) => `secret-tool clear service mfa-env key ${id}`,
    check: 'secret-tool lookup service mfa-env key none', // a search would show the secrets
  },
  keychain: {
    title: 'the keychain',
    program: 'security',
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
    title: '1Password',
    program: 'op',
    // A document: an item would be read by vault and field, and the id would not stand last.
    add: (id) => `op document create - --title mfa-env-${id} --file-name mfa-env-${id}.json`,
    remove: (id) => `op document delete mfa-env-${id}`,
    check: 'op whoami',
  },
  pass: {
    title: 'pass',
    program: 'pass',
    find: (id) => `pass ls mfa-env | grep ${id}`,
    add: (id) => `pass insert --multiline --force mfa-env/${id}`,
    remove: (id) => `pass rm --force mfa-env/${id}`,
    check: 'pass ls',
  },
};

const storeNames = Object.keys(stores) as StoreName[];

/** The stores whose program can be run. */
export const storesThere = ({ PATH }: Environment): StoreName[] =>
  storeNames.filter((name) => programFile(stores[name].program, PATH));

/** The `credential_process` that prints a key. */
export const readerOf = (store: StoreName, id: string): string => readers[store] + id;
