import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { isForeign } from '../../fs/trust.ts';

/**
 * Why others could put a folder of theirs in the place of this one, now or when it is gone: everybody can write above it,
 * as in /tmp. A new terminal would run what they put there.
 * @param home what stands above it is not looked at: whoever can write there owns all of it anyway
 */
export function placeProblem(folder: string, home: string): string | undefined {
  let there = folder;
  while (!statSync(there, { throwIfNoEntry: false })) there = path.dirname(there);
  const realHome = existsSync(home) ? realpathSync(home) : home;
  return problemAbove(folder, home) ?? problemAbove(realpathSync(there), realHome);
}

function problemAbove(folder: string, home: string): string | undefined {
  for (let at = folder; at !== home && at !== path.dirname(at); at = path.dirname(at)) {
    const stat = statSync(at, { throwIfNoEntry: false });
    if (stat && isForeign(stat)) return `${at} belongs to another user`;
    if (stat && stat.mode & 0o002) return `${at} can be written by others`;
  }
  return undefined;
}
