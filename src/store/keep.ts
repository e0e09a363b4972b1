import { lstatSync, rmSync } from 'node:fs';
import { type Entry, entryFile } from './entry.ts';
import { privateFolder, replaceFile } from './replace.ts';

/**
 * Keeps something in the cache folder, in the place of what was there.
 * @throws what the file system says
 */
export function keepEntry<Content>(folder: string, key: string, content: Content): void {
  privateFolder(folder);
  const entry: Entry<Content> = { version: 1, key, content };
  const file = entryFile(folder, key);
  // Reading follows no link here. Writing through a planted one would put the session into any file of the user's.
  if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(file);
  replaceFile(file, `${JSON.stringify(entry)}\n`, 0o600);
}
