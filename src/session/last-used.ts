import type { Startable } from '../aws/startable.ts';
import { picksKey } from '../cache/keys.ts';
import { notedProfiles } from '../cache/list-shells.ts';
import { openCache } from '../cache/open.ts';
import type { Context } from '../context.ts';
import { cacheFolder } from '../system/paths.ts';

/** When each profile was picked, in milliseconds since 1970. */
type Picks = Record<string, number>;

/** More than anybody remembers. */
const MOST_PICKS = 50;

const isPicks = (value: unknown): value is Picks =>
  typeof value === 'object' && value !== null && Object.values(value).every((time) => typeof time === 'number');

/** The profiles in the order in which they were used last: picked, or given to a shell that still runs. */
export function lastUsedFirst(all: readonly Startable[], { env }: Context): Startable[] {
  const folder = cacheFolder(env);
  const used = new Map(Object.entries(openCache(folder).read(picksKey, isPicks).content ?? {}));
  for (const { profile, noted } of notedProfiles(folder)) used.set(profile, Math.max(noted, used.get(profile) ?? 0));
  const timeOf = ({ name }: Startable): number => used.get(name) ?? 0;
  return [...all].sort((a, b) => timeOf(b) - timeOf(a)); // the sort is stable: all others stay in the order of the files
}

/** Remembers that a profile was picked. It only decides an order, so a failed write is no error. */
export function noteUse(name: string, { env, now }: Context): void {
  try {
    const cache = openCache(cacheFolder(env));
    const before = Object.entries(cache.read(picksKey, isPicks).content ?? {}).filter(([other]) => other !== name);
    const newest = [...before].sort(([, a], [, b]) => b - a).slice(0, MOST_PICKS - 1);
    cache.write(picksKey, Object.fromEntries([[name, now()], ...newest]));
  } catch {}
}
