import { accountOf, nameIn } from './aws/device.ts';
import type { Step } from './aws/plan.ts';
import type { KeyPair } from './aws/profile.ts';
import { causeOf } from './aws/refusals.ts';
import { type Calls, openCalls } from './calls.ts';
import { sendCode } from './code/send.ts';
import { type CodeSource, codeSource } from './code/source.ts';
import type { Context } from './context.ts';
import { type Failure, isFailure, refused } from './errors.ts';
import { findDevice } from './find-device.ts';
import { learnUser, sessionName } from './identity.ts';
import { lookUp, nothingKept, type Progress, stepsFor } from './progress.ts';
import type { Setting } from './setting.ts';
import { keepEntry } from './store/keep.ts';
import type { Session } from './store/session.ts';
import type { User } from './store/user.ts';
import { takeTurn } from './turn.ts';

export interface Renewed {
  session: Session;
  fresh: boolean;
  device: string;
  user: User;
}

/**
 * Goes from where the cache leads to the session that is wanted: waits for its turn to ask for a code, then asks,
 * calls STS and keeps each session.
 * @throws Failure: what AWS, the network or the user said
 */
export async function renew(setting: Setting, progress: Progress, context: Context): Promise<Renewed> {
  const { wanted } = setting;
  const asks = wanted.code === undefined && progress.session === undefined;
  const turn = asks ? await takeTurn(setting, context) : undefined;
  try {
    // Whoever had the turn before may have got what is wanted here.
    const now = turn?.waited && !wanted.refresh ? lookUp(setting, context) : progress;
    const { session, device, user, left } = now;
    if (session && device !== undefined && left.length === 0) return { session, device, user, fresh: false };
    return await carryOut(setting, now, context);
  } catch (error) {
    if (!progress.session || !isFailure(error) || causeOf(error.cause) !== 'role-refused') throw error;
    return await withNewCode(setting, error, context);
  } finally {
    turn?.end();
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

async function carryOut(setting: Setting, progress: Progress, context: Context): Promise<Renewed> {
  // Before all else: without a code and a terminal there is nothing to do.
  const codes = progress.session ? undefined : codeSource(setting, context);
  let calls: Calls | undefined;
  try {
    calls = await openCalls(setting, context);
    const { device, user, steps } = await knownDevice(setting, progress, calls, codes, context);
    const run: Run = { setting, context, calls, codes, device, user: namedUser(setting, user, device, calls) };
    let signer: KeyPair | Session = progress.session ?? setting.keys;
    for (const step of steps) {
      const session = await carryOutStep(run, step, signer);
      keep(run, step, session);
      signer = session;
    }
    return { session: signer as Session, fresh: true, device, user: await run.user };
  } finally {
    codes?.close();
    calls?.close();
  }
}

/** What each step needs. */
interface Run {
  setting: Setting;
  context: Context;
  calls: Calls;
  /** undefined where no step carries a code. */
  codes: CodeSource | undefined;
  device: string;
  user: Promise<User>;
}

async function knownDevice(
  setting: Setting,
  { device, user, left }: Progress,
  calls: Calls,
  codes: CodeSource | undefined,
  context: Context,
): Promise<{ device: string; user: User; steps: Step[] }> {
  if (device !== undefined) return { device, user, steps: left };
  const found = await findDevice(setting, user, calls, codes, context);
  return { device: found.device, user: found, steps: stepsFor(setting, found.device) };
}

/**
 * Role sessions bear the user's name, and a hardware device does not tell the account: then STS is asked once for each
 * key, beside the call that takes the time.
 */
async function namedUser(setting: Setting, user: User, device: string, calls: Calls): Promise<User> {
  const { files, choice } = setting;
  const roles = choice.roles.length > 0 || files.config.text.includes('role_arn');
  const wanted = user.name === undefined && (roles || accountOf(device) === undefined);
  return wanted ? await learnUser(setting, user, calls) : user;
}

async function carryOutStep(run: Run, step: Step, signer: KeyPair | Session): Promise<Session> {
  const { calls, codes, context, device, setting } = run;
  const about = { device: step.device, role: step.action === 'AssumeRole' ? step.role.arn : undefined };
  const send = async (code?: string): Promise<Session> => {
    const name = step.action === 'AssumeRole' ? sessionName(await run.user, device) : undefined;
    return (await calls.sts()).call(step, signer, code, name);
  };
  const explain = (error: unknown): Failure => calls.explain(error, about);
  while (codes && step.device !== undefined) {
    // The user types while the connection opens and the SDK loads.
    const [code] = await Promise.all([codes.next(question(run)), calls.sts()]);
    const memory = setting.cache;
    const answer = await sendCode({ code, device, memory, now: context.now, send: () => send(code), explain });
    if (!isFailure(answer)) return answer;
    if (!codes.tryAgain(answer.message)) throw answer;
  }
  try {
    return await send();
  } catch (error) {
    throw explain(error);
  }
}

/** Says which user and device the code is for (C4.2). */
function question({ setting, device }: Run): string {
  const user = nameIn(device);
  return `MFA code for ${setting.choice.name || 'the environment'} (${user ? `user ${user}, ` : ''}device ${device}): `;
}

/** A session that cannot be kept is still a session (C5.2). */
function keep({ setting: { cache }, context }: Run, step: Step, session: Session): void {
  if (cache === undefined) return;
  try {
    keepEntry(cache, step.cacheKey, session);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    context.warn(`the session could not be kept in ${cache} (${code}): the next terminal will ask for a code again`);
  }
}
