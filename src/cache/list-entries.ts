import { readdirSync } from 'node:fs';
import path from 'node:path';
import { removeFile } from '../fs/temp-file.ts';
import { folderProblem } from '../fs/trust.ts';
import { readEntryFile } from './entry.ts';
import { sweepShells } from './list-shells.ts';
import { isSession, isUser, type Session, type User } from './types.ts';

/** A session in the cache, and what it was got for. */
export interface CachedSession extends SessionFile {
  cacheKey: string;
  device: string;
  /** The endpoint that the user named; '' for AWS's own. */
  endpoint: string;
  /** ARNs, in the order in which they were assumed. */
  roles: string[];
}

/** A file with a session, whether this version would take it or not. */
export interface SessionFile {
  file: string;
  /** '' where its key does not tell. */
  accessKeyId: string;
  session: Session;
}

/** What is remembered of the user behind an access key. */
export interface CachedUser {
  file: string;
  accessKeyId: string;
  /** As that of a session. */
  endpoint: string;
  user: User;
}

/** Told of a file that cannot be trusted (C5.2), or without one of the folder. */
type OnProblem = (problem: string, file?: string) => void;

/**
 * Every session in the cache folder that can be trusted, the one that lives longest first.
 */
export const listSessions = (folder: string, onProblem?: OnProblem): CachedSession[] =>
  sessionsAmong(entries(folder, onProblem)).sort((a, b) => b.session.expires - a.session.expires);

/** Every file of the cache folder that holds a session, also one whose key no version makes any more. */
export const sessionFiles = (folder: string, onProblem?: OnProblem): SessionFile[] =>
  sessionFilesAmong(entries(folder, onProblem));

const sessionFilesAmong = (all: readonly Kept[]): SessionFile[] =>
  all.flatMap(({ file, key, content }) => {
    const [accessKeyId] = keyParts(key);
    if (!isSession(content)) return [];
    return [{ file, accessKeyId: typeof accessKeyId === 'string' ? accessKeyId : '', session: content }];
  });

function sessionsAmong(all: readonly Kept[]): CachedSession[] {
  const found: CachedSession[] = [];
  for (const { file, key, content } of all) {
    const [accessKeyId, device, , endpoint, ...roles] = keyParts(key);
    if (typeof accessKeyId !== 'string' || typeof device !== 'string' || typeof endpoint !== 'string') continue;
    const arns = roles.map((role) => (role as { arn?: unknown } | null)?.arn ?? '');
    if (!isSession(content) || !arns.every((arn) => typeof arn === 'string')) continue;
    found.push({ file, cacheKey: key, accessKeyId, device, endpoint, roles: arns, session: content });
  }
  return found;
}

/** What is remembered of users, by access key. */
export function listUsers(folder: string): CachedUser[] {
  return entries(folder).flatMap(({ file, key, content }) => {
    const [kind, accessKeyId, endpoint] = keyParts(key);
    if (kind !== 'user' || typeof accessKeyId !== 'string' || typeof endpoint !== 'string') return [];
    return isUser(content) ? [{ file, accessKeyId, endpoint, user: content }] : [];
  });
}

/** Takes away the sessions that are over, and the notes of shells that are gone. @param now Unix seconds */
export function deleteExpired(folder: string, now: number): void {
  sweepShells(folder);
  const all = entries(folder);
  deleteStaleAnswers(folder, all); // those of a session that is over now are kept: it is mostly about to be renewed
  for (const { file, session } of sessionFilesAmong(all)) if (session.expires <= now) removeFile(file);
}

/** Takes away what `recall` knows of sessions that are no more. */
export function deleteStaleAnswers(folder: string, all = entries(folder)): void {
  const kept = new Set<unknown>(sessionsAmong(all).map(({ cacheKey }) => cacheKey));
  for (const { file, key, content } of all) {
    const session = (content as { session?: unknown } | null)?.session;
    if (keyParts(key)[0] === 'answer' && !kept.has(session)) removeFile(file);
  }
}

function entries(folder: string, onProblem?: OnProblem): Kept[] {
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

interface Kept {
  file: string;
  key: string;
  content: unknown;
}

function keyParts(key: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(key);
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
