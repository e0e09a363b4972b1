import { lstatSync } from 'node:fs';
import { replaceFile } from '../fs/atomic-write.ts';
import { privateFolder } from '../fs/private-dir.ts';
import { removeFile } from '../fs/remove-file.ts';
import { sweep } from '../fs/temp-file.ts';
import { type Entry, entryFile } from './entry.ts';
import { markerFile } from './marker.ts';

/**
 * Keeps something in the cache folder, in the place of what was there.
 * @throws what the file system says
 */
export function writeEntry<Content>(folder: string, key: string, content: Content): void {
  const entry: Entry<Content> = { version: 1, key, content };
  writeCacheFile(folder, entryFile(folder, key), `${JSON.stringify(entry)}\n`);
}

/** Says until when a profile's session lives (Unix seconds). @throws what the file system says */
export const writeMarker = (folder: string, profile: string, expires: number): void =>
  writeCacheFile(folder, markerFile(folder, profile), `${expires}\n`);

/** Writes a private file of the cache folder. @throws what the file system says */
function writeCacheFile(folder: string, file: string, text: string): void {
  privateFolder(folder);
  // Reading follows no link here. Writing through a planted one would put the session into any file of the user's.
  if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) removeFile(file);
  replaceFile(file, text, 0o600);
  sweep(folder); // another file's leftover may hold a session that is never written again
}
