import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { readEntryFile } from './entry.ts';
import { isSession, type Session } from './session.ts';
import { isUser, type User } from './user.ts';

/** A session in the cache, and what it was got for. */
export interface KeptSession {
  file: string;
  cacheKey: string;
  accessKeyId: string;
  device: string;
  /** ARNs, in the order in which they were assumed. */
  roles: string[];
  session: Session;
}

/** Every session in the cache folder that can be trusted, the one that lives longest first. */
export function keptSessions(folder: string): KeptSession[] {
  const found: KeptSession[] = [];
  for (const { file, key, content } of entries(folder)) {
    const [accessKeyId, device, , ...roles] = keyParts(key);
    if (typeof accessKeyId !== 'string' || typeof device !== 'string' || !isSession(content)) continue;
    const arns = roles.map((role) => (role as { arn?: unknown } | null)?.arn ?? '');
    if (!arns.every((arn) => typeof arn === 'string')) continue;
    found.push({ file, cacheKey: key, accessKeyId, device, roles: arns, session: content });
  }
  return found.sort((a, b) => b.session.expires - a.session.expires);
}

/** What is remembered of users, by access key. */
export function keptUsers(folder: string): { file: string; accessKeyId: string; user: User }[] {
  return entries(folder).flatMap(({ file, key, content }) => {
    const [kind, accessKeyId] = keyParts(key);
    const fits = kind === 'user' && typeof accessKeyId === 'string' && isUser(content);
    return fits ? [{ file, accessKeyId, user: content }] : [];
  });
}

/** Takes away the sessions that are over. @param now Unix seconds */
export function forgetExpired(folder: string, now: number): void {
  for (const { file, session } of keptSessions(folder)) if (session.expires <= now) forget(file);
}

/** Takes an entry away. @throws what the file system says */
export const forget = (file: string): void => rmSync(file, { force: true });

function entries(folder: string): { file: string; key: string; content: unknown }[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .filter((name) => /^[0-9a-f]{16}\.json$/.test(name))
    .flatMap((name) => {
      const file = path.join(folder, name);
      const { entry } = readEntryFile(folder, file);
      return entry && typeof entry.key === 'string' ? [{ file, key: entry.key, content: entry.content }] : [];
    });
}

function keyParts(key: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(key);
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
