import type { AwsFiles } from '../aws/files/read.ts';
import type { KeyPair } from '../aws/profile.ts';
import type { Context } from '../context.ts';
import type { ResolvedConfig } from '../session/resolved-config.ts';
import type { Questions } from '../terminal/questions.ts';
import type { Enrolled } from './enrol/enrol.ts';
import type { StartUpPlan } from './start-up/plan.ts';
import type { State } from './steps.ts';

/** What the steps share. */
export interface Guide {
  ask: Questions;
  /** False with --yes: the defaults answer. */
  isAsked: boolean;
  context: Context;
  state: State;
  files: AwsFiles;
  startUp: StartUp;
  /** The configuration of the chosen profile, once it has a key. */
  resolved?: ResolvedConfig | undefined;
  /** The key that this run has saved: a store need not be asked for it again. */
  keys?: KeyPair | undefined;
  /** Whose key it is. */
  caller?: Caller | undefined;
  /** The device that AWS refused, where the user may not list devices. */
  doubted?: string | undefined;
  /** Whether AWS lets the user list devices. */
  isListed?: boolean | undefined;
  /** Set where this run has enrolled a device. */
  firstSession?: Enrolled['firstSession'] | undefined;
  /** What this run has changed, in words. */
  changed: string[];
}

export type Change = Partial<State>;

export interface Caller {
  arn: string;
  user: string;
  account: string;
  /** The name of the account, where the user may read it. */
  alias: string | undefined;
}

export interface StartUp {
  state: State['startUp'];
  plan: StartUpPlan;
  /** Lines that could not be written, for the user to add. */
  byHand: { path: string; line: string }[];
}
