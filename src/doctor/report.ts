import { oneLine } from '../text/format.ts';
import { config, duplicates, headers, permissions, syntax } from './checks/aws-files.ts';
import { cache } from './checks/cache.ts';
import { environment, session } from './checks/environment.ts';
import { functions, functionsUnchecked, node, onPath } from './checks/installation.ts';
import { credentials } from './checks/keys.ts';
import { clock, endpoint, region } from './checks/network.ts';
import { device, key, keyAge } from './checks/selected-key.ts';
import { selection } from './checks/selected-profile.ts';
import type { Facts } from './facts.ts';
import { type Check, type CheckName, checkNames, doctorCommand, type Finding } from './finding.ts';
import { type ExaminedProfile, examineProfiles, sourcesOf } from './profiles.ts';

export interface Report {
  findings: Finding[];
  checked: CheckName[];
  unchecked: Unchecked[];
  /** The user of the key; null where no key was tried, or AWS refused it. */
  user: { profile: string; arn: string } | null;
}

interface Unchecked {
  check: CheckName;
  /** Ends with a command if one helps. */
  reason: string;
}

const fileChecks: Check[] = [config, permissions, syntax, duplicates, headers];
const profileChecks: Check[] = [credentials, device, selection];
const shellChecks: Check[] = [environment, endpoint, clock, key, keyAge];
const otherChecks: Check[] = [session, cache, functions, onPath, node];

/** Runs all checks. Findings hold names from files and variables, so each is reduced to one safe line. */
export function examine(facts: Facts): Report {
  const readable = ![facts.files.config, facts.files.credentials].some(({ problem }) => problem);
  const profiles = readable ? examineProfiles(facts.files, facts.env) : [];
  const checks = [
    ...fileChecks,
    ...(readable ? profileChecks : []),
    ...shellChecks,
    ...(readable ? [region] : []),
    ...otherChecks,
  ];
  const findings = checks.flatMap((check) => check(facts, profiles));
  const missed = unchecked(facts, profiles, readable);
  return {
    findings: inOrder(findings, facts.profile, profiles).map((one) => ({
      ...one,
      message: oneLine(one.message),
      advice: oneLine(one.advice),
      profiles: one.profiles.map(oneLine),
    })),
    checked: checkNames.filter((name) => !missed.some(({ check }) => check === name)),
    unchecked: missed,
    user: 'arn' in facts.key ? { profile: facts.key.owner, arn: facts.key.arn } : null,
  };
}

/** Findings about the profile of `-p` and its sources come first, then those about no profile, then the others. */
function inOrder(
  findings: readonly Finding[],
  profile: string | undefined,
  profiles: readonly ExaminedProfile[],
): Finding[] {
  if (profile === undefined) return [...findings];
  const wanted = sourcesOf(profile, profiles);
  const rank = ({ profiles: names }: Finding): number =>
    names.some((name) => wanted.includes(name)) ? 0 : names.length === 0 ? 1 : 2;
  return findings.toSorted((a, b) => rank(a) - rank(b));
}

const textChecks = ['permissions', 'syntax', 'duplicates', 'headers'] as const;

function unchecked(facts: Facts, profiles: readonly ExaminedProfile[], readable: boolean): Unchecked[] {
  const { sts, key, session } = facts;
  const missed: Unchecked[] = [];
  if (!readable) {
    for (const check of [...textChecks, 'keys', 'session-keys', 'chain', 'device', 'profile', 'region'] as const)
      missed.push({ check, reason: 'a file cannot be read' });
  }
  if (!sts.answered) missed.push({ check: 'clock', reason: 'STS did not answer' });
  if (key.unknown !== undefined) {
    const other = 'isMissing' in key ? profiles.find(({ failure }) => !failure)?.profile.name : undefined;
    missed.push({
      check: 'key',
      reason: key.unknown + (other === undefined ? '' : `; to check another profile: ${doctorCommand(facts, other)}`),
    });
  }
  if (session.state === 'unknown') missed.push({ check: 'session', reason: session.reason });
  const reason = functionsUnchecked(facts);
  if (reason !== undefined) missed.push({ check: 'functions', reason });
  return missed;
}
