import { keyHolders } from '../aws/files/replace-key.ts';
import { tildePath } from '../system/paths.ts';
import type { Local } from './guide.ts';

/** Where a key stands: `~/.aws/credentials: [default], [acme]`. */
export function placesOf({ files, context }: Pick<Local, 'files' | 'context'>, id: string): string {
  const holders = keyHolders(files).filter((holder) => holder.id === id);
  return [...new Set(holders.map(({ file }) => file))]
    .map((path) => {
      const headers = holders.filter(({ file }) => file === path).map(({ header }) => `[${header}]`);
      return `${tildePath(path, context.env)}: ${headers.join(', ')}`;
    })
    .join('; ');
}

/** A day, as AWS's console has it: `2026-03-01`. @param at milliseconds since 1970 */
export const showDay = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** What a run would do, as far as the files tell. The first line begins with a verb. */
export function intent(local: Local): string[] {
  const { wanted, kept, resolved, owner } = local;
  const { from, to, isDone, isUndo } = kept?.rotation ?? {};
  const id = resolved.keys.accessKeyId;
  if (wanted === 'finish')
    return [`delete the key ${from?.accessKeyId ?? ''}, which ${to?.accessKeyId ?? 'no other'} replaced`];
  if (wanted === 'undo' || (isUndo && !isDone))
    return [
      `put the key ${wanted === 'undo' && !isUndo ? from?.accessKeyId : to?.accessKeyId} back`,
      `into ${placesOf(local, id)}; the other one ends Inactive`,
    ];
  if (kept && !isDone)
    return ['go on with the rotation that was stopped', `the key ${from?.accessKeyId} ends Inactive`];
  const next = [`replace the key ${id} of profile ${owner}`, `in ${placesOf(local, id)}`, 'the old key ends Inactive'];
  return from ? [...next, `the one before it is deleted: ${from.accessKeyId}`] : next;
}
