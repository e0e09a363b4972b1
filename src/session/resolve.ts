import { configuredDevice, defaultDeviceOwner } from '../aws/device.ts';
import { endpointKey, endpointOf } from '../aws/endpoint.ts';
import { type AwsFiles, readAwsFiles } from '../aws/files/read.ts';
import { openKeys } from '../aws/long-term-keys.ts';
import { type Profile, readProfile } from '../aws/profile.ts';
import { checkedRegion, stsRegion } from '../aws/region.ts';
import { checkedLimits, policiesFor, roleWord } from '../aws/role.ts';
import { namesNothing, selectProfile } from '../aws/select-profile.ts';
import { userKey } from '../cache/keys.ts';
import { noCache, openCache } from '../cache/open.ts';
import type { Options } from '../cli/options.ts';
import { commandLine, type Given, type ToType, toType } from '../cli/to-type.ts';
import type { Context } from '../context.ts';
import { configuration, type Failure, isFailure, usage } from '../errors.ts';
import { checkCode } from '../mfa/code.ts';
import { areKeysHidden, beforeSession, type Environment } from '../shell/env-diff.ts';
import { awsFilePaths, cacheFolder } from '../system/paths.ts';
import { limitOf } from '../text/format.ts';
import { parseDuration } from '../text/time.ts';
import type { ChosenProfile } from './other-profile.ts';
import type { ResolvedConfig, SessionRequest } from './resolved-config.ts';

/** @param again how the caller types its line, if it is not the main job's @throws Failure (usage, configuration) */
export async function resolveConfig(
  request: SessionRequest,
  context: Context,
  again?: ToType,
): Promise<ResolvedConfig> {
  const { env } = context;
  const anew = (more: Partial<Given>): string =>
    commandLine({ ...request, ...request.limits, profile: '', refresh: false, toType: again ?? toType(env), ...more });
  if (areKeysHidden(env)) throw keysHidden(env, anew({ profile: request.profile ?? '' }));
  const files = await readAwsFiles(awsFilePaths(env), context.watchSignals);
  const { selection, isPicked } = await chooseProfile(request, files, context, (profile) => anew({ profile }));
  const role = request.roleArn === undefined ? undefined : roleWord(request.roleArn);
  for (const { warnings } of selection.chain) warnings.forEach(context.warn);
  const settings = selection.chain[0]?.settings ?? {};
  const deviceOr = (fallback?: () => Profile | undefined): string | undefined =>
    configuredDevice(selection.chain, env, { option: request.serial, fallback });
  const { AWS_REGION, AWS_DEFAULT_REGION } = beforeSession(env);
  const named = [request.region, AWS_REGION, AWS_DEFAULT_REGION];
  const lastArn = role && 'arn' in role ? role.arn : selection.roles.at(-1)?.arn;
  const regionFor = (device: string | undefined): string => stsRegion(named, lastArn ?? device, settings.region);
  regionFor(deviceOr()); // a wrong device or region is told before a command for keys asks for a password
  const keys = await openKeys(selection.source, context);
  const device = deviceOr(() => defaultDeviceOwner(files, keys.accessKeyId));
  const region = regionFor(device);
  const endpoint = endpointOf('STS', { region, settings, files }, env);
  const resolved: ResolvedConfig = {
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
  const roles = [...selection.roles];
  if (role) roles.push({ arn: await (await import('./named-role.ts')).namedRole(resolved, role, context) });
  const last = roles.pop();
  if (request.limit !== undefined && !last) {
    // Only AssumeRole takes policies: the session would be one with all that the user may.
    const whose = selection.name ? `profile ${selection.name} has` : 'the keys of the environment have';
    throw usage(
      `AWS takes policies for the session of a role only, and ${whose} none`,
      `name a role: ${anew({ profile: selection.name, roleArn: 'ROLE' })}`,
    );
  }
  const limited = last ? [...roles, { ...last, policyArns: policiesFor(last.arn, request.limits) }] : roles;
  return { ...resolved, selection: { ...selection, roles: limited } };
}

/** The failure below `exec` with less power (C11.2). @param again the line for outside */
export const keysHidden = (env: Environment, again: string): Failure =>
  configuration(
    `this runs inside exec with less power (${env.MFA_ENV_LIMIT}), where your profiles are hidden`,
    `outside of it: ${again}`,
  );

/**
 * Selects the profile (C3.1). Where nothing names one and `default` cannot start a session: the only one that can, else
 * the one that is picked. @param lineFor the caller's line with a profile
 * @throws Failure (usage) where nobody can pick one; (configuration) where there is none
 */
export async function chooseProfile(
  request: Pick<SessionRequest, 'profile' | 'isProfileWord' | 'cached'>,
  files: AwsFiles,
  context: Context,
  lineFor: (profile: string) => string,
): Promise<ChosenProfile> {
  const { env } = context;
  const { profile, isProfileWord } = request;
  if (isProfileWord && profile && !readProfile(files, profile) && !readProfile(files, `${profile}-long-term`)) {
    throw (await import('./other-profile.ts')).unknownWord(profile, files, env, lineFor);
  }
  try {
    return { selection: selectProfile(profile, env, files), isPicked: false };
  } catch (error) {
    // With a cause: a header without its bracket hides a profile.
    if (!isFailure(error) || error.cause || !namesNothing(profile, env)) throw error;
    return await (await import('./other-profile.ts')).otherProfile(request.cached, files, context, error, lineFor);
  }
}

/** Checks the options. @throws Failure (usage) */
export function sessionRequest(
  options: Options,
  { code, isProfileWord }: Pick<SessionRequest, 'code' | 'isProfileWord'> = {},
): SessionRequest {
  if (options.cached) checkCached(code, options);
  return {
    code: code === undefined || code === '-' ? code : checkCode(code),
    profile: options.profile,
    isProfileWord,
    serial: options.serial,
    region: options.region,
    roleArn: checkedRole(options['role-arn']),
    limits: checkedLimits(options['read-only'], options['policy-arn']),
    limit: limitOf(options),
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

function checkedRole(role: string | undefined): string | undefined {
  if (role === undefined || roleWord(role)) return role;
  throw usage(
    `--role-arn is not a role: ${role}`,
    'name it like admin, 111122223333:admin or arn:aws:iam::111122223333:role/admin',
  );
}
