import { errorKind, mayHaveArrived } from '../aws/error-kind.ts';
import { Failure, isFailure, refused } from '../errors.ts';
import { activate, close, deactivate, forget, prove, switchFiles, turn } from './change-keys.ts';
import { bothUsed, deleteKey } from './delete-key.ts';
import type { Change, Guide } from './guide.ts';
import { begin } from './new-key.ts';
import { nextStep, type Step } from './steps.ts';
import { noRotation } from './words.ts';

type Plain = Exclude<Step['name'], 'delete' | 'stop'>;

const effects: Record<Plain, (guide: Guide) => Promise<Change>> = {
  begin,
  activate,
  prove,
  switch: switchFiles,
  deactivate,
  close,
  turn,
  forget,
};

/** Takes one step after the other, until nothing is left to do. @throws Failure */
export async function runSteps(guide: Guide): Promise<void> {
  const { state } = guide;
  for (let step = nextStep(state); step; step = nextStep(state)) {
    try {
      Object.assign(state, await take(guide, step));
    } catch (error) {
      await lookAgain(guide, step, error);
    }
  }
}

async function take(guide: Guide, step: Step): Promise<Change> {
  if (step.name === 'stop') throw await stopFor(guide, step.why);
  return step.name === 'delete' ? await deleteKey(guide, step) : await effects[step.name](guide);
}

/** Where an answer was lost, the list of keys tells what was done. @throws Failure where it was not, or nobody knows */
async function lookAgain({ state, iam, explain, line }: Guide, step: Step, error: unknown): Promise<void> {
  if (isFailure(error)) throw error;
  const failure = await explain(error);
  if (!mayHaveArrived(errorKind(error))) throw failure;
  const { status, message } = failure;
  const what = step.name === 'begin' ? `${message}; a key may have been made all the same` : message;
  const unknown = new Failure(status, what, `run it again, which looks first: ${line()}`, error);
  state.inAws = await iam.list().catch(() => {
    throw unknown;
  });
  if (JSON.stringify(nextStep(state)) === JSON.stringify(step)) throw unknown;
}

async function stopFor(guide: Guide, why: Extract<Step, { name: 'stop' }>['why']): Promise<Failure> {
  const { state, user, line, owner } = guide;
  switch (why) {
    case 'both-used':
      return await bothUsed(guide);
    case 'no-rotation':
      return noRotation(owner, line());
    case 'undone':
      return refused('the last rotation was undone already', `delete the key that it made: ${line('--finish')}`);
    case 'gone':
      return refused('the old key was deleted, and cannot come back', `make a new one: ${line()}`);
    case 'moved':
      return refused('your files hold neither the old key nor the new one any more', `look at them, then: ${line()}`);
    case 'not-listed':
      return refused(
        `AWS does not list the key ${state.current} for ${user}`,
        `it may be too new: wait a minute, then: ${line()}`,
      );
  }
}
