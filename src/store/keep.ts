import { lstatSync } from 'node:fs';
import { type Entry, entryFile } from './entry.ts';
import { privateFolder } from './folder.ts';
import { markerFile } from './marker.ts';
import { removeFile } from './remove-file.ts';
import { replaceFile } from './replace.ts';
import { sweep } from './temporary.ts';

/**
 * Keeps something in the cache folder, in the place of what was there.
 * @throws what the file system says
 */
export function keepEntry<Content>(folder: string, key: string, content: Content): void {
  const entry: Entry<Content> = { version: 1, key, content };
  keepFile(folder, entryFile(folder, key), `${JSON.stringify(entry)}\n`);
}

/** Says until when a profile's session lives (Unix seconds). @throws what the file system says */
export const keepMarker = (folder: string, profile: string, expires: number): void =>
  keepFile(folder, markerFile(folder, profile), `${expires}\n`);

/** Writes a private file of the cache folder. @throws what the file system says */
function keepFile(folder: string, file: string, text: string): void {
  privateFolder(folder);
  // Reading follows no link here. Writing through a planted one would put the session into any file of the user's.
  if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) removeFile(file);
  replaceFile(file, text, 0o600);
  sweep(folder); // another file's leftover may hold a session that is never written again
}
