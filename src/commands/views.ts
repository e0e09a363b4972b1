import { accountOf, configuredDevice, defaultDeviceOwner } from '../aws/device.ts';
import { endpointKey, endpointOf } from '../aws/endpoint.ts';
import type { AwsFiles } from '../aws/files/read.ts';
import { type KeySource, keptKey, keyIdOf, type StoreName } from '../aws/long-term-keys.ts';
import { NO_DEVICE, plan } from '../aws/plan.ts';
import { excerpts, profileNames, readProfile } from '../aws/profile.ts';
import { partitionOf, stsRegion } from '../aws/region.ts';
import { longTermKeys } from '../aws/select-profile.ts';
import { followSourceChain } from '../aws/source-chain.ts';
import type { CachedSession, CachedUser } from '../cache/list-entries.ts';
import { liveShells, processFacts } from '../cache/list-shells.ts';
import { isFailure } from '../errors.ts';
import { SOON_OVER_S } from '../session/progress.ts';
import { shellNamed } from '../shell/detect.ts';
import { beforeSession, type Environment } from '../shell/env-diff.ts';
import type { shades } from '../text/colors.ts';
import type { Cell } from '../text/table.ts';
import { secondsLeft, showClock, showDuration } from '../text/time.ts';

/** What is known of a profile without a call. */
export interface ProfileView {
  name: string;
  from: 'keys' | 'source' | 'role' | 'process' | 'written' | 'nowhere';
  /** Its source profiles, nearest first. */
  sources: string[];
  /** ARNs, in the order in which they are assumed. */
  roles: string[];
  account?: string | undefined;
  device?: string | undefined;
  /** The id of its long-term key; undefined where only a command knows it. */
  accessKeyId?: string | undefined;
  /** When AWS made that key, where the cache knows it: Unix seconds. */
  keyCreated?: number | undefined;
  /** Where `keep` has put its key. */
  store?: StoreName | undefined;
  /** The cached session that `mfa-env -p NAME` uses; undefined where only a command knows the access key. */
  session?: CachedSession | undefined;
  /** Why it leads to no keys. */
  problem?: string;
}

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
    const accessKeyId = keyIdOf(source);
    const settings = chain[0]?.settings ?? {};
    const endpoint = endpointKey(endpointOf('STS', { region: '', settings, files }, env));
    const user = cached.users.find((known) => known.accessKeyId === accessKeyId && known.endpoint === endpoint)?.user;
    const configured = configuredDevice(chain, env, { fallback: () => defaultDeviceOwner(files, accessKeyId ?? '') });
    const device = configured ?? user?.device;
    const last = roles.at(-1)?.arn;
    const region = stsRegion([before.AWS_REGION, before.AWS_DEFAULT_REGION], last ?? device, settings.region);
    const partition = partitionOf(region);
    const sent = configured ?? (last && !user?.rolesWithCode?.includes(last) ? NO_DEVICE : user?.device);
    const steps =
      accessKeyId && sent !== undefined ? plan({ accessKeyId, device: sent, partition, endpoint, roles }) : undefined;
    const [, ...sources] = chain.map((profile) => profile.name);
    return {
      name,
      from: fromOf(source, roles.length, sources.length),
      sources,
      roles: roles.map(({ arn }) => arn),
      account: accountOf(last ?? device ?? '') ?? user?.account,
      device,
      accessKeyId,
      store: source.from === 'process' ? keptKey(source.command)?.store : undefined,
      keyCreated: user?.keyCreated,
      session: cached.sessions.find(({ cacheKey }) => cacheKey === steps?.at(-1)?.cacheKey),
    };
  } catch (error) {
    if (!isFailure(error)) throw error;
    const { aws_session_token: token } = readProfile(files, name)?.settings ?? {};
    return { name, from: token ? 'written' : 'nowhere', sources: [], roles: [], problem: error.message };
  }
}

function fromOf(source: KeySource, roles: number, sources: number): ProfileView['from'] {
  if (roles > 0) return 'role';
  if (source.from === 'process') return 'process';
  return sources > 0 ? 'source' : 'keys';
}

export interface TerminalView {
  here: boolean;
  pid: number;
  /** Such as pts/3; '' without one or where the system does not tell. */
  terminal: string;
  /** The name of its program; '' where the system does not tell. */
  shell: string;
  /** '' for the keys of the environment. */
  profile: string;
  account: string | undefined;
  /** Where it may do less than its role: `read-only`. */
  limit?: string | undefined;
  /** Unix seconds. */
  expires: number;
}

/** The sessions of all terminals (C1): first of this shell, by its environment, then of the others, by their notes. */
export async function viewTerminals(
  folder: string,
  env: Environment,
  sessions: readonly CachedSession[],
  accountOf: (kept: CachedSession) => string | undefined,
): Promise<TerminalView[]> {
  const pid = process.ppid;
  const noted = await liveShells(folder);
  const { terminal = '', program: shell = '' } = (await processFacts([pid])).get(pid) ?? {};
  const others = noted
    .filter(({ facts }) => !facts || shellNamed(facts.program)) // other programs can read the code, too
    // In a pipe or a script, the calling shell differs from the one that noted its session at this terminal.
    .filter((one) => one.pid !== pid && !(terminal && one.facts?.terminal === terminal))
    .map(({ facts, ...note }) => ({
      ...note,
      here: false,
      terminal: facts?.terminal ?? '',
      shell: facts?.program ?? '',
    }))
    .sort((a, b) => a.terminal.localeCompare(b.terminal, 'en', { numeric: true }) || a.pid - b.pid);
  const expires = Number(env.MFA_ENV_EXPIRES);
  if (!env.MFA_ENV_EXPIRES || !Number.isFinite(expires)) return others;
  const kept = sessions.find(({ session }) => session.accessKeyId === env.AWS_ACCESS_KEY_ID);
  const account = kept
    ? accountOf(kept)
    : noted.find((one) => one.expires === expires && one.profile === env.MFA_ENV_PROFILE)?.account;
  const { MFA_ENV_PROFILE: profile = '', MFA_ENV_LIMIT: limit } = env;
  return [{ here: true, pid, terminal, shell, profile, account, limit, expires }, ...others];
}

/** The cells LEFT and UNTIL of a session. @param expires Unix seconds @param now milliseconds since 1970 */
export function leftOf(expires: number, now: number, paint: ReturnType<typeof shades>): [Cell, Cell] {
  const left = secondsLeft({ expires }, now);
  if (left <= 0) return [{ text: 'expired', paint: paint.over }, ''];
  const shade = left < SOON_OVER_S ? paint.soon : paint.fine;
  return [{ text: showDuration(left), paint: shade }, showClock(expires * 1000, now)];
}
