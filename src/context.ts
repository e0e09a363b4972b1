import type { Environment } from './shell/env-diff.ts';

/** The world outside, handed down so that nothing below reads it by itself. */
export interface Context {
  env: Environment;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Says something that does not stop the work, on stderr, at once. */
  warn: (message: string) => void;
  /** Told before anything that can take long: from then on a signal does not end the process without a word. */
  watchSignals: () => void;
}
