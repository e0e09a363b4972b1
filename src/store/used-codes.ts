import { createHash } from 'node:crypto';
import { entryFile, readEntry } from './entry.ts';
import { keepEntry } from './keep.ts';

/** What became of a code: STS has answered for it, or its answer was lost on the way (C4.3). */
export type Fate = 'answered' | 'lost';

interface UsedCode {
  hash: string;
  /** Milliseconds since 1970. */
  at: number;
  fate: Fate;
}

/** STS takes a code for its own 30 seconds and a step to either side; after that the same digits are a new code. */
const lifetime = 90_000;

/** What became of a code that was sent before. @param now milliseconds since 1970 */
export const fateOf = (folder: string, device: string, code: string, now: number): Fate | undefined =>
  remembered(folder, device, now).find(({ hash }) => hash === hashOf(device, code))?.fate;

/** Remembers a code, as a hash. @throws what the file system says */
export function rememberCode(folder: string, device: string, code: string, fate: Fate, now: number): void {
  const hash = hashOf(device, code);
  const others = remembered(folder, device, now).filter((used) => used.hash !== hash);
  keepEntry<UsedCode[]>(folder, keyOf(device), [...others, { hash, at: now, fate }]);
}

/** Where the used codes of a device are remembered. */
export const usedCodesFile = (folder: string, device: string): string => entryFile(folder, keyOf(device));

const keyOf = (device: string): string => JSON.stringify(['codes', device]);

const hashOf = (device: string, code: string): string =>
  createHash('sha256').update(`${device}\n${code}`).digest('hex');

function remembered(folder: string, device: string, now: number): UsedCode[] {
  const { content = [] } = readEntry(folder, keyOf(device), isUsedCodes);
  return content.filter(({ at }) => Math.abs(now - at) < lifetime);
}

const isUsedCodes = (value: unknown): value is UsedCode[] =>
  Array.isArray(value) && value.every((used) => typeof used?.hash === 'string' && typeof used.at === 'number');
