import type { ShellNote } from '../cache/shell-notes.ts';

/** What a command has to say, written when all is done. */
export interface CommandResult {
  /** For programs, on stdout: shell code, JSON, lines. It is written as it is (C2.1). */
  data?: string;
  /** For people, on stdout: what controls a terminal is taken out. */
  text?: string;
  /** For people, on stderr, in the same way. */
  note?: string;
  /** What to note of the shell that gets this, for `status` in other terminals; 'none': its note goes. */
  shellNote?: ShellNote | 'none';
  status?: number;
}
