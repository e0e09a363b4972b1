import { closeSync, constants, futimesSync, lstatSync, openSync } from 'node:fs';
import path from 'node:path';
import { namesIn, removeFile } from '../fs/folders.ts';
import { folderProblem, hasContent, readOwn } from '../fs/trust.ts';
import { isSession, readEntryFile } from './entry.ts';
import { timeFile } from './keys.ts';
import { type LiveUse, readLive } from './live-file.ts';

/**
 * Makes the empty files that shells compare the times of others with.
 * @param folder private
 * @param times Unix seconds
 * @throws what the file system says
 */
export function makeTimeFiles(folder: string, times: readonly number[]): void {
  for (const seconds of new Set(times)) {
    const file = timeFile(folder, seconds);
    if (isOfTime(file, seconds)) continue;
    removeFile(file);
    const fd = openSync(file, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      futimesSync(fd, seconds, seconds);
    } finally {
      closeSync(fd);
    }
    if (!isOfTime(file, seconds)) throw new Error(`${file} cannot have this time`);
  }
}

function isOfTime(file: string, seconds: number): boolean {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.mtimeMs === seconds * 1000;
}

/** Deletes what shells would read of sessions that are gone or replaced, and the files of times that nothing needs. */
export function deleteStaleLive(folder: string): void {
  if (folderProblem(folder)) return;
  const names = namesIn(folder);
  const used = new Set<string>();
  for (const file of names.filter((name) => name.endsWith('.live')).map((name) => path.join(folder, name))) {
    const use = useOf(file);
    if (use && isCached(folder, use)) for (const seconds of use.times) used.add(timeFile(folder, seconds));
    else if (!isOther(file)) removeFile(file);
  }
  for (const name of names.filter((name) => /^time-\d+$/.test(name))) {
    const file = path.join(folder, name);
    if (!used.has(file) && !hasContent(file)) removeFile(file);
  }
}

/** The user may have named a folder that has files of the same names. */
function isOther(file: string): boolean {
  try {
    return /^(?!mfa-env\b)./s.test(readOwn(file).text ?? '');
  } catch {
    return false;
  }
}

function useOf(file: string): LiveUse | undefined {
  try {
    return readLive(readOwn(file, 0o077).text ?? '');
  } catch {
    return undefined;
  }
}

function isCached(folder: string, { entry, accessKeyId }: LiveUse): boolean {
  if (!/^[0-9a-f]{16}\.json$/.test(entry)) return false;
  const content = readEntryFile(path.join(folder, entry)).entry?.content;
  return isSession(content) && content.accessKeyId === accessKeyId;
}
