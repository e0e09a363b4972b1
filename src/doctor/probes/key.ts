import { accountOf, configuredDevice, serialOf } from '../../aws/device.ts';
import { endpointKey, endpointOf } from '../../aws/endpoint.ts';
import { type Profile, readProfile } from '../../aws/profile.ts';
import { keyOwner, type ProfileSelection, selectedName, selectProfile } from '../../aws/select-profile.ts';
import { type User, userOfArn } from '../../cache/entry.ts';
import { userKey } from '../../cache/keys.ts';
import { type CachedSession, listSessions, listUsers } from '../../cache/list-entries.ts';
import { openCache } from '../../cache/open.ts';
import { unlessFailure } from '../../errors.ts';
import { devicesOf } from '../../session/aws-calls.ts';
import { SIGNS_S } from '../../session/progress.ts';
import type { Environment } from '../../shell/env-diff.ts';
import type { KeyFacts, NamedDevice } from '../facts.ts';
import { askCaller, type StsQuery } from './sts.ts';

/**
 * Whose key it is, how old, and which MFA devices that user has.
 * @param cache folder that remembers devices; '' for none @param now milliseconds since 1970
 */
export async function askKey(
  query: StsQuery,
  cache: string,
  profile: string | undefined,
  now: number,
): Promise<KeyFacts> {
  const { env, where, end } = query;
  const choice = unlessFailure(() => selectProfile(profile, env, where.files)); // the check `chain` reports a failure
  if (!choice) return { unknown: `profile ${selectedName(profile, env)} has no access key`, isMissing: true };
  const { source, roles } = choice;
  if (source.from === 'process') return { unknown: 'it comes from a command, which doctor does not run' };
  const owner = source.from === 'environment' ? '' : keyOwner(choice);
  const caller = await askCaller(source.keys, query);
  if ('cause' in caller) {
    const { cause } = caller;
    if (cause === 'unknown-key' || cause === 'wrong-secret') return { owner, refused: cause };
    if (cause === 'region-disabled') return { unknown: `STS is disabled in ${where.region}` };
    return { unknown: cause === 'clock' ? 'the clock is wrong' : 'STS did not identify the user' };
  }
  const { accessKeyId } = source.keys;
  const endpoint = endpointKey(endpointOf('STS', where, env));
  const known = inCache(cache, accessKeyId, endpoint);
  const [devices, created] = await Promise.all([
    untilAborted(end, devicesOf(source.keys, where, env)),
    untilAborted(end, createdAt(known, accessKeyId, caller.arn, query, now)),
  ]);
  return {
    owner,
    ...caller,
    ...deviceOf(choice, query, known.user.device, accountOf(caller.arn)),
    devices: devices?.map(({ serial }) => serial),
    provenDevices: known.sessions.map(({ device }) => device),
    hasRole: roles.length > 0,
    created,
  };
}

/** The result of the work; undefined where it fails or the signal comes first. */
const untilAborted = <T>(end: AbortSignal, work: Promise<T>): Promise<T | undefined> =>
  Promise.race([
    work.catch(() => undefined),
    new Promise<undefined>((resolve) => {
      if (end.aborted) resolve(undefined);
      end.addEventListener('abort', () => resolve(undefined));
    }),
  ]);

/** The device that a new session would use (C3.5). A device of `default` in another account is reported apart. */
function deviceOf(
  { chain }: ProfileSelection,
  { where, env }: StsQuery,
  remembered: string | undefined,
  account: string | undefined,
): { device?: NamedDevice; foreignDefault?: string } {
  const own = namedBy(env, chain);
  if (own) return { device: own };
  const usual = readProfile(where.files, 'default');
  const device = usual && namedBy({}, [usual]);
  const other = accountOf(device?.serial ?? '');
  if (device && (other === undefined || other === account)) return { device };
  return {
    ...(remembered !== undefined && { device: { serial: remembered, from: 'cache' } }),
    ...(device?.serial !== undefined && { foreignDefault: device.serial }),
  };
}

function namedBy(env: Environment, chain: Profile[]): NamedDevice | undefined {
  const owner = chain.find(serialOf);
  if (!env.AWS_MFA_SERIAL && !owner) return undefined;
  const from = env.AWS_MFA_SERIAL ? 'variable' : { profile: owner?.name ?? '' };
  return { serial: unlessFailure(() => configuredDevice(chain, env)), from };
}

interface Known {
  user: User;
  sessions: CachedSession[];
  remember: (more: User) => void;
}

/** What the cache holds for a key. @param cache the folder; '' for none */
function inCache(cache: string, accessKeyId: string, endpoint: string): Known {
  if (cache === '') return { user: {}, sessions: [], remember: () => {} };
  const isOwn = (one: { accessKeyId: string; endpoint: string }): boolean =>
    one.accessKeyId === accessKeyId && one.endpoint === endpoint;
  const user: User = listUsers(cache).find(isOwn)?.user ?? {};
  return {
    user,
    sessions: listSessions(cache).filter(isOwn),
    remember(more) {
      try {
        openCache(cache).write(userKey(accessKeyId, endpoint), { ...user, ...more });
      } catch {} // the next run asks again
    },
  };
}

/**
 * When AWS made a key, in Unix seconds: what the cache knows, else what IAM says to a cached session of the user, so that
 * nobody is asked for a code. The cache then knows it for `list`, too.
 * @throws errors of the SDK
 */
async function createdAt(
  { user, sessions, remember }: Known,
  accessKeyId: string,
  arn: string,
  { where, env, end }: StsQuery,
  now: number,
): Promise<number | undefined> {
  if (user.keyCreated !== undefined) return user.keyCreated;
  const signer = sessions.find(({ roles }) => roles.length === 0)?.session;
  const { name } = userOfArn(arn);
  if (!signer || !name || signer.expires < now / 1000 + SIGNS_S) return undefined;
  const { accessKeys } = await import('../../aws/sdk/access-keys.ts');
  const keys = await (await accessKeys(signer, name, where, env, end)).list();
  const key = keys.find(({ id }) => id === accessKeyId);
  if (!key) return undefined;
  const keyCreated = Math.floor(key.created / 1000);
  remember({ keyCreated });
  return keyCreated;
}
