import { callerArn } from '../caller.ts';
import { invalidRequest, invalidTokenForIam, mayNotCallIam, noSuchUser } from '../refusal.ts';
import { type NumberRule, type TextRule, validate } from '../validation.ts';
import type { User } from '../world.ts';
import type { Call } from './action.ts';

/** The rule for UserName in IAM's model. */
export const USER_NAME: TextRule = { field: 'UserName', min: 1, max: 128 };

/**
 * The user that an IAM call is about: the named one, or the caller. The force-MFA policy lets these calls through.
 *
 * Throws what AWS throws: a session without MFA may call nothing, and a user may look at itself only.
 */
export function targetUser(
  { caller, fields }: Call,
  action: string,
  allowed: (user: User) => boolean,
  rules: readonly (TextRule | NumberRule)[],
): User {
  if (caller.session && caller.kind === 'user' && caller.session.mfaAt === undefined) throw invalidTokenForIam();
  validate(fields, rules);
  const own = caller.kind === 'user' ? caller.user.name : undefined;
  const name = fields.UserName ?? own;
  if (name === undefined) throw invalidRequest('Must specify userName when calling with non-User credentials');
  const user = caller.account.users.find((candidate) => candidate.name === name);
  const permitted = caller.kind === 'root' || (caller.kind === 'user' && allowed(caller.user));
  if (!permitted || (user && own !== undefined && name !== own)) throw mayNotCallIam(callerArn(caller), action, name);
  if (!user) throw noSuchUser(name);
  return user;
}
