import type { AwsFiles } from '../aws/files/read.ts';
import type { Context } from '../context.ts';
import type { ResolvedConfig } from '../session/resolve.ts';
import type { Questions } from '../terminal/questions.ts';
import type { StartUpPlan } from './start-up/plan.ts';
import type { State } from './steps.ts';

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
  /** The device that nobody could look up, where AWS has refused a code of it for the device's sake. */
  doubted?: string | undefined;
  /** Whether AWS lets the user list devices. */
  isListed?: boolean | undefined;
  /** Starts the first session with a device that was enrolled in this run. */
  firstSession?: FirstSession | undefined;
  /** What this run has changed, for a run that is stopped. */
  changed: string[];
}

/** What a step finds out or changes. */
export type Change = Partial<State>;

/** The user whose key it is. */
export interface Caller {
  arn: string;
  user: string;
  account: string;
  /** The name of the account, where the user may read it. */
  alias: string | undefined;
}

/** How new terminals and this one load the functions. */
export interface StartUp {
  state: State['startUp'];
  plan: StartUpPlan;
  /** Lines that could not be written. */
  byHand: { path: string; line: string }[];
}

type FirstSession = <Session>(start: (code: string) => Promise<Session>) => Promise<Session>;
