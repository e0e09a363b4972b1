import { beforeSession, type Environment } from '../shell/environment.ts';
import type { AwsFiles } from './files.ts';
import { readProfile } from './profile.ts';
import { partitionOf, stsRegion } from './region.ts';
import type { Settings } from './settings.ts';

/** Where in AWS a profile is, for the commands that need none of its keys. */
export interface Whereabouts {
  /** Whether a file has the profile. */
  exists: boolean;
  profile: string;
  settings: Settings;
  region: string;
  partition: string;
}

/**
 * The profile that counts by its name (C3.1), and where it is: what the options say, the account of its own ARNs,
 * the environment, its region (C3.8). A profile whose chain is broken has a place all the same.
 * @throws Failure (usage) for what can be no region
 */
export function whereabouts(files: AwsFiles, env: Environment, wanted: Wanted = {}): Whereabouts {
  const before = beforeSession(env);
  const profile = wanted.profile || env.AWS_PROFILE || env.MFA_ENV_PROFILE || before.AWS_DEFAULT_PROFILE || 'default';
  const found = readProfile(files, profile);
  const settings = found?.settings ?? {};
  const arn = settings.role_arn || settings.mfa_serial || '';
  const own = wanted.profile ? settings.region : undefined;
  const region = stsRegion([wanted.region, own, before.AWS_REGION, before.AWS_DEFAULT_REGION, settings.region], arn);
  const named = /^arn:(aws[\w-]*):/.exec(arn)?.[1];
  const partition = wanted.region || named === undefined ? partitionOf(region) : named;
  return { exists: found !== undefined, profile, settings, region, partition };
}

interface Wanted {
  profile?: string | undefined;
  region?: string | undefined;
}
