import { codesKey } from '../cache/keys.ts';
import type { Cache } from '../cache/open.ts';

/** What became of a code: AWS answered, the answer was lost (C4.3), or AWS did not look at the code. */
export type Fate = 'answered' | 'lost' | 'unheard';

export interface CodeMemory {
  cache: Cache;
  device: string;
  /** The endpoint that the user named; '' for AWS's own: no other place knows which codes were used. */
  endpoint: string;
}

interface SentCode {
  hash: string;
  /** Milliseconds since 1970. */
  at: number;
  fate: Fate;
}

interface Remembered {
  /** Whether AWS ever answered a code of this device: then its serial is right. */
  isKnown: boolean;
  /** In the order in which they were sent; a code that was sent twice stands here twice. */
  sent: SentCode[];
}

/** STS takes a code up to two half minutes before and after its own. Later the same digits are a new code. */
const CODE_LIFETIME_MS = 150_000;

/** AWS looks at nine codes of a device in three minutes of UTC (…:00, :03, :06). Wrong and used codes count. */
const WINDOW_MS = 180_000;
const TRIES = 9;

export const fateOf = (memory: CodeMemory, code: string, now: number): Fate | undefined =>
  remembered(memory).sent.findLast(
    ({ hash, at, fate }) =>
      hash === hashOf(memory, code) && fate !== 'unheard' && Math.abs(now - at) < CODE_LIFETIME_MS,
  )?.fate;

/** Remembers that a code was sent, as a hash. @throws what the file system says */
export function rememberCode(memory: CodeMemory, code: string, fate: Fate, now: number): void {
  const { isKnown, sent } = remembered(memory);
  const lately = sent.filter(({ at }) => Math.abs(now - at) < WINDOW_MS);
  const all: Remembered = {
    isKnown: isKnown || fate === 'answered',
    sent: [...lately, { hash: hashOf(memory, code), at: now, fate }],
  };
  memory.cache.write(keyOf(memory), all);
}

/** How long AWS ignores further codes, in milliseconds, counting those that this machine sent; 0 for none. */
export function lockedFor(memory: CodeMemory, now: number): number {
  const tries = remembered(memory).sent.filter(({ at }) => windowOf(at) === windowOf(now));
  // Lost codes count once AWS has said that it ignores further ones.
  const isToldSo = tries.some(({ fate }) => fate === 'unheard');
  const counted = tries.filter(({ fate }) => isToldSo || fate !== 'lost');
  return counted.length < TRIES ? 0 : windowLeft(now);
}

export const windowLeft = (now: number): number => (windowOf(now) + 1) * WINDOW_MS - now;

const windowOf = (at: number): number => Math.floor(at / WINDOW_MS);

export const isKnownDevice = (memory: CodeMemory): boolean => remembered(memory).isKnown;

export const keyOf = ({ device, endpoint }: CodeMemory): string => codesKey(device, endpoint);

/** node:crypto is loaded when a code is there, and not before somebody is asked for it. */
const hashOf = ({ device }: CodeMemory, code: string): string =>
  process.getBuiltinModule('node:crypto').createHash('sha256').update(`${device}\n${code}`).digest('hex');

const remembered = (memory: CodeMemory): Remembered =>
  memory.cache.read(keyOf(memory), isRemembered).content ?? { isKnown: false, sent: [] };

function isRemembered(value: unknown): value is Remembered {
  const { isKnown, sent } = (value ?? {}) as Record<string, unknown>;
  return (
    typeof isKnown === 'boolean' &&
    Array.isArray(sent) &&
    sent.every((one) => typeof one?.hash === 'string' && typeof one.at === 'number')
  );
}
