import type { Environment } from './shell/env-diff.ts';

/** Access to the outside, passed down so that no other code reads it directly. */
export interface Context {
  env: Environment;
  /** Milliseconds since 1970. */
  now: () => number;
  warn: (message: string) => void;
  /** Call before anything that can take long. From then on, a signal that ends the process makes `eval` fail. */
  watchSignals: () => void;
  /** Runs while AWS is waited for: what it makes ready costs no time. */
  meanwhile?: () => void;
}
