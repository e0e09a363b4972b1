import { errorKind, mayHaveArrived } from '../aws/error-kind.ts';
import { Failure, isFailure } from '../errors.ts';
import type { Change, Guide } from './guide.ts';
import { forgetRotation, type Kept, keepRotation, recordFile, rotationState } from './record.ts';

/** Makes a new key, and keeps it before anything else can happen. @throws errors of the SDK; Failure */
export async function begin(guide: Guide): Promise<Change> {
  const { resolved, context, folder, state, tell } = guide;
  const { accessKeyId, secretAccessKey } = await resolved.keys.pair();
  const known = state.inAws.map(({ id }) => id);
  const flags = { isUndo: false, isDone: false };
  const rotation = { version: 1 as const, from: { accessKeyId }, known, begun: context.now(), ...flags };
  const kept: Kept = { file: recordFile(folder, accessKeyId), rotation };
  keepRotation(kept);
  state.rotation = rotationState(kept.rotation);
  guide.kept = kept;
  const { id, created } = await holdSignals(async () => {
    const { created: at, ...to } = await createdBy(guide, kept);
    kept.rotation = { ...kept.rotation, from: { accessKeyId, secretAccessKey }, to };
    try {
      keepRotation(kept);
    } catch (error) {
      throw await withLostKey(guide, kept, to.accessKeyId, error);
    }
    return { id: to.accessKeyId, created: at };
  });
  tell(`AWS made the key ${id}`);
  return { rotation: rotationState(kept.rotation), inAws: [...state.inAws, { id, isActive: true, created }] };
}

/** @throws errors of the SDK; where AWS surely made none, nothing of the attempt is kept */
async function createdBy({ iam, state }: Guide, kept: Kept): ReturnType<Guide['iam']['create']> {
  try {
    return await iam.create();
  } catch (error) {
    if (!mayHaveArrived(errorKind(error))) {
      tryToForget(kept);
      state.rotation = undefined;
    }
    throw error;
  }
}

/** Takes back a key whose secret could not be kept. @returns the failure, which says what is left in AWS */
async function withLostKey({ iam, line }: Guide, kept: Kept, id: string, error: unknown): Promise<unknown> {
  if (await isDone(iam.remove(id))) {
    tryToForget(kept);
    return error;
  }
  if (!isFailure(error)) return error;
  const how = (await isDone(iam.setActive(id, false))) ? 'Inactive' : 'Active';
  const left = `the new key ${id} is left in AWS, ${how}, and nobody has its secret`;
  return new Failure(error.status, `${error.message}; ${left}`, `make room, then delete it: ${line()}`, error);
}

const isDone = (work: Promise<void>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );

/** The next run knows what to do with what is left of it. */
function tryToForget(kept: Kept): void {
  try {
    forgetRotation(kept);
  } catch {}
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** Lets signals wait until the work is done: an answer of AWS that is lost cannot be asked for again. */
async function holdSignals<Result>(work: () => Promise<Result>): Promise<Result> {
  const held: NodeJS.Signals[] = [];
  const hold = (name: NodeJS.Signals): void => {
    held.push(name);
  };
  for (const name of signals) process.on(name, hold);
  try {
    return await work();
  } finally {
    for (const name of signals) process.off(name, hold);
    const [first] = held;
    if (first) process.kill(process.pid, first);
  }
}
