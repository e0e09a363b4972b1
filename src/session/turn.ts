import { hostname } from 'node:os';
import { endpointKey } from '../aws/endpoint.ts';
import type { Context } from '../context.ts';
import { interrupted } from '../errors.ts';
import { entryFile } from '../store/entry.ts';
import { type Holder, takeLock } from '../store/lock.ts';
import { folderProblem } from '../store/trust.ts';
import { userKey } from '../store/user.ts';
import { pidNamespace } from '../system/process.ts';
import type { Setting } from './setting.ts';

/**
 * Waits until no other terminal asks for a code of this user's: a code works once, and one session serves all (C4.5).
 * @param isNeeded whether there is still a code to be asked for
 * @returns how to end the turn; undefined where no lock can be made: then there is no cache to share either
 * @throws Failure (130) on Ctrl-C
 */
export async function takeTurn(
  { cache, keys, endpoint }: Setting,
  context: Context,
  isNeeded: () => boolean,
): Promise<(() => void) | undefined> {
  if (cache === undefined || folderProblem(cache)) return undefined;
  const say = ({ terminal, pid, host, namespace }: Holder): void => {
    const where = terminal ? `in terminal ${terminal}, pid ${pid}` : `of process ${pid}`;
    const inside = namespace === pidNamespace() ? '' : ' of another container';
    context.warn(`waiting for the code ${where}${host === hostname() ? inside : ` on ${host}`}; Ctrl-C to stop`);
  };
  const stop = new AbortController();
  const interrupt = (): void => stop.abort(interrupted());
  process.on('SIGINT', interrupt); // not once: a second Ctrl-C would end us before the first one is told
  try {
    const user = userKey(keys.accessKeyId, endpointKey(endpoint));
    return await takeLock(`${entryFile(cache, user)}.lock`, say, stop.signal, isNeeded);
  } catch {
    stop.signal.throwIfAborted();
    return undefined;
  } finally {
    process.off('SIGINT', interrupt);
  }
}
