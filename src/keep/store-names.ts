import type { StoreName } from '../aws/long-term-keys.ts';
import type { Environment } from '../shell/env-diff.ts';
import { programFile } from '../system/run-command.ts';

/** What people call each store, and its own program. */
export const stores: Readonly<Record<StoreName, { title: string; program: string }>> = {
  'secret-service': { title: 'the keyring', program: 'secret-tool' },
  keychain: { title: 'the keychain', program: 'security' },
  '1password': { title: '1Password', program: 'op' },
  pass: { title: 'pass', program: 'pass' },
};

export const storesThere = ({ PATH }: Environment): StoreName[] =>
  (Object.keys(stores) as StoreName[]).filter((name) => programFile(stores[name].program, PATH));
