import { configuration } from '../errors.ts';
import { beforeSession, type Environment } from '../shell/env-diff.ts';
import type { AwsFiles } from './files/read.ts';
import type { Settings } from './files/settings.ts';
import { readProfile } from './profile.ts';
import { checkedRegion, partitionOf, stsRegion } from './region.ts';
import { profileThatCounts } from './select-profile.ts';

/** Where in AWS a profile is, for the commands that need none of its keys. */
export interface Location {
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
export function locate(files: AwsFiles, env: Environment, wanted: LocationRequest = {}): Location {
  const { AWS_REGION, AWS_DEFAULT_REGION } = beforeSession(env);
  const profile = profileThatCounts(wanted.profile, env);
  const found = readProfile(files, profile);
  const settings = found?.settings ?? {};
  const arn = settings.role_arn || settings.mfa_serial || '';
  const region = stsRegion([wanted.region, AWS_REGION, AWS_DEFAULT_REGION], arn, settings.region);
  const named = /^arn:(aws[\w-]*):/.exec(arn)?.[1];
  // AWS_REGION is where the user works; where a profile that he names lives is told by its own.
  const own = wanted.profile ? checkedRegion(settings.region, configuration) : undefined;
  const partition = wanted.region ? partitionOf(region) : (named ?? partitionOf(own ?? region));
  return { exists: found !== undefined, profile, settings, region, partition };
}

interface LocationRequest {
  profile?: string | undefined;
  region?: string | undefined;
}
