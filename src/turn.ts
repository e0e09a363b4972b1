import type { Context } from './context.ts';
import { exitStatus, Failure } from './errors.ts';
import type { Setting } from './setting.ts';
import { entryFile } from './store/entry.ts';
import { type Holder, takeLock } from './store/lock.ts';
import { userKey } from './store/user.ts';

/** A turn to ask for a code. */
export interface Turn {
  /** Whether another process had the turn before. */
  waited: boolean;
  end: () => void;
}

/**
 * Waits until no other terminal asks for a code of this user's: a code works once, and one session serves all (C4.5).
 * @returns undefined where no lock can be made: then there is no cache to share either
 * @throws Failure (130) on Ctrl-C
 */
export async function takeTurn({ cache, keys }: Setting, context: Context): Promise<Turn | undefined> {
  if (cache === undefined) return undefined;
  let waited = false;
  const say = ({ terminal, pid }: Holder): void => {
    waited = true;
    const where = terminal ? `in terminal ${terminal}, pid ${pid}` : `of process ${pid}`;
    context.warn(`waiting for the code ${where}; Ctrl-C to stop`);
  };
  let interrupt = (): void => {};
  const interrupted = new Promise<never>((_, reject) => {
    interrupt = () => reject(new Failure(exitStatus.interrupted, 'interrupted', 'nothing was changed'));
  });
  process.once('SIGINT', interrupt);
  try {
    const lock = takeLock(`${entryFile(cache, userKey(keys.accessKeyId))}.lock`, say);
    const release = await Promise.race([lock.catch(() => undefined), interrupted]);
    return release && { waited, end: release };
  } finally {
    process.off('SIGINT', interrupt);
  }
}
