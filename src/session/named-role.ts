import { accountOf, accountOfKey } from '../aws/device.ts';
import { partitionOf } from '../aws/region.ts';
import { type RoleWord, roleArn } from '../aws/role.ts';
import { userOfArn } from '../cache/entry.ts';
import { commandLine } from '../cli/to-type.ts';
import type { Context } from '../context.ts';
import { refused } from '../errors.ts';
import { givenTo, openAwsCalls } from './aws-calls.ts';
import { cachedUser } from './progress.ts';
import type { ResolvedConfig } from './resolved-config.ts';
import { writeUser } from './user.ts';

/**
 * The ARN of the role that `--role-arn` names. A name alone is of the account that assumes it; STS is asked only
 * where nothing else tells that. @param resolved with the profile's own roles @throws Failure where STS does not tell it
 */
export async function namedRole(resolved: ResolvedConfig, role: RoleWord, context: Context): Promise<string> {
  if ('arn' in role) return role.arn;
  const account = role.account ?? knownAccount(resolved) ?? (await askedAccount(resolved, role.name, context));
  return roleArn(partitionOf(resolved.region), account, role.name);
}

function knownAccount(resolved: ResolvedConfig): string | undefined {
  const { selection, device, keys } = resolved;
  const own = accountOf(selection.roles.at(-1)?.arn ?? device ?? '');
  return own ?? cachedUser(resolved).account ?? accountOfKey(keys.accessKeyId);
}

async function askedAccount(resolved: ResolvedConfig, name: string, context: Context): Promise<string> {
  if (!resolved.request.cached) {
    context.watchSignals();
    const calls = await openAwsCalls(resolved, context);
    const arn = await calls.caller().catch(async (error) => {
      throw await calls.explain(error);
    });
    const user = userOfArn(arn);
    writeUser(resolved, { ...cachedUser(resolved), ...user });
    if (user.account) return user.account;
  }
  const line = commandLine({ ...givenTo(resolved, context), roleArn: `ACCOUNT:${name}` });
  throw refused(`the account of the role ${name} is not known`, `name it, too: ${line}`);
}
