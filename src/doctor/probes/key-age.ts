import { type User, userOfArn } from '../../cache/entry.ts';
import { userKey } from '../../cache/keys.ts';
import { listSessions, listUsers } from '../../cache/list-entries.ts';
import { openCache } from '../../cache/open.ts';
import { SIGNS_S } from '../../session/progress.ts';
import type { StsQuery } from './sts.ts';

interface Asked {
  /** The cache folder; '' for none. */
  cache: string;
  accessKeyId: string;
  endpoint: string;
  /** Of the user. */
  arn: string;
  /** Milliseconds since 1970. */
  now: number;
}

/**
 * When AWS made a key, in Unix seconds: what the cache knows, else what IAM says to a cached session of the user, which
 * the cache then knows for `list`. Nobody is asked for a code.
 * @throws errors of the SDK
 */
export async function keyCreated(
  { cache, accessKeyId, endpoint, arn, now }: Asked,
  { where, files, env, end }: StsQuery,
): Promise<number | undefined> {
  if (cache === '') return undefined;
  const isOwn = (one: { accessKeyId: string; endpoint: string }): boolean =>
    one.accessKeyId === accessKeyId && one.endpoint === endpoint;
  const known: User = listUsers(cache).find(isOwn)?.user ?? {};
  if (known.keyCreated !== undefined) return known.keyCreated;
  const kept = listSessions(cache).find((one) => isOwn(one) && one.roles.length === 0);
  const { name } = userOfArn(arn);
  if (!kept || !name || kept.session.expires < now / 1000 + SIGNS_S) return undefined;
  const { accessKeys } = await import('../../aws/sdk/access-keys.ts');
  const keys = await (await accessKeys(kept.session, name, where, files, env, end)).list();
  const key = keys.find(({ id }) => id === accessKeyId);
  if (!key) return undefined;
  const created = Math.floor(key.created / 1000);
  remember(cache, userKey(accessKeyId, endpoint), { ...known, keyCreated: created });
  return created;
}

/** After a failed write, the next run asks again. */
function remember(cache: string, key: string, user: User): void {
  try {
    openCache(cache).write(key, user);
  } catch {}
}
