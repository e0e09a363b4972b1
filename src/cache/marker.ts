import path from 'node:path';
import { namesIn } from '../fs/private-dir.ts';
import { readOwn } from './entry.ts';
import { writeCacheFile } from './write.ts';

/** Says until when a profile's session lives, for shells to read without starting a process (shell/auto.*, C7.3). */
export interface Marker {
  file: string;
  /** Unix seconds. */
  expires: number;
}

/** Any name of a profile as the name of a file. The shells do the same. @throws what the file system says */
export function writeMarker(folder: string, profile: string, expires: number): void {
  const name = profile.replaceAll('%', '%25').replaceAll('/', '%2F');
  writeCacheFile(folder, path.join(folder, `${name}.until`), `${expires}\n`);
}

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
