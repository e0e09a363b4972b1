import type { Local } from './guide.ts';

/** A day, as AWS's console has it: `2026-03-01`. @param at milliseconds since 1970 */
export const showDay = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** What a run would do, as far as the files tell. The first line begins with a verb. */
export async function intent(local: Local): Promise<string[]> {
  const { wanted, kept, resolved, owner, place } = local;
  const { from, to, isDone, isUndo } = kept?.rotation ?? {};
  const id = resolved.keys.accessKeyId;
  if (wanted === 'finish')
    return [`delete the key ${from?.accessKeyId ?? ''}, which ${to?.accessKeyId ?? 'no other'} replaced`];
  if (wanted === 'undo' || (isUndo && !isDone))
    return [
      `put the key ${wanted === 'undo' && !isUndo ? from?.accessKeyId : to?.accessKeyId} back`,
      `into ${await place.where(id)}`,
      'the other key becomes Inactive',
    ];
  if (kept && !isDone)
    return ['go on with the rotation that was stopped', `the key ${from?.accessKeyId} becomes Inactive`];
  const next = [
    `replace the key ${id} of profile ${owner}`,
    `in ${await place.where(id)}`,
    'the old key becomes Inactive',
  ];
  return from ? [...next, `the one before it is deleted: ${from.accessKeyId}`] : next;
}
