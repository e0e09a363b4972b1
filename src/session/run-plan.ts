import { accountOf, nameIn } from '../aws/device.ts';
import { endpointKey } from '../aws/endpoint.ts';
import { errorKind } from '../aws/error-kind.ts';
import { NO_DEVICE, type Step } from '../aws/plan.ts';
import type { KeyPair } from '../aws/profile.ts';
import type { Session, User } from '../cache/entry.ts';
import type { Context } from '../context.ts';
import { type Failure, isFailure, refused } from '../errors.ts';
import { codeQuestion } from '../mfa/code.ts';
import { type CodeSource, codeSource } from '../mfa/code-source.ts';
import { checkTries, sendCode } from '../mfa/send-code.ts';
import { secondsLeft } from '../text/time.ts';
import { type Calls, openAwsCalls } from './aws-calls.ts';
import { cacheSession } from './cache-session.ts';
import { cachedUser, type Progress, stepsFor } from './progress.ts';
import type { ResolvedConfig } from './resolved-config.ts';
import type { CallTurn } from './turns.ts';
import { findDevice, learnUser, sessionName, writeUser } from './user.ts';

export interface Renewed {
  session: Session;
  fresh: boolean;
  device: string;
  user: User;
}

/** Runs what is left of a plan: finds the device, asks for a code, calls STS, caches each session. @throws Failure */
export async function runPlan(
  resolved: ResolvedConfig,
  progress: Progress,
  turn: CallTurn,
  context: Context,
): Promise<Renewed> {
  // First: without a code and a terminal there is nothing to do.
  const codes = progress.session || progress.device === NO_DEVICE ? undefined : codeSource(resolved, context);
  try {
    setImmediate(() => void tidy(resolved, context)); // while the user or AWS is waited for
    // A store may ask for a password: not while a code is typed, and not where a session signs.
    let signer: KeyPair | Session = progress.session ?? (await resolved.keys.pair());
    const calls = await openAwsCalls(resolved, context);
    const { device, user, steps, isListed } = await knownDevice(resolved, progress, calls, codes, context);
    const known = { resolved, context, calls, codes, device, isListed, name: user.name };
    warnOfCut(resolved, steps, context);
    const run: Run = { ...known, user: namedUser(known, user) };
    for (const [at, step] of steps.entries()) {
      const session = await runStep(run, step, signer);
      if (secondsLeft(session, context.now()) <= 0) throw overAlready();
      const next = steps[at + 1];
      if (next) await turn.take(next, () => false); // first: once others see this session, they make the next call
      cacheSession(resolved, { session, step, device, left: steps.length - 1 - at }, context);
      signer = session;
    }
    // Only an account that nothing else tells is worth the wait: the serial of a hardware device names none. The user's
    // name gets a moment, so that the next run knows it.
    const isTold = accountOf(resolved.selection.roles.at(-1)?.arn ?? device) !== undefined;
    const learnt = isTold ? await Promise.race([run.user, aMomentLater(user)]) : await run.user;
    return { session: signer as Session, fresh: true, device, user: learnt };
  } catch (error) {
    // The cached device may be out of date: the next run looks it up again.
    const wrong = isFailure(error) && errorKind(error.cause) === 'wrong-device' && resolved.device === undefined;
    if (wrong) writeUser(resolved, { ...cachedUser(resolved), device: undefined });
    throw error;
  } finally {
    codes?.close();
  }
}

const overAlready = (): Failure =>
  refused("by this machine's clock the new session is over already", 'set the clock, then take the next code');

const aMomentLater = <Value>(value: Value): Promise<Value> =>
  new Promise((resolve) => setTimeout(() => resolve(value), 1000).unref());

/** A profile may ask for a longer role session than STS gives (C3.6). */
function warnOfCut({ selection, request }: ResolvedConfig, steps: Step[], context: Context): void {
  const wish = request.duration === undefined ? (selection.roles.at(-1)?.duration ?? 0) : 0;
  const given = steps.at(-1)?.duration ?? wish;
  if (wish <= given) return;
  const what = selection.roles.length > 1 ? 'a role assumed from another role' : 'a role';
  context.warn(`duration_seconds is lowered to ${given}, the maximum for ${what}`);
}

interface Run {
  resolved: ResolvedConfig;
  context: Context;
  calls: Calls;
  codes: CodeSource | undefined;
  device: string;
  isListed: boolean;
  /** The user's name, if it is known before the first call. */
  name: string | undefined;
  user: Promise<User>;
}

async function knownDevice(
  resolved: ResolvedConfig,
  { device, left }: Progress,
  calls: Calls,
  codes: CodeSource | undefined,
  context: Context,
): Promise<{ device: string; user: User; steps: Step[]; isListed: boolean }> {
  const user = cachedUser(resolved);
  if (device !== undefined) return { device, user, steps: left, isListed: false };
  const { isListed, ...found } = await findDevice(resolved, user, calls, codes, context);
  return { device: found.device, user: found, steps: stepsFor(resolved, found.device), isListed };
}

/**
 * A role session has the user's name, which may not be the device's, and a hardware device tells no account. Then STS is
 * asked once, while the code is typed or sent.
 */
async function namedUser({ resolved, codes, calls, device }: Omit<Run, 'user'>, user: User): Promise<User> {
  const forRoles =
    codes !== undefined && (resolved.selection.roles.length > 0 || /role_arn/.test(resolved.files.config.text));
  const request =
    (user.name === undefined && (forRoles || nameIn(device) === undefined)) ||
    (user.account === undefined && accountOf(device) === undefined);
  return request ? await learnUser(resolved, user, calls) : user;
}

async function runStep(run: Run, step: Step, signer: KeyPair | Session): Promise<Session> {
  const { calls, codes, context, device, isListed, resolved } = run;
  const memory = { cache: resolved.cache, device, endpoint: endpointKey(resolved.endpoint) };
  const send = async (code?: string): Promise<Session> => {
    const name = step.action === 'AssumeRole' ? sessionName(await run.user, device) : undefined;
    const sts = await calls.sts();
    if (context.meanwhile) setImmediate(context.meanwhile); // the call is on its way by then
    return sts.call(step, signer, code, name);
  };
  const explain = (error: unknown, code = ''): Promise<Failure> =>
    calls.explain(error, {
      device: step.device,
      role: step.action === 'AssumeRole' ? step.role.arn : undefined,
      signedBySession: 'sessionToken' in signer,
      secrets: [code, signer.secretAccessKey, 'sessionToken' in signer ? signer.sessionToken : ''].filter((one) => one),
    });
  while (codes && step.device !== undefined) {
    checkTries(memory, context.now());
    // The user types while the connection opens and the SDK loads. Their errors are told after the code.
    const typed = codes.next(codeQuestion(resolved.selection.name, device, run.name));
    typed.catch(() => {});
    if (codes.asks) await new Promise(setImmediate); // the question, or the command, comes first
    const ready = codes.choose ? rehearsed(calls) : calls.sts();
    ready.catch(() => {});
    const code = await typed;
    await ready;
    const tell = (error: unknown): Promise<Failure> => explain(error, code);
    const answer = await sendCode({ code, memory, isListed, now: context.now, send: () => send(code), explain: tell });
    if (!isFailure(answer)) return answer;
    if (!codes.tryAgain(answer)) throw answer;
  }
  try {
    return await send();
  } catch (error) {
    if (errorKind(error) === 'role-refused' && (await learnsName(run))) return await runStep(run, step, signer);
    throw await explain(error);
  }
}

const rehearsed = async (calls: Calls): Promise<void> => (await calls.sts()).rehearse();

/**
 * The device mostly has the user's name, which saves a call. But a role may trust only the right name
 * (sts:RoleSessionName): where it refuses, STS is asked. @returns whether another name was sent
 */
async function learnsName(run: Run): Promise<boolean> {
  const before = await run.user;
  if (before.name !== undefined) return false;
  run.user = learnUser(run.resolved, before, run.calls);
  return sessionName(await run.user, run.device) !== sessionName(before, run.device);
}

async function tidy({ cache }: ResolvedConfig, context: Context): Promise<void> {
  try {
    const { deleteExpired } = await import('../cache/list-entries.ts');
    if (cache.folder !== undefined) deleteExpired(cache.folder, context.now() / 1000);
  } catch {} // what cannot be taken away now is over all the same
}
