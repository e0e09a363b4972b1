import { lstatSync } from 'node:fs';
import { replacePrivateFile } from '../fs/atomic-write.ts';
import { privateFolder } from '../fs/private-dir.ts';
import { removeFile, sweep } from '../fs/temp-file.ts';
import { folderProblem } from '../fs/trust.ts';
import { type Entry, type Found, type IsContent, readEntryIn, readMarker } from './entry.ts';
import { entryFile, markerFile } from './keys.ts';

/** The cache, opened once for a run. Keys come from keys.ts. */
export interface Cache {
  /** Its folder; undefined where nothing is read or written. */
  readonly folder: string | undefined;
  /**
   * Reads an entry (C5.2): what is damaged, foreign, open to others or newer than this program is not used.
   * @param isContent whether parsed JSON has the content's shape
   */
  read: <Content>(key: string, isContent: IsContent<Content>) => Found<Content>;
  /** Writes an entry, in the place of what was there. @throws what the file system says; `reasonOf` has the words */
  write: (key: string, content: unknown) => void;
  /** Whether a profile's marker says this time (Unix seconds) already. */
  isMarked: (profile: string, expires: number) => boolean;
  /** Says until when a profile's session lives (Unix seconds). @throws what the file system says */
  mark: (profile: string, expires: number) => void;
  /** The file of the lock for an entry; undefined where there is no folder to share with others. */
  lockFile: (key: string) => string | undefined;
}

/** Opens the cache folder. Whether it can be trusted is looked at once, when it is first read or written. */
export function openCache(folder: string): Cache {
  let trust: { problem: string | undefined } | undefined;
  const problem = (): string | undefined => {
    trust ??= { problem: folderProblem(folder) };
    return trust.problem;
  };
  let isPrepared = false;
  const writeFile = (file: string, text: string): void => {
    if (!isPrepared) privateFolder(folder);
    // Reading follows no link here. Writing through a planted one would put the session into any file of the user's.
    if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) removeFile(file);
    replacePrivateFile(file, text);
    if (!isPrepared) sweep(folder); // a file that was left behind may hold a session
    isPrepared = true;
    trust = { problem: undefined };
  };
  return {
    folder,
    read: (key, isContent) => {
      const untrusted = problem();
      return untrusted === undefined ? readEntryIn(folder, key, isContent) : { problem: untrusted };
    },
    write: (key, content) => {
      const entry: Entry<unknown> = { version: 1, key, content };
      writeFile(entryFile(folder, key), `${JSON.stringify(entry)}\n`);
    },
    isMarked: (profile, expires) => readMarker(markerFile(folder, profile)) === expires,
    mark: (profile, expires) => writeFile(markerFile(folder, profile), `${expires}\n`),
    lockFile: (key) => (problem() === undefined ? `${entryFile(folder, key)}.lock` : undefined),
  };
}

/** What `--no-cache` gets: nothing is in it, and nothing is kept. */
export const noCache: Cache = {
  folder: undefined,
  read: () => ({}),
  write: () => {},
  isMarked: () => true, // there is nothing to be marked
  mark: () => {},
  lockFile: () => undefined,
};
