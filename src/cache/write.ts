import { lstatSync } from 'node:fs';
import path from 'node:path';
import { replaceFile } from '../fs/atomic-write.ts';
import { namesIn, privateFolder } from '../fs/private-dir.ts';
import { removeFile, sweep } from '../fs/temp-file.ts';
import { readOwn } from '../fs/trust.ts';
import type { Entry } from './entry.ts';
import { entryFile } from './keys.ts';

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

/** Says until when a profile's session lives, for shells to read without starting a process (shell/auto.*, C7.3). */
export interface Marker {
  file: string;
  /** Unix seconds. */
  expires: number;
}

/** Where it is, for any name of a profile. The shells do the same. */
export const markerFile = (folder: string, profile: string): string =>
  path.join(folder, `${profile.replaceAll('%', '%25').replaceAll('/', '%2F')}.until`);

/** Whether a profile's marker says this already. @param expires Unix seconds */
export const isMarked = (folder: string, profile: string, expires: number): boolean =>
  secondsIn(markerFile(folder, profile)) === expires;

/** Every marker in the cache folder; a file that holds anything else is none. */
export function listMarkers(folder: string): Marker[] {
  return namesIn(folder)
    .filter((name) => name.endsWith('.until'))
    .map((name) => {
      const file = path.join(folder, name);
      return { file, expires: secondsIn(file) };
    })
    .filter(({ expires }) => !Number.isNaN(expires));
}

function secondsIn(file: string): number {
  try {
    const { text = '' } = readOwn(file);
    return /^\d{1,11}\n$/.test(text) ? Number(text) : Number.NaN;
  } catch {
    return Number.NaN;
  }
}
