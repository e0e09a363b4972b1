/** What the user wants: a new key, the old one back, or the old one deleted. */
export type Wanted = 'rotate' | 'undo' | 'finish';

/** How far a rotation is, by ids of access keys. It is read from files and AWS, so that a run that was killed goes on. */
export interface State {
  wanted: Wanted;
  /** The key of the profile. */
  current: string;
  /** Every long-term key in AWS's files. */
  inFiles: readonly string[];
  /** The user's keys in AWS. `created` in milliseconds since 1970. */
  inAws: readonly { id: string; isActive: boolean; created: number }[];
  /** The rotation that was begun last with this key. */
  rotation?: RotationState | undefined;
  /** Whether AWS accepts the key that the files are to hold. */
  isProven: boolean;
  /** `led`: this run led a rotation to its end; `forgotten`: it deleted what was left of one. */
  ended?: 'led' | 'forgotten' | undefined;
  /** Milliseconds since 1970. */
  now: number;
}

export interface RotationState {
  from: string;
  /** Undefined until AWS has told the new key. */
  to: string | undefined;
  /** The keys that the user had before. */
  known: readonly string[];
  /** Milliseconds since 1970. */
  begun: number;
  isUndo: boolean;
  isDone: boolean;
}

/** Why a key is deleted: it was replaced; its answer, and so its secret, was lost; nobody here uses it. */
type WhyDeleted = 'replaced' | 'lost' | 'unused';

export type Step =
  /** `begin` makes the new key, `turn` makes an undo of a rotation, `forget` drops what is kept of it. */
  | { name: 'begin' | 'activate' | 'prove' | 'switch' | 'deactivate' | 'close' | 'turn' | 'forget' }
  | { name: 'delete'; id: string; why: WhyDeleted }
  | { name: 'stop'; why: 'both-used' | 'no-rotation' | 'undone' | 'gone' | 'moved' | 'not-listed' };

/** The next step; undefined where nothing is left to do (C9.1). */
export function nextStep(state: State): Step | undefined {
  const { wanted, rotation, ended, inAws, current } = state;
  if (wanted === 'undo' && rotation?.to !== undefined && !rotation.isUndo) {
    return has(state, rotation.from) ? { name: 'turn' } : { name: 'stop', why: 'gone' };
  }
  if (rotation && !rotation.isDone) return leadOn(state, rotation);
  if (wanted === 'undo' && ended !== 'led') return { name: 'stop', why: rotation ? 'undone' : 'no-rotation' };
  if (wanted === 'finish') return finish(state);
  if (ended === 'led') return undefined;
  const [other] = inAws.filter(({ id }) => id !== current);
  if (rotation) return other?.id === rotation.from ? replaced(other.id) : { name: 'forget' };
  if (!has(state, current)) return { name: 'stop', why: 'not-listed' };
  if (!other) return { name: 'begin' };
  if (state.inFiles.includes(other.id)) return { name: 'stop', why: 'both-used' };
  return { name: 'delete', id: other.id, why: 'unused' };
}

/** A new key may not be in AWS's list at once. After this time one that is missing was deleted. */
const LISTED_AFTER_MS = 600_000;

/** By so much the clocks of AWS and this machine may differ, or AWS would take no call. */
const CLOCK_MS = 900_000;

function leadOn(state: State, { from, to, known, begun }: RotationState): Step {
  const { inAws, inFiles, isProven, now, wanted } = state;
  if (to === undefined) {
    const lost = inAws.find(({ id }) => !known.includes(id) && !inFiles.includes(id));
    if (lost) return { name: 'delete', id: lost.id, why: lost.created >= begun - CLOCK_MS ? 'lost' : 'unused' };
    return { name: wanted === 'rotate' && inAws.length < MOST_KEYS ? 'begin' : 'forget' };
  }
  const key = inAws.find(({ id }) => id === to);
  if (!key && !inFiles.includes(to) && now - begun > LISTED_AFTER_MS) return { name: 'forget' };
  if (key && !key.isActive) return { name: 'activate' };
  if (!isProven) return { name: 'prove' };
  if (inFiles.includes(from)) return { name: 'switch' };
  if (!inFiles.includes(to)) return { name: 'stop', why: 'moved' }; // somebody changes the files at the same time
  return { name: inAws.some(({ id, isActive }) => id === from && isActive) ? 'deactivate' : 'close' };
}

/** IAM quotas; inactive keys count. */
const MOST_KEYS = 2;

function finish(state: State): Step | undefined {
  const { rotation, ended } = state;
  if (!rotation) return ended === 'forgotten' ? undefined : { name: 'stop', why: 'no-rotation' };
  return has(state, rotation.from) ? replaced(rotation.from) : { name: 'forget' };
}

const replaced = (id: string): Step => ({ name: 'delete', id, why: 'replaced' });

const has = ({ inAws }: State, wanted: string): boolean => inAws.some(({ id }) => id === wanted);
