import { oneLine } from '../text/words.ts';
import { config, permissions } from './config.ts';
import { credentials } from './credentials.ts';
import { device } from './device.ts';
import { environment } from './environment.ts';
import type { Facts } from './facts.ts';
import { type Check, type CheckName, checkNames, type Finding } from './finding.ts';
import { functions, node, onPath } from './installation.ts';
import { key } from './key.ts';
import { clock, endpoint } from './network.ts';
import { examineProfiles } from './profiles.ts';
import { headers } from './sections.ts';
import { selection } from './selection.ts';
import { duplicates, syntax } from './syntax.ts';

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
  reason: string;
}

const ofFiles: Check[] = [config, permissions, syntax, duplicates, headers];
const ofProfiles: Check[] = [credentials, device, selection];
const ofTheRest: Check[] = [environment, endpoint, clock, key, functions, onPath, node];

/** All findings. Names from files and variables stand in them, so each is made one line. */
export function examine(facts: Facts): Report {
  const readable = ![facts.files.config, facts.files.credentials].some(({ problem }) => problem);
  const profiles = readable ? examineProfiles(facts.files, facts.env) : [];
  const checks = [...ofFiles, ...(readable ? ofProfiles : []), ...ofTheRest];
  const findings = checks.flatMap((check) => check(facts, profiles));
  const missed = unchecked(facts, readable);
  return {
    findings: findings.map((one) => ({ ...one, message: oneLine(one.message), advice: oneLine(one.advice) })),
    checked: checkNames.filter((name) => !missed.some(({ check }) => check === name)),
    unchecked: missed,
    user: 'arn' in facts.key ? { profile: facts.key.owner, arn: facts.key.arn } : null,
  };
}

/** What is told by a file's text alone. */
const ofText = ['permissions', 'syntax', 'duplicates', 'headers'] as const;

function unchecked({ sts, key: { unknown }, env }: Facts, readable: boolean): Unchecked[] {
  const missed: Unchecked[] = [];
  if (!readable) {
    for (const check of [...ofText, 'keys', 'session-keys', 'chain', 'device', 'profile'] as const)
      missed.push({ check, reason: 'a file cannot be read' });
  }
  if (!sts.answered) missed.push({ check: 'clock', reason: 'STS gave no answer' });
  if (unknown !== undefined) missed.push({ check: 'key', reason: unknown });
  if (!env.MFA_ENV_FUNCTIONS) missed.push({ check: 'functions', reason: 'run: authaws doctor' });
  return missed;
}
