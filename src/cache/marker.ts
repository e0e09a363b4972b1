import path from 'node:path';
import { readOwn } from '../fs/own-file.ts';
import { namesIn } from '../fs/private-dir.ts';

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
