import { nameIn } from '../aws/device.ts';
import { endpointKey } from '../aws/endpoint.ts';
import { type User, userKey, userOfArn } from '../cache/user.ts';
import { writeEntry } from '../cache/write.ts';
import type { Calls } from './aws-calls.ts';
import type { ResolvedConfig } from './resolve.ts';

/**
 * Asks STS whose keys these are, and remembers it. Nothing depends on the answer but names that people read.
 * @returns what was known before, where STS does not tell
 */
export async function learnUser(resolved: ResolvedConfig, user: User, calls: Calls): Promise<User> {
  try {
    const learnt = { ...user, ...userOfArn(await (await calls.sts()).caller(resolved.keys)) };
    rememberUser(resolved, learnt);
    return learnt;
  } catch {
    return user;
  }
}

/** What cannot be kept is asked for again the next time. */
export function rememberUser({ cache, keys, endpoint }: ResolvedConfig, user: User): void {
  try {
    if (cache !== undefined) writeEntry(cache, userKey(keys.accessKeyId, endpointKey(endpoint)), user);
  } catch {}
}

/** A role session's name where the profile gives none: the user's, in STS's alphabet and length (C3.6). */
export function sessionName(user: User, device: string): string {
  const name = user.name ?? nameIn(device) ?? 'mfa-env';
  const clean = name.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);
  return clean.length < 2 ? `${clean}-mfa-env` : clean;
}
