import type { Account, Role, User } from './world.ts';

/** The ARN of a user, with its path: `arn:aws:iam::111122223333:user/division/bob`. */
export function userArn(account: Account, user: User): string {
  return `arn:${account.partition}:iam::${account.id}:user${user.path}${user.name}`;
}

/** The ARN of a role, with its path. */
export function roleArn(account: Account, role: Role): string {
  return `arn:${account.partition}:iam::${account.id}:role${role.path}${role.name}`;
}

/** The ARN of an account's root. */
export function rootArn(account: Account): string {
  return `arn:${account.partition}:iam::${account.id}:root`;
}

/** The ARN of a role session. Unlike the role's own ARN it has no path. */
export function roleSessionArn(account: Account, role: Role, sessionName: string): string {
  return `arn:${account.partition}:sts::${account.id}:assumed-role/${role.name}/${sessionName}`;
}
