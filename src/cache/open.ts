import { existsSync, lstatSync } from 'node:fs';
import { replacePrivateFile } from '../fs/atomic-write.ts';
import { privateFolder, removeFile, sweep } from '../fs/folders.ts';
import { folderProblem } from '../fs/trust.ts';
import { type Entry, type Found, type IsContent, readEntryIn, readMarker } from './entry.ts';
import { entryFile, liveFile, markerFile, parseKey } from './keys.ts';
import { makeTimeFiles, readLive } from './live-files.ts';

/** The cache, opened once for a run. Keys come from keys.ts. */
export interface Cache {
  /** undefined for `noCache`. */
  readonly folder: string | undefined;
  read: <Content>(key: string, isContent: IsContent<Content>) => Found<Content>;
  /** Writes an entry, or replaces it. @throws what the file system says; see `reasonOf` */
  write: (key: string, content: unknown) => void;
  /** Whether a profile's marker already says this time (Unix seconds). */
  isMarked: (profile: string, expires: number) => boolean;
  /** Writes a profile's marker: when its session ends (Unix seconds). @throws what the file system says */
  mark: (profile: string, expires: number) => void;
  /** Writes what the shell functions read of a profile's session (C7.2a). @throws what the file system says */
  writeLive: (profile: string, text: string) => void;
  /** The lock file of an entry; undefined if the folder is not trusted. */
  lockFile: (key: string) => string | undefined;
}

/** Opens the cache folder. Once it is trusted, it is not checked again. The first write makes it private, and sweeps it. */
export function openCache(folder: string): Cache {
  let isTrusted = false;
  const problem = (): string | undefined => {
    if (isTrusted) return undefined;
    const found = folderProblem(folder);
    isTrusted = found === undefined && existsSync(folder); // one that is missing may yet be made by others
    return found;
  };
  let isPrepared = false;
  const writeFile = (file: string, text: string, isSynced = true): void => {
    if (!isPrepared) privateFolder(folder);
    // Reading follows no link. Writing through a planted one would put the session into any file of the user's.
    if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) removeFile(file);
    replacePrivateFile(file, text, isSynced);
    if (!isPrepared) sweep(folder); // a file of a killed process may hold a session
    isPrepared = true;
    isTrusted = true;
  };
  return {
    folder,
    read: (key, isContent) => {
      const untrusted = problem();
      return untrusted === undefined ? readEntryIn(folder, key, isContent) : { problem: untrusted };
    },
    write: (key, content) => {
      const entry: Entry<unknown> = { version: 1, key, content };
      writeFile(entryFile(folder, key), `${JSON.stringify(entry)}\n`, parseKey(key).kind === 'session');
    },
    isMarked: (profile, expires) => readMarker(markerFile(folder, profile), 0o077) === expires,
    mark: (profile, expires) => writeFile(markerFile(folder, profile), `${expires}\n`, false),
    writeLive: (profile, text) => {
      const file = liveFile(folder, profile);
      writeFile(file, text, false); // its end tells whether it is whole
      makeTimeFiles(folder, readLive(text)?.times ?? []);
    },
    lockFile: (key) => (problem() === undefined ? `${entryFile(folder, key)}.lock` : undefined),
  };
}

/** For `--no-cache`: always empty, and nothing is written. */
export const noCache: Cache = {
  folder: undefined,
  read: () => ({}),
  write: () => {},
  isMarked: () => true, // no marker is to be written
  mark: () => {},
  writeLive: () => {},
  lockFile: () => undefined,
};
