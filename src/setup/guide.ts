import type { AwsFiles } from '../aws/files/read.ts';
import type { Context } from '../context.ts';
import type { ResolvedConfig } from '../session/resolve.ts';
import type { Questions } from '../terminal/questions.ts';
import type { StartUp } from './start-up-step.ts';
import type { State } from './steps.ts';
import type { Caller } from './user.ts';

/** What the steps share. */
export interface Guide {
  ask: Questions;
  /** Whether a person answers; with --yes the defaults do. */
  isAsked: boolean;
  context: Context;
  state: State;
  files: AwsFiles;
  startUp: StartUp;
  /** The configuration of the chosen profile, once it has a key. */
  resolved?: ResolvedConfig | undefined;
  /** Whose key it is. */
  caller?: Caller | undefined;
  /** What this run has changed, for a run that is stopped. */
  changed: string[];
}

/** What a step finds out or changes. */
export type Change = Partial<State>;
