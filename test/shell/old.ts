import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What the functions ask a shell for, by the version that brought it, and a text that fails in every version. */
const late: Record<string, [since: string, from: string, to: string][]> = {
  '.bash': [
    ['4.2', '%(%s)T', '%(%s'],
    ['4.4', 'local -;', 'local -Z;'],
    ['4.4', '@a}', '@Z}'],
    ['5.0', 'EPOCHSECONDS', 'NO_SUCH_CLOCK'],
  ],
  '.fish': [
    ['3.5', 'builtin -q path', 'builtin -q no_such_path'],
    ['3.5', 'path path', 'path no_such_path'],
    ['3.5', 'builtin path', 'builtin no_such_path'],
    ['3.6', 'path mtime ', 'path no_such_time '],
  ],
};

/**
 * Changes the functions so that a bash or fish of today does with them what an old one would: the tests then run the parts
 * that are for old ones, and what an old one lacks fails where it is used.
 * @param folder where the build has put them
 * @param version such as 3.2
 */
export function makeOld(folder: string, version: string): void {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    let text = readFileSync(file, 'utf8').replace(/\$\{BASH_VERSINFO\[0\]\}\.\$\{BASH_VERSINFO\[1\]\}/g, version);
    for (const [since, from, to] of late[path.extname(name)] ?? []) {
      if (isBefore(version, since)) text = text.replaceAll(from, to);
    }
    writeFileSync(file, text);
  }
}

/** Whether a version such as 4.10 comes before another. */
export function isBefore(version: string, other: string): boolean {
  return version.localeCompare(other, 'en', { numeric: true }) < 0;
}
