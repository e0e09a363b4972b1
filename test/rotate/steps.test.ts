import { expect, test } from 'vitest';
import { nextStep, type RotationState, type State } from '../../src/rotate/steps.ts';

// C9.1: what rotate does next, from every state that a run can leave behind.

const begun = Date.parse('2026-05-01T12:00:00Z');
const day = 86_400_000;
const key = (id: string, isActive = true, created = begun - day) => ({ id, isActive, created });
const rotation = (more: Partial<RotationState> = {}): RotationState => ({
  from: 'OLD',
  to: 'NEW',
  known: ['OLD'],
  begun,
  isUndo: false,
  isDone: false,
  ...more,
});
const done = rotation({ isDone: true });
const undone = rotation({ from: 'NEW', to: 'OLD', isUndo: true, isDone: true });
const state = (more: Partial<State>): State => ({
  wanted: 'rotate',
  current: 'OLD',
  inFiles: ['OLD'],
  inAws: [key('OLD')],
  isProven: false,
  now: begun + 60_000,
  ...more,
});
const both = [key('OLD'), key('NEW')];
const rotated = { current: 'NEW', inFiles: ['NEW'], inAws: [key('OLD', false), key('NEW')], isProven: true };

/** The step in a word. */
function stepOf(more: Partial<State>): string {
  const step = nextStep(state(more));
  if (!step) return 'end';
  if (step.name === 'delete') return `delete ${step.id} ${step.why}`;
  return step.name === 'stop' ? `stop ${step.why}` : step.name;
}

test.each<[string, Partial<State>, string]>([
  ['one key', {}, 'begin'],
  ['a key of somebody else', { inAws: [key('OTHER')] }, 'stop not-listed'],
  ['another key, in no file', { inAws: [key('OLD'), key('OTHER')] }, 'delete OTHER unused'],
  ['an inactive key counts', { inAws: [key('OLD'), key('OTHER', false)] }, 'delete OTHER unused'],
  ['two keys in the files', { inFiles: ['OLD', 'NEW'], inAws: both }, 'stop both-used'],
  ['the attempt was cut off before AWS got it', { rotation: rotation({ to: undefined }) }, 'begin'],
  [
    'the answer was lost',
    { rotation: rotation({ to: undefined }), inAws: [key('OLD'), key('X', true, begun + 1000)] },
    'delete X lost',
  ],
  [
    'AWS’s clock is behind',
    { rotation: rotation({ to: undefined }), inAws: [key('OLD'), key('X', true, begun - 600_000)] },
    'delete X lost',
  ],
  [
    'a key that is older than the attempt',
    { rotation: rotation({ to: undefined }), inAws: [key('OLD'), key('X')] },
    'delete X unused',
  ],
  [
    'a key that came meanwhile and is in use here',
    { rotation: rotation({ to: undefined }), inAws: both, inFiles: ['OLD', 'NEW'] },
    'forget',
  ],
  ['a new key', { rotation: rotation(), inAws: both }, 'prove'],
  ['a new key that is not in the list yet', { rotation: rotation() }, 'prove'],
  ['a new key that was deleted', { rotation: rotation(), now: begun + 700_000 }, 'forget'],
  [
    'a new key that somebody switched off',
    { rotation: rotation(), inAws: [key('OLD'), key('NEW', false)] },
    'activate',
  ],
  ['a new key that AWS takes', { rotation: rotation(), inAws: both, isProven: true }, 'switch'],
  [
    'one of two files is written',
    { rotation: rotation(), inAws: both, inFiles: ['OLD', 'NEW'], isProven: true },
    'switch',
  ],
  [
    'somebody changes the files meanwhile',
    { rotation: rotation(), inAws: both, inFiles: [], isProven: true },
    'stop moved',
  ],
  ['all files are written', { ...rotated, rotation: rotation(), inAws: both }, 'deactivate'],
  ['the old key is inactive', { ...rotated, rotation: rotation() }, 'close'],
  ['the old key is gone', { ...rotated, rotation: rotation(), inAws: [key('NEW')] }, 'close'],
  ['this run is done', { ...rotated, rotation: done, ended: 'led' }, 'end'],
  ['the next rotation', { ...rotated, rotation: done }, 'delete OLD replaced'],
  ['the old key was deleted by hand', { ...rotated, rotation: done, inAws: [key('NEW')] }, 'forget'],
  ['and forgotten', { ...rotated, inAws: [key('NEW')] }, 'begin'],
  ['a rotation after an undo', { rotation: undone, inAws: [key('OLD'), key('NEW', false)] }, 'delete NEW replaced'],
])('rotate, %s', (_, more, expected) => {
  expect(stepOf(more)).toBe(expected);
});

test.each<[string, Partial<State>, string]>([
  ['nothing to undo', {}, 'stop no-rotation'],
  ['after a rotation', { ...rotated, rotation: done }, 'turn'],
  ['in the middle of one', { rotation: rotation(), inAws: both }, 'turn'],
  ['when the old key is deleted', { ...rotated, rotation: done, inAws: [key('NEW')] }, 'stop gone'],
  ['an attempt that came to nothing', { rotation: rotation({ to: undefined }) }, 'forget'],
  [
    'turned: the old key is inactive',
    { ...rotated, isProven: false, rotation: { ...undone, isDone: false } },
    'activate',
  ],
  [
    'turned: the old key is active',
    { ...rotated, inAws: both, isProven: false, rotation: { ...undone, isDone: false } },
    'prove',
  ],
  ['turned: AWS takes the old key', { ...rotated, inAws: both, rotation: { ...undone, isDone: false } }, 'switch'],
  [
    'turned: the old key is back',
    { inAws: both, isProven: true, rotation: { ...undone, isDone: false } },
    'deactivate',
  ],
  ['this run is done', { inAws: both, rotation: undone, ended: 'led' }, 'end'],
  ['a second undo', { inAws: both, rotation: undone }, 'stop undone'],
])('--undo, %s', (_, more, expected) => {
  expect(stepOf({ ...more, wanted: 'undo' })).toBe(expected);
});

test.each<[string, Partial<State>, string]>([
  ['nothing to finish', {}, 'stop no-rotation'],
  ['after a rotation', { ...rotated, rotation: done }, 'delete OLD replaced'],
  ['after an undo', { rotation: undone, inAws: [key('OLD'), key('NEW', false)] }, 'delete NEW replaced'],
  ['in the middle of a rotation', { rotation: rotation(), inAws: both }, 'prove'],
  ['led to its end', { ...rotated, rotation: done, ended: 'led' }, 'delete OLD replaced'],
  ['the old key is gone', { ...rotated, rotation: done, inAws: [key('NEW')] }, 'forget'],
  ['all is forgotten', { ...rotated, inAws: [key('NEW')], ended: 'forgotten' }, 'end'],
])('--finish, %s', (_, more, expected) => {
  expect(stepOf({ ...more, wanted: 'finish' })).toBe(expected);
});

/** What each step does to files and AWS where all goes well. */
const effects: Record<string, (now: State) => Partial<State>> = {
  begin: (now) => {
    const to = ['OLD', 'NEW', 'NEXT'].find((id) => now.inAws.every((one) => one.id !== id));
    const known = now.inAws.map(({ id }) => id);
    const inAws = to === undefined ? now.inAws : [...now.inAws, key(to, true, begun)];
    return { rotation: rotation({ from: now.current, to, known }), inAws };
  },
  activate: (now) => ({
    inAws: now.inAws.map((one) => (one.id === now.rotation?.to ? { ...one, isActive: true } : one)),
  }),
  prove: () => ({ isProven: true }),
  switch: (now) => ({ inFiles: [now.rotation?.to ?? ''], current: now.rotation?.to ?? '' }),
  deactivate: (now) => ({
    inAws: now.inAws.map((one) => (one.id === now.rotation?.from ? { ...one, isActive: false } : one)),
  }),
  close: (now) => ({ rotation: now.rotation && { ...now.rotation, isDone: true }, ended: 'led' }),
  turn: (now) => ({
    rotation: now.rotation && {
      ...now.rotation,
      from: now.rotation.to ?? '',
      to: now.rotation.from,
      isUndo: true,
      isDone: false,
    },
    isProven: false,
  }),
  forget: ({ wanted, ended }) => ({ rotation: undefined, ended: wanted === 'finish' ? 'forgotten' : ended }),
};

test('from wherever a run is cut off, the next one comes to an end, and the files hold a key that is active', () => {
  const starts: State[] = [state({})];
  const seen = new Set<string>();
  for (let start = starts.pop(); start; start = starts.pop()) {
    for (const wanted of ['rotate', 'undo', 'finish'] as const) {
      // A run that begins anew has proven the key that the files hold, and has ended nothing.
      let now: State = { ...start, wanted, ended: undefined, isProven: start.rotation?.to === start.current };
      if (seen.has(JSON.stringify(now))) continue;
      seen.add(JSON.stringify(now));
      for (let count = 0; ; count++) {
        expect(count, JSON.stringify(now)).toBeLessThan(12);
        const step = nextStep(now);
        if (!step || step.name === 'stop') break;
        const change =
          step.name === 'delete'
            ? { inAws: now.inAws.filter(({ id }) => id !== step.id) }
            : (effects[step.name]?.(now) ?? {});
        now = { ...now, ...change };
        for (const id of now.inFiles) expect(now.inAws.find((one) => one.id === id)?.isActive, step.name).toBe(true);
        starts.push(now);
        // Cut off before AWS's answer came, or before AWS got the call.
        if (step.name === 'begin' && now.rotation) {
          const cut = { ...now.rotation, to: undefined };
          const before = now.inAws.filter(({ id }) => now.rotation?.known.includes(id));
          starts.push({ ...now, rotation: cut }, { ...now, rotation: cut, inAws: before });
        }
      }
    }
  }
  expect(seen.size).toBeGreaterThan(30);
});
