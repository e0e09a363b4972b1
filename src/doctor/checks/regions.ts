import type { Settings } from '../../aws/files/settings.ts';
import { partitionOf, stsRegion } from '../../aws/region.ts';
import { profileThatCounts, selectProfile } from '../../aws/select-profile.ts';
import { isFailure } from '../../errors.ts';
import { beforeSession } from '../../shell/env-diff.ts';
import { word } from '../../text/quote.ts';
import type { Facts } from '../facts.ts';
import { type Check, type Finding, findings } from '../finding.ts';
import { set, start } from '../fix.ts';
import { type ExaminedProfile, nameOf } from '../profiles.ts';

const { error, warning } = findings('region');

/** Whether the AWS tools will know where to work, and whether the account may work there. */
export const region: Check = (facts, profiles) => [...missing(facts, profiles), ...notEnabled(facts)];

/** mfa-env itself asks the first region of the partition; the AWS tools refuse to guess. */
function missing(facts: Facts, profiles: readonly ExaminedProfile[]): Finding[] {
  const chosen = chosenProfile(facts);
  const { AWS_REGION, AWS_DEFAULT_REGION } = beforeSession(facts.env);
  if (!chosen || AWS_REGION || AWS_DEFAULT_REGION) return [];
  // With keys in the environment and no AWS_PROFILE, the tools read the region of `default`.
  const usual = profiles.find(({ profile }) => profile.name === 'default')?.profile.settings.region;
  if (chosen.settings.region || usual) return [];
  const others = profiles.map(({ profile }) => profile.settings.region).filter((name) => name);
  const example = word(others[0] ?? stsRegion([], chosen.settings.role_arn || chosen.settings.mfa_serial));
  const { name } = chosen;
  return [
    warning(
      `no region is set for ${nameOf(name)}: the AWS CLI will say "You must specify a region"`,
      `set yours, as in: ${name ? `aws configure set region ${example} --profile ${word(name)}` : set(facts.shell, 'AWS_REGION', example)}`,
      name,
    ),
  ];
}

function chosenProfile({ profile, env, files }: Facts): { name: string; settings: Settings } | undefined {
  try {
    const { name, chain } = selectProfile(profile, env, files);
    return { name, settings: chain[0]?.settings ?? {} };
  } catch (failure) {
    if (!isFailure(failure)) throw failure;
    return undefined; // another check tells
  }
}

/** A region that is not enabled does not know the keys of the account, and says so as if they were wrong. */
function notEnabled(facts: Facts): Finding[] {
  const { key, profile, env } = facts;
  if (!('offIn' in key) || key.offIn === undefined) return [];
  const first = stsRegion([], `arn:${partitionOf(key.offIn)}:`);
  return [
    error(
      `AWS knows the access key of ${nameOf(key.owner)}, but not in ${key.offIn}: that region is not enabled in the account`,
      `have it enabled, or sign in by another one: ${start(facts, key.owner && profileThatCounts(profile, env), `--region ${first}`)}`,
      key.owner,
    ),
  ];
}
