import { errorKind, isNamed } from '../aws/error-kind.ts';
import type { KeyPair } from '../aws/profile.ts';
import { shareWithKey } from '../cache/other-key.ts';
import { refused } from '../errors.ts';
import { reasonOf } from '../fs/folders.ts';
import type { Change, Guide } from './guide.ts';
import { forgetRotation, type Kept, keepRotation, rotationState } from './record.ts';

// The steps that follow once both keys are there. Each throws errors of the SDK, or a Failure.

/** What is kept. @throws where a step comes too early, which is a fault of ours */
function keptBy({ kept }: Guide): Kept {
  if (!kept) throw new Error('no rotation');
  return kept;
}

/** The pair that the files are to hold. */
function wantedPair(guide: Guide): KeyPair {
  const { to } = keptBy(guide).rotation;
  if (to?.secretAccessKey === undefined) throw new Error('no secret');
  return { accessKeyId: to.accessKeyId, secretAccessKey: to.secretAccessKey };
}

export async function activate(guide: Guide): Promise<Change> {
  const { accessKeyId } = wantedPair(guide);
  await guide.iam.setActive(accessKeyId, true);
  guide.tell(`the key ${accessKeyId} is Active again`);
  return { inAws: guide.state.inAws.map((key) => (key.id === accessKeyId ? { ...key, isActive: true } : key)) };
}

/** AWS does not know a key everywhere at once: 5 to 15 s are common (aws/aws-sdk-js#559). */
const KNOWN_AFTER_MS = 60_000;
const POLL_MS = 2000;

/** Waits until AWS accepts the key. Until then the files hold the other one. */
export async function prove(guide: Guide): Promise<Change> {
  const { calls, tell, wait, line } = guide;
  const keys = wantedPair(guide);
  const sts = await calls.sts();
  for (let waited = 0; ; waited += POLL_MS) {
    try {
      await sts.caller(keys);
      return { isProven: true };
    } catch (error) {
      if (!/^(unknown-key|wrong-secret)$/.test(errorKind(error))) throw await calls.explain(error);
      if (waited >= KNOWN_AFTER_MS) {
        throw refused(
          `after ${KNOWN_AFTER_MS / 1000} s AWS does not accept the key ${keys.accessKeyId} yet; your files hold the other one, which works`,
          `go on later: ${line()}`,
          error,
        );
      }
    }
    if (waited === 0) tell('waiting until AWS accepts it, which takes 5 to 15 seconds as a rule');
    await wait(POLL_MS);
  }
}

/** Writes the pair into each section that holds the other one. Sessions in the cache then serve the new key. */
export async function switchFiles(guide: Guide): Promise<Change> {
  const { place, state, tell } = guide;
  const { from } = keptBy(guide).rotation;
  const to = wantedPair(guide);
  const forgetOld = shareSessions(guide, from.accessKeyId, to.accessKeyId);
  await place.replace(from.accessKeyId, to);
  forgetOld();
  tell(`it is now in ${await place.where(to.accessKeyId)}`);
  return { inFiles: await place.ids(), current: state.current === from.accessKeyId ? to.accessKeyId : state.current };
}

/** Without the cache's sessions the next terminal asks for a code, which is no reason to stop. */
function shareSessions({ resolved, context, state }: Guide, from: string, to: string): () => void {
  const created = state.inAws.find(({ id }) => id === to)?.created;
  try {
    const about = created === undefined ? {} : { keyCreated: Math.floor(created / 1000) };
    const forget = shareWithKey(resolved.cache, from, to, about);
    return () => {
      try {
        forget();
      } catch {} // they end by themselves
    };
  } catch (error) {
    context.warn(`cached sessions do not serve the new key (${reasonOf(error)}): the next terminal asks for a code`);
    return () => {};
  }
}

export async function deactivate({ iam, state, tell, kept }: Guide): Promise<Change> {
  const id = kept?.rotation.from.accessKeyId ?? '';
  await iam.setActive(id, false).catch((error) => {
    if (!isNamed(error, 'NoSuchEntity')) throw error; // somebody has deleted it
  });
  tell(`the key ${id} is Inactive`);
  return { inAws: state.inAws.map((key) => (key.id === id ? { ...key, isActive: false } : key)) };
}

/** From now on the files are the only place of the key that they hold. */
export async function close(guide: Guide): Promise<Change> {
  const kept = keptBy(guide);
  const { from, to, isUndo } = kept.rotation;
  const bare = (key: typeof from): typeof from => ({ accessKeyId: key.accessKeyId });
  kept.rotation = { ...kept.rotation, from: isUndo ? bare(from) : from, to: to && bare(to), isDone: true };
  keepRotation(kept, `go on with: ${guide.line()}`);
  return { rotation: rotationState(kept.rotation), ended: 'led' };
}

/** Turns a rotation round: its old key is what the files are to hold. */
export async function turn(guide: Guide): Promise<Change> {
  const kept = keptBy(guide);
  const { from, to } = kept.rotation;
  const back = { from: { accessKeyId: to?.accessKeyId ?? '' }, to: from, begun: guide.context.now() };
  kept.rotation = { ...kept.rotation, ...back, isUndo: true, isDone: false };
  keepRotation(kept);
  return { rotation: rotationState(kept.rotation), isProven: false };
}

export async function forget(guide: Guide): Promise<Change> {
  forgetRotation(keptBy(guide));
  guide.kept = undefined;
  const { wanted, ended } = guide.state;
  return { rotation: undefined, isProven: false, ended: wanted === 'finish' ? 'forgotten' : ended };
}
