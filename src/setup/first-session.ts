import { isToken } from '../aws/device.ts';
import { errorKind } from '../aws/error-kind.ts';
import type { Context } from '../context.ts';
import { failureIn, isFailure } from '../errors.ts';
import { checkCode } from '../mfa/code.ts';
import { CODE_TRIES, codeCommand } from '../mfa/code-source.ts';
import { usedBefore } from '../mfa/send-code.ts';
import { getSession, type Outcome } from '../session/get-session.ts';
import type { ResolvedConfig } from '../session/resolved-config.ts';
import { sessionLine } from '../text/format.ts';
import type { Change, Guide } from './guide.ts';

/** Starts the first session, which then is in the cache. @throws Failure: what AWS, the network or the user said */
export async function startSession(guide: Guide): Promise<Change> {
  const { resolved, ask, context, changed } = guide;
  if (!resolved) return { session: 'left' };
  const hasCommand = !!codeCommand(resolved.selection, context.env);
  if (!hasCommand && !guide.isAsked) return { session: 'left' };
  if (changed.length === 0 && !(await ask.confirm('Start a session now?'))) return { session: 'left' };
  let outcome: Outcome;
  try {
    outcome = await newSession(guide, resolved, hasCommand);
  } catch (error) {
    // A device that could not be looked up may be the wrong one.
    const isDoubtful = guide.isAsked && guide.isListed === false && isFailure(error);
    if (!isDoubtful || errorKind(error.cause) !== 'wrong-device') throw error;
    ask.wrong(error.message);
    guide.doubted = resolved.device;
    return { device: 'missing' };
  }
  changed.push('a session is in the cache');
  ask.done(`Session: ${sessionLine(outcome, context.now()).trimEnd()}`);
  return { session: 'there' };
}

async function newSession(guide: Guide, resolved: ResolvedConfig, hasCommand: boolean): Promise<Outcome> {
  const { context, firstSession } = guide;
  if (firstSession) return await firstSession((code) => sessionBy(code, resolved, context));
  if (hasCommand) return (await getSession(resolved, context)).outcome;
  return await sessionByPerson(guide, resolved);
}

async function sessionBy(code: string, resolved: ResolvedConfig, context: Context): Promise<Outcome> {
  const request = { ...resolved.request, code, refresh: true };
  return (await getSession({ ...resolved, request }, context)).outcome;
}

async function sessionByPerson({ ask, context, state, caller }: Guide, resolved: ResolvedConfig): Promise<Outcome> {
  const where = isToken(resolved.device ?? 'arn:') ? 'on your token' : 'in your authenticator app';
  const question = [`MFA code for ${caller?.user ?? state.profile}`, `the six digits ${where}`];
  for (let tries = 1; ; tries++) {
    const code = checkCode(await ask.secret(question, codeProblem));
    try {
      return await sessionBy(code, resolved, context);
    } catch (error) {
      const mayFollow = isFailure(error) && (errorKind(error.cause) === 'wrong-code' || error.cause === usedBefore);
      if (!mayFollow || tries === CODE_TRIES) throw error;
      ask.wrong([error.message, error.advice]);
    }
  }
}

const codeProblem = (typed: string): string | undefined => failureIn(() => checkCode(typed))?.message;
