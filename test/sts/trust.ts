import { roleArn, rootArn } from './arn.ts';
import { type Caller, callerArn, mfaPresent } from './caller.ts';
import type { RoleRefusal } from './role-refusal.ts';
import type { Account, Role } from './world.ts';

/** The facts that the trust policy of a role and the policies of the caller are held against. */
export type Attempt = {
  caller: Caller;
  account: Account;
  role: Role;
  externalId: string | undefined;
  /** Seconds since 1970; set when the AssumeRole request itself carried a right code. */
  mfaAt: number | undefined;
  now: Date;
};

function principalArns(caller: Caller): string[] {
  const own = callerArn(caller);
  return caller.kind === 'role' ? [own, roleArn(caller.account, caller.role)] : [own];
}

/** `direct`: the role names this caller. `account`: it names the account and leaves the rest to its policies. */
function trusts(role: Role, caller: Caller): 'direct' | 'account' | 'no' {
  if (['*', ...principalArns(caller)].some((principal) => role.trust.includes(principal))) return 'direct';
  const whole = [caller.account.id, rootArn(caller.account)];
  return whole.some((principal) => role.trust.includes(principal)) ? 'account' : 'no';
}

function policyAllows(caller: Caller, arn: string): boolean {
  const policies = caller.kind === 'user' ? caller.user : caller.kind === 'role' ? caller.role : undefined;
  return policies?.allowAssume.some((allowed) => allowed === '*' || allowed === arn) ?? false;
}

function conditionsHold({ role, caller, externalId, mfaAt, now }: Attempt): boolean {
  const present = mfaAt === undefined ? mfaPresent(caller) : true;
  const checkedAt = mfaAt ?? (caller.kind === 'role' ? undefined : caller.session?.mfaAt);
  const age = checkedAt === undefined ? undefined : now.getTime() / 1000 - checkedAt;
  return (
    (role.externalId === undefined || role.externalId === externalId) &&
    (role.requireMfa !== 'Bool' || present === true) &&
    (role.requireMfa !== 'BoolIfExists' || present !== false) &&
    (role.maxMfaAge === undefined || (age !== undefined && age < role.maxMfaAge))
  );
}

/** Whether a caller may assume a role; or the refusal, where AWS names the policy: as the force-MFA policy's Deny. */
export function decide(attempt: Attempt): 'allow' | 'refuse' | RoleRefusal {
  const { caller, account, role, mfaAt } = attempt;
  if (caller.kind === 'user' && caller.user.forceMfa && mfaAt === undefined && mfaPresent(caller) !== true) {
    return { by: 'identity', explicit: true };
  }
  if (role.refusal) return role.refusal;
  const trust = trusts(role, caller);
  const sameAccount = caller.account.id === account.id;
  const enough =
    trust !== 'no' && ((trust === 'direct' && sameAccount) || policyAllows(caller, roleArn(account, role)));
  return enough && conditionsHold(attempt) ? 'allow' : 'refuse';
}
