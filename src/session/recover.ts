import { denialIn, mayWantNewerCode } from '../aws/denials.ts';
import { errorKind, isDead } from '../aws/error-kind.ts';
import { firstRegion, mayBeOff } from '../aws/region.ts';
import type { Session } from '../cache/entry.ts';
import { commandLine } from '../cli/to-type.ts';
import type { Context } from '../context.ts';
import { exitStatus, type Failure, isFailure, refused, textOf } from '../errors.ts';
import { hasTerminal } from '../mfa/prompt.ts';
import { secondsLeft, showDuration } from '../text/time.ts';
import { callerIn, givenTo, openAwsCalls } from './aws-calls.ts';
import { LIVES_S, type Progress, SOON_OVER_S } from './progress.ts';
import type { ResolvedConfig } from './resolved-config.ts';

interface Recovery {
  warning: string;
  /** The cached session to use; undefined: ask for another code. */
  session: Session | undefined;
}

/**
 * Decides what to do after a failed call. A role may want a newer code than that of the cached session (C3.6), and AWS
 * may end a session early: then another code helps. If nobody can give one, a session that still lives is better than an
 * error (C4.4). @param canAsk whether somebody can give a code @throws Failure where nothing helps
 */
export async function recover(
  resolved: ResolvedConfig,
  { session, alive }: Progress,
  caught: unknown,
  canAsk: () => boolean,
  context: Context,
): Promise<Recovery> {
  const error = (await regionOff(resolved, caught, context)) ?? caught;
  if (!isFailure(error)) throw error;
  const { message } = error;
  const left = alive ? secondsLeft(alive, context.now()) : 0;
  const goOn = { session: alive, warning: `${message}; the cached session is valid for another ${showDuration(left)}` };
  // Nobody sits there to try again (C2.12).
  if (!session && left >= LIVES_S && error.status !== exitStatus.interrupted && !hasTerminal()) return goOn;
  if (error !== caught || !session) throw error;
  if (alive && !(wantsCode(error) && left < SOON_OVER_S && canAsk())) return goOn;
  if (!wantsCode(error)) throw error;
  const isOver = isDead(errorKind(error.cause));
  if (canAsk()) {
    const warning = isOver ? `${message}; a new one needs a code` : `${message}; a newer code may help`;
    return { session: undefined, warning };
  }
  if (isOver) throw error;
  const command = commandLine({ ...givenTo(resolved, context), refresh: true });
  throw refused(message, `${error.advice}; a newer code may help: ${command}`, error.cause);
}

function wantsCode({ cause }: Failure): boolean {
  const why = errorKind(cause);
  return isDead(why) || (why === 'role-refused' && mayWantNewerCode(denialIn(textOf(cause, 'message'))));
}

/**
 * A region that is not enabled answers as if the key were unknown (aws/aws-sdk-java#2313). The first region of the
 * partition tells the two apart: it says whose key it is, which needs no code and no permission.
 */
async function regionOff(resolved: ResolvedConfig, error: unknown, context: Context): Promise<Failure | undefined> {
  if (!isFailure(error) || errorKind(error.cause) !== 'unknown-key') return undefined;
  const arn = resolved.device ?? resolved.selection.roles.at(-1)?.arn;
  if (!mayBeOff(resolved.region, arn)) return undefined;
  const isKnown = await isKnownIn(firstRegion(resolved.region, arn), resolved, context);
  return isKnown ? (await openAwsCalls(resolved, context)).explain(error.cause, { cause: 'region-off' }) : undefined;
}

async function isKnownIn(region: string, resolved: ResolvedConfig, { env }: Context): Promise<boolean> {
  if (resolved.endpoint.url !== undefined) return false; // one's own endpoint has regions of its own
  try {
    await callerIn({ ...resolved, region }, await resolved.keys.pair(), env);
    return true;
  } catch {
    return false;
  }
}
