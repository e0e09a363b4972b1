import type { Request } from '../cli/options.ts';
import type { Context } from '../context.ts';
import { usage } from '../errors.ts';
import { defaultAnswers } from '../setup/default-answers.ts';
import { finish } from '../setup/finish.ts';
import type { Guide } from '../setup/guide.ts';
import { lookAtStartUp } from '../setup/new-terminals.ts';
import { nameProblem, withProfile } from '../setup/profile.ts';
import { asFarAs, runSteps, untilStopped } from '../setup/run-steps.ts';
import { undo } from '../setup/start-up/undo.ts';
import { readState } from '../setup/state.ts';
import { missing } from '../setup/steps.ts';
import { say } from '../system/output.ts';
import { oneLine } from '../text/format.ts';
import type { CommandResult } from './result.ts';

const TITLE = [
  'mfa-env setup',
  'Sets up authaws, the command that puts an MFA session into your shell.',
  'Enter takes the suggestion. Ctrl-C stops; a second run goes on from there.',
];

/** Leads from nothing to a working `authaws` (C8.1). What was done stays where it is stopped. @throws Failure */
export async function setup({ options }: Request, context: Context): Promise<CommandResult> {
  if (options.undo) return undo(context.env);
  context.watchSignals();
  const named = options.profile;
  const { questionsOnTerminal } = await import('../terminal/questions.ts');
  const terminal = options.yes ? undefined : questionsOnTerminal(TITLE, context.env);
  const ask = terminal ?? defaultAnswers(options.yes ? (line) => say(`${oneLine(line)}\n`) : () => {});
  const guide = await begin(named, { ask, isAsked: !options.yes }, context);
  try {
    if (!terminal && !options.yes) refuseUnasked(guide);
    else await untilStopped(runSteps(guide));
  } catch (error) {
    return asFarAs(error, guide, context.env);
  } finally {
    ask.close();
  }
  return { text: finish(guide) };
}

/** Reads how far the set-up is. @throws Failure (configuration) where files are broken */
async function begin(
  named: string | undefined,
  asking: Pick<Guide, 'ask' | 'isAsked'>,
  outer: Context,
): Promise<Guide> {
  const context = { ...outer, warn: (message: string) => asking.ask.wrong(message) };
  const { files, ...ofFiles } = await readState(named, context);
  const problem = named !== undefined && !ofFiles.hasKey && nameProblem(named);
  if (problem) throw usage(`${named} is no name for a new profile: ${problem}`, 'mfa-env setup NAME');
  const startUp = lookAtStartUp(context.env);
  const state = { ...ofFiles, startUp: startUp.state, isKnown: false, extras: 'open' as const };
  const guide: Guide = { ...asking, context, state, files, startUp, changed: [] };
  if (state.profile !== undefined) Object.assign(state, await withProfile(guide, state.profile, state.hasKey));
  return guide;
}

/** @throws Failure (usage) with what is missing, where nobody can be asked */
function refuseUnasked({ state }: Guide): void {
  const steps = missing(state);
  if (steps.length > 0) {
    throw usage(
      `setup asks at a terminal, and there is none; missing: ${steps.join(', ')}`,
      'take the default answers: mfa-env setup --yes',
    );
  }
}
