import { type AwsFiles, noAwsFiles, readAwsFiles } from '../aws/files/read.ts';
import { locate } from '../aws/location.ts';
import { enforcingPolicy } from '../aws/mfa-policy.ts';
import { profileNames } from '../aws/profile.ts';
import { partitionOf, stsRegion } from '../aws/region.ts';
import type { Options, Request } from '../cli/options.ts';
import type { Context } from '../context.ts';
import { configuration } from '../errors.ts';
import type { Environment } from '../shell/env-diff.ts';
import { isTerminal } from '../system/output.ts';
import { awsFilePaths } from '../system/paths.ts';
import { asJson } from '../text/format.ts';
import { nearest } from '../text/names.ts';
import type { CommandResult } from './result.ts';

/** Prints the IAM policy that enforces MFA (C1), for the partition of `--region` or of the profile. */
export async function policy({ options }: Request, { env }: Context): Promise<CommandResult> {
  return { data: asJson(enforcingPolicy(await partition(options, env))), note: isTerminal(1) ? howTo : '' };
}

const howTo = `
mfa-env policy > mfa.json
aws iam create-policy --policy-name enforce-mfa --policy-document file://mfa.json
then attach it to the group of your users, who enrol in the AWS console: Security credentials, Assign MFA device
`;

/** The machine of an administrator may have no AWS files. Only a profile of `-p` has to exist. */
async function partition({ region, profile }: Options, env: Environment): Promise<string> {
  if (region) return partitionOf(stsRegion([region]));
  const files = await filesFor(profile, env);
  const found = locate(files, env, profile);
  if (profile && !found.exists) throw configuration(`no profile ${profile}`, nearest(profile, profileNames(files)));
  return found.partition;
}

async function filesFor(profile: string | undefined, env: Environment): Promise<AwsFiles> {
  try {
    return await readAwsFiles(awsFilePaths(env));
  } catch (error) {
    if (profile) throw error;
    return noAwsFiles;
  }
}
