import { isNamed } from '../aws/error-kind.ts';
import { type Failure, refused } from '../errors.ts';
import type { Change, Guide } from './guide.ts';
import type { Step } from './steps.ts';

type Deletion = Extract<Step, { name: 'delete' }>;

/** Deletes a key that was replaced, or one that no file has and that the user wants to be deleted. */
export async function deleteKey(guide: Guide, { id, why }: Deletion): Promise<Change> {
  const { iam, state, tell } = guide;
  if (why !== 'replaced') await askFor(guide, id, why);
  await iam.remove(id).catch((error) => {
    if (!isNamed(error, 'NoSuchEntity')) throw error;
  });
  tell(`the key ${id} is deleted`);
  return { inAws: state.inAws.filter((key) => key.id !== id) };
}

/** Enter does not delete. @throws Failure (refused) where it is to stay */
async function askFor(guide: Guide, id: string, why: Deletion['why']): Promise<void> {
  const { ask, user, state, line } = guide;
  const what = await factsOf(guide, id);
  const isLost = why === 'lost' && what.endsWith(NEVER_USED);
  const reason = isLost
    ? 'It was made for a rotation that was cut off, and nobody has its secret'
    : `No file here has it, and AWS allows ${user} two keys`;
  const lines = [`Delete the key ${id}?`, reason, what, `the one in use here: ${await factsOf(guide, state.current)}`];
  if (await ask(lines, false)) return;
  const held = isLost ? 'whose secret was lost' : 'which no file here has';
  throw refused(
    `${user} has two keys, and AWS allows no third: ${what}, ${held}`,
    `if nobody needs it, say yes to its deletion at a terminal: ${line()}`,
  );
}

const NEVER_USED = 'never used';

/** A day, as AWS's console has it: `2026-03-01`. @param at milliseconds since 1970 */
const showDay = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** `AKIA…, Active, made 2026-03-01, last used 2026-09-12`. */
async function factsOf({ iam, state }: Guide, id: string): Promise<string> {
  const { created = 0, isActive = true } = state.inAws.find((key) => key.id === id) ?? {};
  const used = await iam.lastUsed(id).then(
    (at) => (at === undefined ? NEVER_USED : `last used ${showDay(at)}`),
    () => 'last use unknown', // the right for it is one that many lack
  );
  return `${id}, ${isActive ? 'Active' : 'Inactive'}, made ${showDay(created)}, ${used}`;
}

/** Two keys that are both in use here. The older one comes first. */
export async function bothUsed(guide: Guide): Promise<Failure> {
  const { state, user, line } = guide;
  const ids = state.inAws.toSorted((a, b) => a.created - b.created).map(({ id }) => id);
  const [older, newer] = await Promise.all(ids.map((id) => factsOf(guide, id)));
  return refused(
    `both keys of ${user} are in your files, and AWS allows no third: ${older}; ${newer}`,
    `put the newer one into all profiles, then: ${line()}`,
  );
}
