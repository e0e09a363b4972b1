import { type Caller, callerArn, mfaPresent } from '../caller.ts';
import { invalidRequest, invalidTokenForIam, mayNotCallIam, noSuchUser } from '../refusal.ts';
import { type NumberRule, type TextRule, validate } from '../validation.ts';
import type { User } from '../world.ts';
import type { Call } from './action.ts';

/** The rule for UserName in IAM's model. */
const USER_NAME: TextRule = { field: 'UserName', pattern: '[\\w+=,.@-]+', min: 1, max: 128 };

/** The actions that AWS's example policy DenyAllExceptListedIfNoMFA allows without MFA. */
const WITHOUT_MFA = new Set([
  'CreateVirtualMFADevice',
  'EnableMFADevice',
  'GetUser',
  'ListMFADevices',
  'ListVirtualMFADevices',
  'ResyncMFADevice',
]);

function isAllowed(user: User, action: string): boolean {
  if (action === 'ListMFADevices') return user.mayListDevices;
  if (action === 'GetUser') return user.mayGetUser;
  return user.mayNot?.includes(action) !== true;
}

/** Whether the credentials of the request carry MFA. Root does not need it. */
export function hasMfa(caller: Caller): boolean {
  return caller.kind === 'root' || mfaPresent(caller) === true;
}

/** Checks the fields. Before that: a session without MFA may call nothing of IAM. */
export function admit({ caller, fields }: Call, rules: readonly (TextRule | NumberRule)[]): void {
  if (caller.kind === 'user' && caller.session && !hasMfa(caller)) throw invalidTokenForIam();
  validate(fields, rules);
}

/** Throws unless the caller's policies allow an action on a resource, named as AWS's texts name it. */
export function authorize({ caller }: Call, action: string, resource: string): void {
  if (caller.kind === 'root') return;
  const explicit = caller.kind === 'user' && caller.user.forceMfa && !hasMfa(caller) && !WITHOUT_MFA.has(action);
  if (explicit || caller.kind !== 'user' || !isAllowed(caller.user, action)) {
    throw mayNotCallIam(callerArn(caller), action, resource, explicit);
  }
}

/**
 * What an action says about its fields: the rules beside that for UserName; whether UserName must be given, always or
 * by temporary credentials.
 */
type Fields = { rules?: readonly (TextRule | NumberRule)[]; nameRequired?: 'always' | 'for-sessions' };

/** The user that an IAM call is about: the named one, or the caller. A user may look at itself only. */
export function targetUser(call: Call, action: string, { rules = [], nameRequired }: Fields = {}): User {
  const { caller, fields } = call;
  admit(call, [{ ...USER_NAME, required: nameRequired === 'always' }, ...rules]);
  const own = caller.kind === 'user' ? caller.user.name : undefined;
  const name = fields.UserName ?? (nameRequired === 'for-sessions' && caller.session ? undefined : own);
  if (name === undefined) throw invalidRequest('Must specify userName when calling with non-User credentials');
  authorize(call, action, `user ${name}`);
  const user = caller.account.users.find((candidate) => candidate.name === name);
  if (user && own !== undefined && name !== own) throw mayNotCallIam(callerArn(caller), action, `user ${name}`);
  if (!user) throw noSuchUser(name);
  return user;
}
