import type { AccessKeys } from '../aws/sdk/access-keys.ts';
import type { Context } from '../context.ts';
import type { Failure } from '../errors.ts';
import type { Calls } from '../session/aws-calls.ts';
import type { ResolvedConfig } from '../session/resolved-config.ts';
import type { KeyPlace } from './place.ts';
import type { Kept } from './record.ts';
import type { State, Wanted } from './steps.ts';

/** What is known before AWS is asked. */
export interface Local {
  wanted: Wanted;
  context: Context;
  resolved: ResolvedConfig;
  /** The profile that holds the key. */
  owner: string;
  /** Words behind `mfa-env` as a line to type: the same command, with these options. */
  line: (...options: string[]) => string;
  place: KeyPlace;
  /** Where a rotation is kept. */
  folder: string;
  kept: Kept | undefined;
}

/** What the steps share. */
export interface Guide extends Local {
  state: State;
  user: string;
  iam: AccessKeys;
  calls: Calls;
  /** An error of IAM as a message. */
  explain: (error: unknown) => Promise<Failure>;
  ask: Ask;
  /** Tells what was done. */
  tell: (line: string) => void;
  wait: (milliseconds: number) => Promise<void>;
}

/** Asks a question that Enter answers with `initial`. @throws Failure (130) on Ctrl-C */
export type Ask = (question: readonly string[], initial: boolean) => Promise<boolean>;

/** What a step changes. */
export type Change = Partial<State>;
