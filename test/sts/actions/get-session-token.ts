import { issue } from '../credentials.ts';
import { checkMfa, MFA_RULES } from '../mfa.ts';
import { notWithSession } from '../refusal.ts';
import { integer, validate } from '../validation.ts';
import type { Action } from './action.ts';

const DEFAULT_SECONDS = 43200;
const ROOT_SECONDS = 3600;

/** GetSessionToken. No policy is asked: AWS says that none controls it. Root sessions are cut to one hour. */
export const getSessionToken: Action = (call) => {
  const { caller, fields, tokenKey, now } = call;
  validate(fields, [{ field: 'DurationSeconds', integer: true, min: 900, max: 129600 }, ...MFA_RULES]);
  if (caller.session || caller.kind === 'role') throw notWithSession('GetSessionToken');
  const mfaAt = checkMfa(call);
  const wanted = integer(fields, 'DurationSeconds') ?? DEFAULT_SECONDS;
  const seconds = caller.kind === 'root' ? Math.min(wanted, ROOT_SECONDS) : wanted;
  const name = caller.kind === 'user' ? caller.user.name : '';
  const mfa = mfaAt === undefined ? {} : { mfaAt };
  return [issue({ kind: caller.kind, accountId: caller.account.id, name, ...mfa }, now, seconds, tokenKey)];
};
