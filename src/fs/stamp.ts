import { type Stats, statSync } from 'node:fs';

/** Tells a file from every other one, and from itself at another time; undefined where nothing can. */
export type Stamp = string | undefined;

/** Milliseconds. A file that changed so lately may change again and bear the same time. */
const SETTLED_MS = 2000;

export const noFile = 'none';

/**
 * What changes whenever a file does: its content, its mode, or what stands in its place.
 * @param now milliseconds since 1970, where the file is about to be read
 */
export function stampOf(stat: Stats, now = Number.POSITIVE_INFINITY): Stamp {
  if (!stat.isFile() || stat.ctimeMs > now - SETTLED_MS) return undefined;
  return `${stat.dev} ${stat.ino} ${stat.size} ${stat.ctimeMs}`;
}

/** The stamp of what stands at a path, or that nothing does. */
export function stampAt(path: string, now?: number): Stamp {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat ? stampOf(stat, now) : noFile;
  } catch {
    return undefined;
  }
}
