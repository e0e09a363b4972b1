import { accountOf, configuredDevice, defaultDeviceOwner } from '../aws/device.ts';
import { endpointKey, endpointOf } from '../aws/endpoint.ts';
import { excerpts } from '../aws/files/excerpt.ts';
import type { AwsFiles } from '../aws/files/read.ts';
import { plan } from '../aws/plan.ts';
import { profileNames, readProfile } from '../aws/profile.ts';
import { partitionOf, stsRegion } from '../aws/region.ts';
import { longTermKeys } from '../aws/select-profile.ts';
import { followSourceChain, type KeySource } from '../aws/source-chain.ts';
import type { CachedSession, CachedUser } from '../cache/list-entries.ts';
import { isFailure } from '../errors.ts';
import { beforeSession, type Environment } from '../shell/env-diff.ts';

/** What is known of a profile without a call. */
export interface ProfileView {
  name: string;
  /** Where its credentials come from. */
  from: 'keys' | 'source' | 'role' | 'process' | 'written' | 'nowhere';
  /** Its source profiles, nearest first. */
  sources: string[];
  /** ARNs, in the order in which they are assumed. */
  roles: string[];
  account: string | undefined;
  device: string | undefined;
  /** The id of its long-term key; undefined where only a command knows it. */
  accessKeyId: string | undefined;
  /** The cached session that `mfa-env -p NAME` uses; undefined where only a command knows the access key. */
  session: CachedSession | undefined;
  /** Why the profile cannot be used. */
  problem: string | undefined;
}

/** The contents of the cache. */
export interface Cached {
  sessions: readonly CachedSession[];
  users: readonly CachedUser[];
}

/** Every profile of the files, in their order (C1). */
export function viewProfiles(files: AwsFiles, cached: Cached, env: Environment): ProfileView[] {
  const excerptFor = excerpts(files);
  return profileNames(files).map((name) => viewProfile(excerptFor(name), name, cached, env));
}

function viewProfile(files: AwsFiles, name: string, cached: Cached, env: Environment): ProfileView {
  try {
    const before = beforeSession(env);
    const { chain, roles, source } = followSourceChain(files, name, longTermKeys(before));
    const accessKeyId = source.from === 'process' ? undefined : source.keys.accessKeyId;
    const settings = chain[0]?.settings ?? {};
    const endpoint = endpointKey(endpointOf('STS', '', env, settings, files));
    const user = cached.users.find((known) => known.accessKeyId === accessKeyId && known.endpoint === endpoint)?.user;
    const device =
      configuredDevice(undefined, env, chain, () => defaultDeviceOwner(files, accessKeyId ?? '')) ?? user?.device;
    const last = roles.at(-1)?.arn;
    const region = stsRegion([before.AWS_REGION, before.AWS_DEFAULT_REGION], last ?? device, settings.region);
    const partition = partitionOf(region);
    const steps = accessKeyId && device ? plan({ accessKeyId, device, partition, endpoint, roles }) : undefined;
    const [, ...sources] = chain.map((profile) => profile.name);
    return {
      name,
      from: fromOf(source, roles.length, sources.length),
      sources,
      roles: roles.map(({ arn }) => arn),
      account: accountOf(last ?? device ?? '') ?? user?.account,
      device,
      accessKeyId,
      session: cached.sessions.find(({ cacheKey }) => cacheKey === steps?.at(-1)?.cacheKey),
      problem: undefined,
    };
  } catch (error) {
    if (!isFailure(error)) throw error;
    const { aws_session_token: token } = readProfile(files, name)?.settings ?? {};
    const nothing = { sources: [], roles: [], account: undefined, device: undefined, accessKeyId: undefined };
    return { ...nothing, name, from: token ? 'written' : 'nowhere', session: undefined, problem: error.message };
  }
}

function fromOf(source: KeySource, roles: number, sources: number): ProfileView['from'] {
  if (roles > 0) return 'role';
  if (source.from === 'process') return 'process';
  return sources > 0 ? 'source' : 'keys';
}
