import { oneLine } from '../text/format.ts';
import { key } from './checks/access-key.ts';
import { config, permissions } from './checks/aws-files.ts';
import { cache } from './checks/cache.ts';
import { device } from './checks/device-serials.ts';
import { environment } from './checks/environment.ts';
import { headers } from './checks/headers.ts';
import { functions, functionsUnseen, node, onPath } from './checks/installation.ts';
import { credentials } from './checks/keys.ts';
import { clock, endpoint } from './checks/network.ts';
import { region } from './checks/regions.ts';
import { selection } from './checks/selected-profile.ts';
import { session } from './checks/shell-session.ts';
import { duplicates, syntax } from './checks/syntax.ts';
import type { Facts } from './facts.ts';
import { type Check, type CheckName, checkNames, type Finding } from './finding.ts';
import { look } from './fix.ts';
import { type ExaminedProfile, examineProfiles, sourcesOf } from './profiles.ts';

/** What the doctor has to say. */
export interface Report {
  findings: Finding[];
  checked: CheckName[];
  unchecked: Unchecked[];
  /** Whose the key is that was tried; null where none was, or AWS did not take it. */
  user: { profile: string; arn: string } | null;
}

/** What could not be looked at, and why. */
export interface Unchecked {
  check: CheckName;
  /** Ends with a command where one helps. */
  reason: string;
}

const ofFiles: Check[] = [config, permissions, syntax, duplicates, headers];
const ofProfiles: Check[] = [credentials, device, selection];
const ofShell: Check[] = [environment, endpoint, clock, key];
const ofTheRest: Check[] = [session, cache, functions, onPath, node];

/** All findings. Names from files and variables stand in them, so each is made one line. */
export function examine(facts: Facts): Report {
  const readable = ![facts.files.config, facts.files.credentials].some(({ problem }) => problem);
  const profiles = readable ? examineProfiles(facts.files, facts.env) : [];
  const checks = [...ofFiles, ...(readable ? ofProfiles : []), ...ofShell, ...(readable ? [region] : []), ...ofTheRest];
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

/** Those of the profile of `-p` and its sources, then those of no profile, then those of others. */
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

/** What is told by a file's text alone. */
const ofText = ['permissions', 'syntax', 'duplicates', 'headers'] as const;

function unchecked(facts: Facts, profiles: readonly ExaminedProfile[], readable: boolean): Unchecked[] {
  const { sts, key, session } = facts;
  const missed: Unchecked[] = [];
  if (!readable) {
    for (const check of [...ofText, 'keys', 'session-keys', 'chain', 'device', 'profile', 'region'] as const)
      missed.push({ check, reason: 'a file cannot be read' });
  }
  if (!sts.answered) missed.push({ check: 'clock', reason: 'STS gave no answer' });
  if (key.unknown !== undefined) {
    const other = 'isMissing' in key ? profiles.find(({ failure }) => !failure)?.profile.name : undefined;
    missed.push({
      check: 'key',
      reason: key.unknown + (other === undefined ? '' : `; for another: ${look(facts, other)}`),
    });
  }
  if (session.state === 'unknown') missed.push({ check: 'session', reason: session.reason });
  const unseen = functionsUnseen(facts);
  if (unseen !== undefined) missed.push({ check: 'functions', reason: unseen });
  return missed;
}
