import { readAwsFiles } from '../aws/files/read.ts';
import { checkReplaceable, keyHolders, replaceKey } from '../aws/files/replace-key.ts';
import type { KeyPair } from '../aws/profile.ts';
import type { Context } from '../context.ts';
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

/** Several places as one. */
export const placesAsOne = (...places: readonly KeyPlace[]): KeyPlace => ({
  ids: async () => (await Promise.all(places.map((place) => place.ids()))).flat(),
  where: async (id) => (await Promise.all(places.map((place) => place.where(id)))).filter((one) => one).join('; '),
  async check(from) {
    for (const place of places) await place.check(from);
  },
  async replace(from, to) {
    for (const place of places) await place.replace(from, to);
  },
});

/** AWS's two files. */
export function awsFilesPlace({ env, warn }: Context): KeyPlace {
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
