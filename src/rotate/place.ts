import { changeFile } from '../aws/files/change-file.ts';
import { readAwsFiles } from '../aws/files/read.ts';
import { checkReplaceable, keyHolders, replaceKey } from '../aws/files/replace-key.ts';
import type { StoreName } from '../aws/long-term-keys.ts';
import type { KeyPair } from '../aws/profile.ts';
import type { Context } from '../context.ts';
import { rehearse } from '../keep/move.ts';
import { type Reader, readersIn, withReader } from '../keep/sections.ts';
import { stores } from '../keep/store-names.ts';
import { putEntry, readerOf, removeEntry } from '../keep/stores.ts';
import { awsFilePaths, tildePath } from '../system/paths.ts';

/** Where key pairs stand, and how another one gets there. */
export interface KeyPlace {
  /** The ids of all long-term keys there now. */
  ids: () => Promise<string[]>;
  /** Where a key stands, in words. */
  where: (id: string) => Promise<string>;
  /** Finds out whether `replace` would fail. @throws Failure (configuration) */
  check: (from: string) => Promise<void>;
  /** Puts a pair wherever the key `from` stands. @throws Failure (configuration) */
  replace: (from: string, to: KeyPair) => Promise<void>;
}

/** AWS's two files, and the stores of `keep`. */
export const keyPlace = (context: Context): KeyPlace => together(awsFilesPlace(context), storesPlace(context));

const together = (...places: readonly KeyPlace[]): KeyPlace => ({
  ids: async () => (await Promise.all(places.map((place) => place.ids()))).flat(),
  where: async (id) => (await Promise.all(places.map((place) => place.where(id)))).filter((one) => one).join('; '),
  async check(from) {
    for (const place of places) await place.check(from);
  },
  async replace(from, to) {
    for (const place of places) await place.replace(from, to);
  },
});

function awsFilesPlace({ env, warn }: Context): KeyPlace {
  const read = (): ReturnType<typeof readAwsFiles> => readAwsFiles(awsFilePaths(env));
  return {
    ids: async () => [...new Set(keyHolders(await read()).map(({ id }) => id))],
    async where(id) {
      const holders = keyHolders(await read()).filter((holder) => holder.id === id);
      const headers = (path: string): string[] =>
        holders.filter(({ file }) => file === path).map(({ header }) => `[${header}]`);
      const paths = [...new Set(holders.map(({ file }) => file))];
      return paths.map((path) => `${tildePath(path, env)}: ${headers(path).join(', ')}`).join('; ');
    },
    check: async (from) => checkReplaceable(await read(), from, warn),
    replace: async (from, to) => replaceKey(await read(), from, to),
  };
}

/** The stores that `keep` has put keys into (C9.2), as far as the config file has the lines that read them. */
function storesPlace({ env }: Context): KeyPlace {
  const file = (): string => awsFilePaths(env).config;
  const readers = async (): Promise<Reader[]> => readersIn((await readAwsFiles(awsFilePaths(env))).config);
  /** By store, the profiles that read a key there. */
  const profilesOf = async (id: string): Promise<[StoreName, string[]][]> => {
    const found = (await readers()).filter((reader) => reader.id === id);
    const names = [...new Set(found.map(({ store }) => store))];
    return names.map((name) => [name, found.filter(({ store }) => store === name).map(({ profile }) => profile)]);
  };
  return {
    ids: async () => (await readers()).map(({ id }) => id),
    where: async (id) =>
      (await profilesOf(id)).map(([name, profiles]) => `${stores[name].title}, for ${profiles.join(', ')}`).join('; '),
    async check(from) {
      for (const [name, profiles] of await profilesOf(from)) {
        await rehearse(file(), (text) => withReader(text, profiles, readerOf(name, from), file()));
      }
    },
    async replace(from, to) {
      for (const [name, profiles] of await profilesOf(from)) {
        await putEntry(name, to, env);
        const command = readerOf(name, to.accessKeyId);
        await changeFile(file(), (text) => withReader(text, profiles, command, file()));
        await removeEntry(name, from, env);
      }
    },
  };
}
