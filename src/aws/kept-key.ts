import type { Profile } from './profile.ts';

/** The `credential_process` that `keep` writes for each store, without the key's id, with which it ends (C9.2). */
export const readers = {
  'secret-service': 'secret-tool lookup service mfa-env key ',
  keychain: 'security find-generic-password -w -s mfa-env -a ',
  '1password': 'op document get mfa-env-',
  pass: 'pass show mfa-env/',
} as const;

export type StoreName = keyof typeof readers;

/**
 * The store and the id of a key that `keep` moved there. The id stands in the command, so that a cached session needs no
 * program, and belongs to that command alone. undefined for any other command.
 */
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
