import { readOwn } from '../fs/trust.ts';
import { entryFile } from './keys.ts';

/** One thing that is kept in the cache folder: a session, or what is known of a user. */
export interface Entry<Content> {
  version: 1;
  /** The whole text behind the file's name: two keys with one hash never share a file's content. */
  key: string;
  content: Content;
}

/** What reading gives: the content, or why there is something that cannot be trusted. Neither: there is nothing. */
export interface Found<Content> {
  content?: Content;
  problem?: string;
}

export type IsContent<Content> = (value: unknown) => value is Content;

/**
 * Reads an entry (C5.2): what is damaged, foreign, open to others or newer than this program is not used.
 * @param folder one that has no problem: see `folderProblem`
 * @param isContent whether parsed JSON has the content's shape
 */
export function readEntryIn<Content>(folder: string, key: string, isContent: IsContent<Content>): Found<Content> {
  const file = entryFile(folder, key);
  const { entry, problem } = readEntryFile(file);
  if (problem !== undefined) return { problem };
  if (entry === undefined || entry.key !== key) return {};
  return isContent(entry.content) ? { content: entry.content } : { problem: `${file} is damaged` };
}

/**
 * Reads the entry in a file, whatever it holds. Neither an entry nor a problem: there is no such file.
 * @param file in a folder that has no problem
 */
export function readEntryFile(file: string): { entry?: Entry<unknown>; problem?: string } {
  let text: string;
  try {
    const { problem, text: read = '' } = readOwn(file, 0o077);
    if (problem !== undefined) return { problem };
    text = read;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return {};
    return { problem: `${file} cannot be read (${code})` };
  }
  const entry = parsed(text);
  if (entry === undefined) return { problem: `${file} is damaged` };
  return entry.version === 1 ? { entry } : { problem: `${file} is from another version of mfa-env` };
}

/** The first line counts: behind it stands what a longer note of a shell has left. */
function parsed(text: string): Entry<unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text.split('\n', 1)[0] ?? '');
    return typeof value === 'object' && value !== null ? (value as Entry<unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Until when a profile's session lives (Unix seconds), as its marker says; NaN where there is none. */
export function readMarker(file: string): number {
  try {
    const { text = '' } = readOwn(file);
    return /^\d{1,11}\n$/.test(text) ? Number(text) : Number.NaN;
  } catch {
    return Number.NaN;
  }
}
