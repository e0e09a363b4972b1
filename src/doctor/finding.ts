import type { Facts } from './facts.ts';
import type { ExaminedProfile } from './profiles.ts';

/** A problem: an `error` breaks something now, a `warning` may. */
export interface Finding {
  check: CheckName;
  level: 'error' | 'warning';
  message: string;
  /** What to do, with the command at the end so that the line can be pasted. */
  advice: string;
  /** The affected profiles; empty where all are. */
  profiles: readonly string[];
}

/** In the order in which a user would fix the findings. */
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

/** A pure function from facts to findings. */
export type Check = (facts: Facts, profiles: readonly ExaminedProfile[]) => Finding[];

type MakeFinding = (message: string, advice: string, ...profiles: string[]) => Finding;

export const findings = (check: CheckName): { error: MakeFinding; warning: MakeFinding } => ({
  error: (message, advice, ...profiles) => ({ check, level: 'error', message, advice, profiles }),
  warning: (message, advice, ...profiles) => ({ check, level: 'warning', message, advice, profiles }),
});
