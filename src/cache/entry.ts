import { readOwn } from '../fs/trust.ts';
import { entryFile } from './keys.ts';

/** Temporary credentials, as STS gave them. */
export interface Session {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  /** Unix seconds. */
  expires: number;
}

/** Whether parsed JSON is a session: texts that a shell can hold, and a date that ISO 8601 can write. */
export function isSession(value: unknown): value is Session {
  const { accessKeyId, secretAccessKey, sessionToken, expires } = (value ?? {}) as Record<string, unknown>;
  const hasDate = Number.isSafeInteger(expires) && Number(expires) >= 0 && Number(expires) < year10000;
  return hasDate && [accessKeyId, secretAccessKey, sessionToken].every(isText);
}

const year10000 = 253_402_300_800;

const isText = (value: unknown): boolean =>
  typeof value === 'string' && value !== '' && !value.includes('\0') && value.isWellFormed();

/** What is known of the user behind an access key, nothing secret. */
export interface User {
  name?: string | undefined;
  account?: string | undefined;
  /** The MFA device that was looked up or chosen. */
  device?: string | undefined;
  /** When AWS made the access key: Unix seconds. */
  keyCreated?: number | undefined;
  /** The ARNs of roles that AWS refused without a code (C3.5). */
  rolesWithCode?: string[] | undefined;
}

export function isUser(value: unknown): value is User {
  const { name, account, device, keyCreated, rolesWithCode = [] } = (value ?? {}) as Record<string, unknown>;
  const isPlain = (text: unknown): boolean =>
    text === undefined || (typeof text === 'string' && /^[\w+=/:,.@-]+$/.test(text));
  if (!Array.isArray(rolesWithCode) || ![name, account, device, ...rolesWithCode].every(isPlain)) return false;
  return keyCreated === undefined || Number.isSafeInteger(keyCreated);
}

/** As GetCallerIdentity gives it. */
export function userOfArn(arn: string): User {
  const [, , , , account, resource = ''] = arn.split(':');
  return { name: resource.split('/').at(-1), account };
}

/** What a file of the cache holds: a session, what is known of a user, used codes, or an answer. */
export interface Entry<Content> {
  version: 1;
  /** The whole key: two keys may have the same hash, and so the same file. */
  key: string;
  content: Content;
}

/** The content; or the problem, if the file cannot be trusted. Neither: there is no such entry. */
export interface Found<Content> {
  content?: Content;
  problem?: string;
}

export type IsContent<Content> = (value: unknown) => value is Content;

/** Reads an entry of a trusted folder; not what is damaged, foreign, open to others or newer than mfa-env (C5.2). */
export function readEntryIn<Content>(folder: string, key: string, isContent: IsContent<Content>): Found<Content> {
  const file = entryFile(folder, key);
  const { entry, problem } = readEntryFile(file);
  if (problem !== undefined) return { problem };
  if (entry === undefined || entry.key !== key) return {};
  return isContent(entry.content) ? { content: entry.content } : { problem: `${file} is damaged` };
}

/** The entry in a file of a trusted folder; neither entry nor problem where there is none. @param refused mode bits */
export function readEntryFile(file: string, refused = 0o077): { entry?: Entry<unknown>; problem?: string } {
  let text: string;
  try {
    const { problem, text: read = '' } = readOwn(file, refused);
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

/** Only the first line counts: a shell's note is written over a longer one, whose end remains. */
function parsed(text: string): Entry<unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text.split('\n', 1)[0] ?? '');
    return typeof value === 'object' && value !== null ? (value as Entry<unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** When a profile's session ends (Unix seconds), by its marker; NaN without one. @param refused permission bits */
export function readMarker(file: string, refused = 0): number {
  try {
    const { text = '' } = readOwn(file, refused);
    return /^\d{1,11}\n$/.test(text) ? Number(text) : Number.NaN;
  } catch {
    return Number.NaN;
  }
}
