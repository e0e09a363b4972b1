import { changeFile, rehearseChange } from '../aws/files/change-file.ts';
import { readAwsFiles } from '../aws/files/read.ts';
import type { StoreName } from '../aws/long-term-keys.ts';
import type { Context } from '../context.ts';
import { putEntry, removeEntry } from '../keep/entry.ts';
import { type Reader, readersIn, withReader } from '../keep/sections.ts';
import { readerOf, stores } from '../keep/stores.ts';
import { awsFilePaths } from '../system/paths.ts';
import type { KeyPlace } from './place.ts';

/** The stores that `keep` has put keys into (C9.2), as far as the config file has the lines that read them. */
export function storesPlace({ env }: Context): KeyPlace {
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
      const rehearsal = { holds: '', advice: 'nothing was changed', warn: () => {} };
      for (const [name, profiles] of await profilesOf(from)) {
        const change = (text: string): string => withReader(text, profiles, readerOf(name, from), file());
        await rehearseChange(file(), change, rehearsal);
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
