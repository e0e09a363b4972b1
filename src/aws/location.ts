import { configuration } from '../errors.ts';
import { beforeSession, type Environment } from '../shell/env-diff.ts';
import type { Where } from './endpoint.ts';
import type { AwsFiles } from './files/read.ts';
import { readProfile } from './profile.ts';
import { checkedRegion, partitionOf, stsRegion } from './region.ts';
import { selectedName } from './select-profile.ts';

/** The region and partition of a profile, for commands that need no keys. */
export interface Location extends Where {
  exists: boolean;
  profile: string;
  partition: string;
}

/**
 * The selected profile (C3.1) with its region and partition (C3.8), also where its source chain is broken.
 * @param named the profile of the command line @throws Failure (usage, configuration) for a name that cannot be a region
 */
export function locate(files: AwsFiles, env: Environment, named: string | undefined): Location {
  const { AWS_REGION, AWS_DEFAULT_REGION } = beforeSession(env);
  const profile = selectedName(named, env);
  const found = readProfile(files, profile);
  const settings = found?.settings ?? {};
  const arn = settings.role_arn || settings.mfa_serial || '';
  const region = stsRegion([AWS_REGION, AWS_DEFAULT_REGION], arn, settings.region);
  const ofArn = /^arn:(aws[\w-]*):/.exec(arn)?.[1];
  // AWS_REGION is where the user works now. The partition of a profile of `-p` comes from its own region.
  const own = named ? checkedRegion(settings.region, configuration) : undefined;
  const partition = ofArn ?? partitionOf(own ?? region);
  return { exists: found !== undefined, profile, settings, files, region, partition };
}
