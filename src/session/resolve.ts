import { configuredDevice, defaultDeviceOwner } from '../aws/device.ts';
import { type Endpoint, endpointKey, endpointOf } from '../aws/endpoint.ts';
import { type AwsFiles, readAwsFiles } from '../aws/files/read.ts';
import type { Settings } from '../aws/files/sections.ts';
import { isRoleArn, type KeyPair, type Profile } from '../aws/profile.ts';
import { checkedRegion, stsRegion } from '../aws/region.ts';
import type { ProfileSelection } from '../aws/select-profile.ts';
import { userKey } from '../cache/keys.ts';
import { type Cache, noCache, openCache } from '../cache/open.ts';
import type { Options } from '../cli/options.ts';
import type { Context } from '../context.ts';
import { usage } from '../errors.ts';
import { checkCode } from '../mfa/code.ts';
import { beforeSession } from '../shell/env-diff.ts';
import { awsFilePaths, cacheFolder } from '../system/paths.ts';
import { parseDuration } from '../text/duration.ts';
import { chooseProfile } from './choose-profile.ts';

/** What the user asks for. Durations in seconds. */
export interface SessionRequest {
  /** A checked code, or `-` for one on stdin. */
  code?: string | undefined;
  profile?: string | undefined;
  /** The profile is a word, which may be a misspelt command. */
  isProfileWord?: boolean | undefined;
  serial?: string | undefined;
  region?: string | undefined;
  /** A role to assume after those of the profile. */
  roleArn?: string | undefined;
  duration?: number | undefined;
  /** What a cached session must have left; undefined: see `takenAtOnce` (C4.4). */
  minTtl: number | undefined;
  /** Take no session from the cache: --refresh, or a code was given, which always starts a new session (C4.4). */
  refresh: boolean;
  /** Only take a session from the cache, and ask nobody. */
  cached: boolean;
  cache: boolean;
  /** A tool runs it as its credential_process (C2.12). */
  isForTool?: boolean | undefined;
}

/** What options, environment and AWS's files say together, before anybody is asked. */
export interface ResolvedConfig {
  request: SessionRequest;
  files: AwsFiles;
  selection: ProfileSelection;
  /** Somebody picked the profile from a list. */
  isPicked: boolean;
  /** The settings of the profile itself. */
  settings: Settings;
  keys: KeyPair;
  device: string | undefined;
  /** The region that AWS is asked in. */
  region: string;
  endpoint: Endpoint;
  /** The region that the shell gets: what the profile or `--region` names. */
  shellRegion: string | undefined;
  cache: Cache;
  /** The cache's key for what is known of the user. */
  userKey: string;
}

/** @throws Failure (usage, configuration) */
export async function resolveConfig(request: SessionRequest, context: Context): Promise<ResolvedConfig> {
  const { env } = context;
  const files = await readAwsFiles(awsFilePaths(env), context.watchSignals);
  const { selection: chosen, isPicked } = await chooseProfile(request, files, context);
  const selection = request.roleArn ? { ...chosen, roles: [...chosen.roles, { arn: request.roleArn }] } : chosen;
  for (const { warnings } of selection.chain) warnings.forEach(context.warn);
  const settings = selection.chain[0]?.settings ?? {};
  const deviceOr = (fallback: () => Profile | undefined): string | undefined =>
    configuredDevice(request.serial, env, selection.chain, fallback);
  const { AWS_REGION, AWS_DEFAULT_REGION } = beforeSession(env);
  const named = [request.region, AWS_REGION, AWS_DEFAULT_REGION];
  const regionFor = (device: string | undefined): string =>
    stsRegion(named, selection.roles.at(-1)?.arn ?? device, settings.region);
  regionFor(deviceOr(() => undefined)); // a wrong device or region is told before a command for keys asks for a password
  const keys = await keysOf(selection, context);
  const device = deviceOr(() => defaultDeviceOwner(files, keys.accessKeyId));
  const region = regionFor(device);
  const endpoint = endpointOf('STS', region, env, settings, files);
  return {
    request,
    files,
    selection,
    isPicked,
    settings,
    keys,
    device,
    region,
    endpoint,
    // Only where the environment names none: a region that is overridden is not checked.
    shellRegion: AWS_REGION || AWS_DEFAULT_REGION ? undefined : checkedRegion(request.region ?? settings.region),
    cache: request.cache ? openCache(cacheFolder(env)) : noCache,
    userKey: userKey(keys.accessKeyId, endpointKey(endpoint)),
  };
}

async function keysOf({ source }: ProfileSelection, { env, watchSignals }: Context): Promise<KeyPair> {
  if (source.from !== 'process') return source.keys;
  watchSignals();
  const { keysFromProcess } = await import('../aws/credential-process.ts');
  return keysFromProcess(source.command, source.profile, env);
}

/** Checks the options. @throws Failure (usage) */
export function sessionRequest(code: string | undefined, options: Options, isProfileWord?: boolean): SessionRequest {
  if (options.cached) checkCached(code, options);
  return {
    code: code === undefined || code === '-' ? code : checkCode(code),
    profile: options.profile,
    isProfileWord,
    serial: options.serial,
    region: options.region,
    roleArn: checkedRole(options['role-arn']),
    duration: options.duration === undefined ? undefined : parseDuration(options.duration, '--duration'),
    minTtl: options['min-ttl'] === undefined ? undefined : parseDuration(options['min-ttl'], '--min-ttl'),
    refresh: code !== undefined || (options.refresh ?? false),
    cached: options.cached ?? false,
    cache: !options['no-cache'],
    isForTool: options.format === 'json',
  };
}

function checkCached(code: string | undefined, { refresh, 'no-cache': noCache }: Options): void {
  const other = code !== undefined ? 'a code' : refresh ? '--refresh' : noCache && '--no-cache';
  if (other) throw usage(`--cached and ${other} cannot be used together`, 'remove one of them');
}

function checkedRole(arn: string | undefined): string | undefined {
  if (arn === undefined || isRoleArn(arn)) return arn;
  throw usage(`--role-arn is not the ARN of a role: ${arn}`, 'a role looks like arn:aws:iam::111122223333:role/admin');
}
