import type { Facts } from './facts.ts';
import type { ExaminedProfile } from './profiles.ts';

/** What is wrong: an `error` keeps something from working, a `warning` may yet. */
export interface Finding {
  check: CheckName;
  level: 'error' | 'warning';
  message: string;
  /** The command that mends it, or what to do. The command stands last, so that the line can be pasted. */
  advice: string;
  /** The profiles that it is about; none where it is about all. */
  profiles: readonly string[];
}

/** In the order in which one would mend what they find. */
export const checkNames = [
  'config',
  'permissions',
  'syntax',
  'duplicates',
  'headers',
  'keys',
  'session-keys',
  'chain',
  'device',
  'profile',
  'environment',
  'endpoint',
  'clock',
  'key',
  'region',
  'session',
  'cache',
  'functions',
  'path',
  'node',
] as const;

export type CheckName = (typeof checkNames)[number];

/** Pure: the same facts, the same findings. */
export type Check = (facts: Facts, profiles: readonly ExaminedProfile[]) => Finding[];

type Tell = (message: string, advice: string, ...profiles: string[]) => Finding;

/** The two voices of a check. */
export const findings = (check: CheckName): { error: Tell; warning: Tell } => ({
  error: (message, advice, ...profiles) => ({ check, level: 'error', message, advice, profiles }),
  warning: (message, advice, ...profiles) => ({ check, level: 'warning', message, advice, profiles }),
});
