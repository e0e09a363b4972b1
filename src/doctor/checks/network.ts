import type { Settings } from '../../aws/files/sections.ts';
import { firstRegion, stsRegion } from '../../aws/region.ts';
import { selectedName, selectProfile } from '../../aws/select-profile.ts';
import { unlessFailure } from '../../errors.ts';
import { beforeSession } from '../../shell/env-diff.ts';
import { word } from '../../text/quote.ts';
import { showDuration } from '../../text/time.ts';
import type { Facts } from '../facts.ts';
import { type Check, type Finding, findings, setCommand, startCommand } from '../finding.ts';
import { type ExaminedProfile, nameOf } from '../profiles.ts';

const endpointFinding = findings('endpoint');

/** Whether STS can be reached. Being offline is only a warning. */
export const endpoint: Check = ({ sts }) => {
  if (sts.answered) return [];
  return [(sts.isConfigured ? endpointFinding.error : endpointFinding.warning)(sts.message, sts.advice)];
};

/** Codes live 30 s. "Within five minutes" (AWS General Reference, Signature Version 4); STS itself accepts 15. */
const TOLERANCE_SECONDS = { codes: 30, signatures: 300 };

const clockFinding = findings('clock');

/** Whether the clock of this machine agrees with the Date header of STS. */
export const clock: Check = ({ sts, platform }) => {
  if (!sts.answered || Math.abs(sts.aheadSeconds) < TOLERANCE_SECONDS.codes) return [];
  const off = `this machine's clock is ${showDuration(Math.abs(sts.aheadSeconds))} ${sts.aheadSeconds < 0 ? 'behind' : 'ahead'}`;
  const fix = platform === 'darwin' ? 'sudo sntp -sS time.apple.com' : 'sudo timedatectl set-ntp true';
  return Math.abs(sts.aheadSeconds) < TOLERANCE_SECONDS.signatures
    ? [clockFinding.warning(`${off}: AWS may refuse codes that it generates`, fix)]
    : [clockFinding.error(`${off}: AWS refuses its requests`, fix)];
};

const regionFinding = findings('region');

/** Whether a region is set, and whether the account has enabled it. */
export const region: Check = (facts, profiles) => [...missing(facts, profiles), ...notEnabled(facts)];

/** mfa-env falls back to the first region of the partition, but the AWS tools fail without a region. */
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
    regionFinding.warning(
      `no region is set for ${nameOf(name)}: the AWS CLI will say "You must specify a region"`,
      `set yours, for example: ${name ? `aws configure set region ${example} --profile ${word(name)}` : setCommand(facts.shell, 'AWS_REGION', example)}`,
      name,
    ),
  ];
}

function chosenProfile({ profile, env, files }: Facts): { name: string; settings: Settings } | undefined {
  const selection = unlessFailure(() => selectProfile(profile, env, files)); // the check `chain` reports a failure
  return selection && { name: selection.name, settings: selection.chain[0]?.settings ?? {} };
}

/** A region that is not enabled reports the keys of the account as unknown. */
function notEnabled(facts: Facts): Finding[] {
  const { key, profile, env } = facts;
  if (!('disabledRegion' in key) || key.disabledRegion === undefined) return [];
  const line = startCommand(facts, key.owner && selectedName(profile, env), {
    region: firstRegion(key.disabledRegion),
  });
  return [
    regionFinding.error(
      `the region ${key.disabledRegion} is not enabled in the account of ${nameOf(key.owner)}`,
      `enable it, or use another region: ${line}`,
      key.owner,
    ),
  ];
}
