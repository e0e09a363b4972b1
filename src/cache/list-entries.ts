import { lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { namesIn, removeFile } from '../fs/folders.ts';
import { folderProblem } from '../fs/trust.ts';
import { isAlive, startedAt } from '../system/process.ts';
import { isSession, isUser, readEntryFile, readMarker, type Session, type User } from './entry.ts';
import { parseKey } from './keys.ts';
import { deleteStaleLive } from './live-files.ts';
import { deleteShellNote, type ShellNote, shellNoteFile } from './shell-notes.ts';

export interface CachedSession extends SessionFile {
  cacheKey: string;
  device: string;
  /** The endpoint that the user named; '' for AWS's own. */
  endpoint: string;
  /** ARNs, in the order in which they were assumed. */
  roles: string[];
  policyArns: string[];
}

/** A file with a session, even if this version would not use it. */
interface SessionFile {
  file: string;
  /** '' where the key does not tell. */
  accessKeyId: string;
  session: Session;
}

export interface CachedUser {
  file: string;
  accessKeyId: string;
  endpoint: string;
  user: User;
}

/** Called for each file that cannot be trusted (C5.2); without a file, for the folder. */
type OnProblem = (problem: string, file?: string) => void;

/** All trusted sessions of the cache folder, the one that lives longest first. */
export const listSessions = (folder: string, onProblem?: OnProblem): CachedSession[] =>
  sessionsAmong(entries(folder, onProblem)).sort((a, b) => b.session.expires - a.session.expires);

/** All files with a session, even with a key of another version. */
export const sessionFiles = (folder: string, onProblem?: OnProblem): SessionFile[] =>
  sessionFilesAmong(entries(folder, onProblem));

const sessionFilesAmong = (all: readonly Listed[]): SessionFile[] =>
  all.flatMap(({ file, key, content }) => {
    const { accessKeyId = '' } = parseKey(key) as { accessKeyId?: string };
    return isSession(content) ? [{ file, accessKeyId, session: content }] : [];
  });

const sessionsAmong = (all: readonly Listed[]): CachedSession[] =>
  all.flatMap(({ file, key, content }) => {
    const parsed = parseKey(key);
    if (parsed.kind !== 'session' || !isSession(content)) return [];
    const { kind: _, ...facts } = parsed;
    return [{ file, cacheKey: key, ...facts, session: content }];
  });

export function listUsers(folder: string): CachedUser[] {
  return entries(folder).flatMap(({ file, key, content }) => {
    const parsed = parseKey(key);
    if (parsed.kind !== 'user' || !isUser(content)) return [];
    const { accessKeyId, endpoint } = parsed;
    return [{ file, accessKeyId, endpoint, user: content }];
  });
}

/** Deletes sessions that are over, and the notes of shells that are gone. @param now Unix seconds */
export function deleteExpired(folder: string, now: number): void {
  sweepShells(folder);
  const all = entries(folder);
  deleteStaleAnswers(folder, all); // first: a session that is over now is mostly renewed, and its answers hold again
  for (const { file, session } of sessionFilesAmong(all)) if (session.expires <= now) removeFile(file);
  deleteStaleLive(folder);
}

/** Deletes the answers of `recall` whose session is gone. */
export function deleteStaleAnswers(folder: string, all = entries(folder)): void {
  const living = new Set<unknown>(sessionsAmong(all).map(({ cacheKey }) => cacheKey));
  for (const { file, key, content } of all) {
    const session = (content as { session?: unknown } | null)?.session;
    if (parseKey(key).kind === 'answer' && !living.has(session)) removeFile(file);
  }
}

function entries(folder: string, onProblem?: OnProblem): Listed[] {
  const untrusted = folderProblem(folder);
  if (untrusted !== undefined) {
    onProblem?.(untrusted);
    return [];
  }
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') onProblem?.(`${folder} cannot be read (${code})`);
    return [];
  }
  return names
    .filter((name) => /^[0-9a-f]{16}\.json$/.test(name))
    .flatMap((name) => {
      const file = path.join(folder, name);
      const { entry, problem } = readEntryFile(file);
      if (problem !== undefined) onProblem?.(problem, file);
      return entry && typeof entry.key === 'string' ? [{ file, key: entry.key, content: entry.content }] : [];
    });
}

interface Listed {
  file: string;
  key: string;
  content: unknown;
}

/** When a profile's session ends. Shells read it without starting a process (shell/auto.*, C7.3). */
interface Marker {
  file: string;
  /** Unix seconds. */
  expires: number;
}

export const listMarkers = (folder: string): Marker[] =>
  namesIn(folder)
    .filter((name) => name.endsWith('.until'))
    .map((name) => path.join(folder, name))
    .map((file) => ({ file, expires: readMarker(file) }))
    .filter(({ expires }) => !Number.isNaN(expires));

/** The profiles of the running shells, and when each was noted (milliseconds since 1970). */
export function notedProfiles(folder: string): { profile: string; noted: number }[] {
  if (folderProblem(folder)) return [];
  return sweepShells(folder).flatMap(({ pid, noted }) => {
    const note = readShellNote(folder, pid);
    return note ? [{ profile: note.profile, noted }] : [];
  });
}

/** Nothing in a note is secret, and a shell writes it with the mode that you have chosen for new files. */
export function readShellNote(folder: string, pid: number): ShellNote | undefined {
  const { entry = {} } = readEntryFile(shellNoteFile(folder, pid), 0);
  const { profile, account, expires, limit } = entry as Partial<ShellNote>;
  const isSound =
    typeof profile === 'string' &&
    [account, limit].every((text) => text === undefined || typeof text === 'string') &&
    Number.isSafeInteger(expires) &&
    Number(expires) >= 0;
  return isSound ? { profile, account, expires: Number(expires), limit } : undefined;
}

/** Deletes the notes of shells that are gone. @returns the others, and when each note was written (in milliseconds) */
export function sweepShells(folder: string): { pid: number; noted: number }[] {
  const running = namesIn(folder).flatMap((name) => {
    const pid = Number(/^shell-([1-9]\d{0,9})\.json$/.exec(name)?.[1] ?? 0);
    const noted = pid && lstatSync(shellNoteFile(folder, pid), { throwIfNoEntry: false })?.mtimeMs;
    return noted ? [{ pid, noted }] : [];
  });
  return running.filter(({ pid, noted }) => {
    const isGone = !isAlive(pid) || isYounger(startedAt(pid), noted);
    if (isGone) deleteShellNote(folder, pid);
    return !isGone;
  });
}

/** A process that started after the note has the number of one that is gone. Starts are known to a second or two. */
export const isYounger = (started: number | undefined, noted: number): boolean =>
  started !== undefined && started > noted + 3000;
