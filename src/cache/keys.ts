import path from 'node:path';

// Each entry of the cache has a key: JSON, whose hash is the name of the file. Keys of all kinds are made and read here.

/** What tells one user's session from every other (C5.0, C5.1). */
interface SessionKeyParts {
  accessKeyId: string;
  /** Serial number or ARN of the MFA device. */
  device: string;
  partition: string;
  /** The endpoint that the user named; '' for AWS's own. */
  endpoint: string;
}

/** @param roles in the order in which they are assumed, each with its `arn` */
export const sessionKey = (
  { accessKeyId, device, partition, endpoint }: SessionKeyParts,
  roles: readonly object[],
): string => JSON.stringify([accessKeyId, device, partition, endpoint, ...roles]);

/** What is known of the user behind an access key. @param endpoint the one that told it, as in a session's key */
export const userKey = (accessKeyId: string, endpoint: string): string =>
  JSON.stringify(['user', accessKeyId, endpoint]);

/** The used codes of a device. Each endpoint has its own. */
export const codesKey = (device: string, endpoint: string): string => JSON.stringify(['codes', device, endpoint]);

/** The session that answered a command line before. @param parts all that decides which session that is */
export const answerKey = (parts: readonly unknown[]): string => JSON.stringify(['answer', ...parts]);

/** When each profile was picked from the list. */
export const picksKey = '["picks"]';

type ParsedKey =
  | { kind: 'session'; accessKeyId: string; device: string; endpoint: string; roles: string[]; policyArns: string[] }
  | { kind: 'user'; accessKeyId: string; endpoint: string }
  | { kind: 'answer' }
  /** Used codes, picks, or the key of another version. `accessKeyId` is '' where there is none. */
  | { kind: 'other'; accessKeyId: string };

export function parseKey(key: string): ParsedKey {
  const [first, second, third, fourth, ...rest] = parts(key);
  if (first === 'answer') return { kind: 'answer' };
  if (first === 'user' && isText(second) && isText(third)) {
    return { kind: 'user', accessKeyId: second, endpoint: third };
  }
  const roles = rest.map((role) => (role as { arn?: unknown } | null)?.arn ?? '');
  if (isText(first) && isText(second) && isText(fourth) && roles.every(isText)) {
    const { policyArns } = (rest.at(-1) ?? {}) as { policyArns?: unknown };
    const all = Array.isArray(policyArns) ? policyArns.filter(isText) : [];
    return { kind: 'session', accessKeyId: first, device: second, endpoint: fourth, roles, policyArns: all };
  }
  return { kind: 'other', accessKeyId: isText(first) ? first : '' };
}

/** The key of a session or a user, for another access key. */
export const withAccessKey = (key: string, accessKeyId: string): string => {
  const [first, ...rest] = parts(key);
  return JSON.stringify(first === 'user' ? [first, accessKeyId, ...rest.slice(1)] : [accessKeyId, ...rest]);
};

function parts(key: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(key);
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';

export const entryFile = (folder: string, key: string): string => `${folder}/${hash(key)}.json`;

/** Where the marker of a profile is. shell/auto.* makes the same names. */
export const markerFile = (folder: string, profile: string): string => path.join(folder, `${escaped(profile)}.until`);

/** Where the session of a profile is that the shell functions read. shell/live.* makes the same names. */
export const liveFile = (folder: string, profile: string): string => path.join(folder, `${escaped(profile)}.live`);

/** An empty file whose time of change is this second (Unix seconds): shells compare others with it. */
export const timeFile = (folder: string, seconds: number): string => path.join(folder, `time-${seconds}`);

const escaped = (profile: string): string => profile.replaceAll('%', '%25').replaceAll('/', '%2F');

/** 64 bits in hex: FNV-1a from two starts. Loading node:crypto would make a cached session a seventh slower. */
export const hash = (text: string): string => hex(fnv1a(text, 0x811c9dc5)) + hex(fnv1a(text, 0x1000193));

const hex = (number: number): string => number.toString(16).padStart(8, '0');

export function fnv1a(text: string, start: number): number {
  let state = start;
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x1000193);
  return state >>> 0;
}
