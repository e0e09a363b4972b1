import { type Entry, entryFile } from './entry.ts';
import { privateFolder, replaceFile } from './replace.ts';

/**
 * Keeps something in the cache folder, in the place of what was there.
 * @throws what the file system says
 */
export function keepEntry<Content>(folder: string, key: string, content: Content): void {
  privateFolder(folder);
  const entry: Entry<Content> = { version: 1, key, content };
  replaceFile(entryFile(folder, key), `${JSON.stringify(entry)}\n`, 0o600);
}
