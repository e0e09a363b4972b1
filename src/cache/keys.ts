/** Where the entry of a key is. */
export const entryFile = (folder: string, key: string): string => `${folder}/${hash(key)}.json`;

/**
 * The text behind the name of a user's entry in the cache.
 * @param endpoint whose word it is: the one that the user named, '' for AWS's own (C5.0)
 */
export const userKey = (accessKeyId: string, endpoint: string): string =>
  JSON.stringify(['user', accessKeyId, endpoint]);

/**
 * 64 bits in hex: FNV-1a from two starts. Not node's crypto: loading that alone makes a cached session a seventh slower.
 */
export const hash = (text: string): string => hex(fnv1a(text, 0x811c9dc5)) + hex(fnv1a(text, 0x1000193));

const hex = (number: number): string => number.toString(16).padStart(8, '0');

/** 32-bit FNV-1a. */
export function fnv1a(text: string, start: number): number {
  let state = start;
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x1000193);
  return state >>> 0;
}
