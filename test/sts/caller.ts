import { roleSessionArn, rootArn, userArn } from './arn.ts';
import { findAccount } from './lookup.ts';
import type { Session } from './tokens.ts';
import type { Account, Role, User, World } from './world.ts';

/** Who signed a request. `session` is missing for long-term keys. */
export type Caller = { account: Account; session?: Session } & (
  | { kind: 'user'; user: User }
  | { kind: 'root' }
  | { kind: 'role'; role: Role; sessionName: string }
);

/** The caller's ARN. A GetSessionToken session has that of its user. */
export function callerArn(caller: Caller): string {
  if (caller.kind === 'user') return userArn(caller.account, caller.user);
  if (caller.kind === 'root') return rootArn(caller.account);
  return roleSessionArn(caller.account, caller.role, caller.sessionName);
}

/** The caller's UserId: `AIDA…`, `AROA…:session`, or the account's id for root. */
export function callerId(caller: Caller): string {
  if (caller.kind === 'user') return caller.user.id;
  if (caller.kind === 'root') return caller.account.id;
  return `${caller.role.id}:${caller.sessionName}`;
}

/**
 * `aws:MultiFactorAuthPresent`: undefined where AWS leaves the key out, i.e. for long-term keys and for role
 * sessions, which carry no MFA information even when MFA was given to AssumeRole.
 */
export function mfaPresent({ kind, session }: Caller): boolean | undefined {
  return session && kind !== 'role' ? session.mfaAt !== undefined : undefined;
}

/** The caller of a session, or undefined when the user or role is gone. */
export function sessionCaller(world: World, session: Session): Caller | undefined {
  const account = findAccount(world, session.accountId);
  if (!account) return undefined;
  if (session.kind === 'root') return { account, session, kind: 'root' };
  if (session.kind === 'user') {
    const user = account.users.find(({ name }) => name === session.name);
    return user && { account, session, kind: 'user', user };
  }
  const role = account.roles.find(({ name }) => name === session.name);
  return role && { account, session, kind: 'role', role, sessionName: session.sessionName ?? '' };
}
