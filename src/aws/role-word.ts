import { isRoleArn } from './profile.ts';

/** A role as a person names it: its ARN, or its name with or without an account. */
export type RoleWord = { arn: string } | { account?: string | undefined; name: string };

/**
 * Reads `ARN`, `ACCOUNT:ROLE` or `ROLE`, in which ROLE may have a path: `team/admin`.
 * @returns undefined for anything else: `role/admin` is a piece of an ARN, and digits alone are an account or a code
 */
export function roleWord(text: string): RoleWord | undefined {
  if (isRoleArn(text)) return { arn: text };
  const [, account, path = '', name = ''] = /^(?:(\d{12}):)?((?:[!-.0-9;-~]+\/)*)([\w+=,.@-]{1,64})$/.exec(text) ?? [];
  return name === '' || path.startsWith('role/') || /^\d+$/.test(text) ? undefined : { account, name: path + name };
}

export const roleArn = (partition: string, account: string, name: string): string =>
  `arn:${partition}:iam::${account}:role/${name}`;
