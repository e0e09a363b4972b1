import type { Step } from '../aws/plan.ts';
import type { Cache } from '../cache/open.ts';
import { takeLock } from '../fs/lock.ts';

/** Ten times as long as the call mostly takes. Whoever has waited so long makes it, too, which does no harm. */
const CALL_TURN_TIMEOUT_MS = 5_000;

/** The turn to make a call that needs no code: whoever wants the same session waits for it, and takes it from the cache (C11.3). */
export interface CallTurn {
  /** @param isNeeded asked while another process has the turn; false: go on without it */
  take: (step: Step, isNeeded: () => boolean) => Promise<void>;
  end: () => void;
}

export function callTurn({ lockFile }: Cache): CallTurn {
  const held: (() => void)[] = [];
  return {
    async take({ cacheKey }, isNeeded) {
      const file = lockFile(cacheKey);
      if (file === undefined) return;
      try {
        held.push(await takeLock(file, undefined, AbortSignal.timeout(CALL_TURN_TIMEOUT_MS), isNeeded));
      } catch {} // it only saves calls
    },
    end() {
      for (const release of held.splice(0)) release();
    },
  };
}
