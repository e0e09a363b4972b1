import { causeOf } from '../aws/refusals.ts';
import type { Context } from '../context.ts';
import { type Failure, isFailure, refused } from '../errors.ts';
import { carryOut, type Renewed } from './carry-out.ts';
import { noneCached } from './none-cached.ts';
import { lookUp, nothingKept, type Progress, rememberedUser } from './progress.ts';
import type { Setting } from './setting.ts';
import { takeTurn } from './turn.ts';

/**
 * Goes from where the cache leads to the session that is wanted: waits for its turn to ask for a code, then asks,
 * calls STS and keeps each session.
 * @throws Failure: what AWS, the network or the user said
 */
export async function renew(setting: Setting, progress: Progress, context: Context): Promise<Renewed> {
  const { wanted } = setting;
  if (wanted.cached) throw noneCached(setting);
  const asks = wanted.code === undefined && progress.session === undefined;
  const look = (): Progress => lookUp(setting, { ...context, warn: () => {} });
  const isNeeded = (): boolean => wanted.refresh || look().session === undefined;
  const endTurn = asks ? await takeTurn(setting, context, isNeeded) : undefined;
  try {
    // Whoever had the turn before may have got what is wanted here, also where nobody had to be waited for.
    const now = endTurn && !wanted.refresh ? look() : progress;
    const { session, device, left } = now;
    if (session && device !== undefined && left.length === 0) {
      return { session, device, user: rememberedUser(setting), fresh: false };
    }
    return await carryOut(setting, now, context);
  } catch (error) {
    if (!progress.session || !isFailure(error) || causeOf(error.cause) !== 'role-refused') throw error;
    return await withNewCode(setting, error, context);
  } finally {
    endTurn?.();
  }
}

/** A role may want a younger code than the cached session's: then another one is asked for (C3.6). */
async function withNewCode(setting: Setting, refusal: Failure, context: Context): Promise<Renewed> {
  const anew = { ...setting, wanted: { ...setting.wanted, refresh: true } };
  context.warn(`${refusal.message} with the cached session; the role may want a new code`);
  try {
    return await renew(anew, nothingKept(anew), context);
  } catch (error) {
    if (!isFailure(error) || error.status !== 2) throw error;
    throw refused(refusal.message, 'it may want a new code: mfa-env 123456, with the same options', refusal.cause);
  }
}
