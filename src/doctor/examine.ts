import { oneLine } from '../text/words.ts';
import { config, permissions } from './config.ts';
import { credentials } from './credentials.ts';
import { device } from './device.ts';
import { environment } from './environment.ts';
import type { Facts } from './facts.ts';
import type { Check, CheckName, Finding } from './finding.ts';
import { functions, node, onPath } from './installation.ts';
import { clock, endpoint } from './network.ts';
import { examineProfiles } from './profiles.ts';
import { duplicates, headers } from './sections.ts';
import { selection } from './selection.ts';

/** What the doctor has to say. */
export interface Report {
  findings: Finding[];
  unchecked: Unchecked[];
}

/** What could not be looked at, and why. */
export interface Unchecked {
  check: CheckName;
  reason: string;
}

/** In the order in which one would mend what they find. */
const ofFiles: Check[] = [config, permissions, duplicates, headers];
const ofProfiles: Check[] = [credentials, device, selection];
const ofTheRest: Check[] = [environment, endpoint, clock, functions, onPath, node];

/** All findings. Names from files and variables stand in them, so each is made one line. */
export function examine(facts: Facts): Report {
  const readable = ![facts.files.config, facts.files.credentials].some(({ problem }) => problem);
  const profiles = readable ? examineProfiles(facts.files, facts.env) : [];
  const checks = [...ofFiles, ...(readable ? ofProfiles : []), ...ofTheRest];
  const findings = checks.flatMap((check) => check(facts, profiles));
  return {
    findings: findings.map((one) => ({ ...one, message: oneLine(one.message), advice: oneLine(one.advice) })),
    unchecked: unchecked(facts, readable),
  };
}

function unchecked({ sts, env }: Facts, readable: boolean): Unchecked[] {
  const missed: Unchecked[] = [];
  if (!readable) {
    for (const check of ['keys', 'session-keys', 'chain', 'device', 'profile'] as const)
      missed.push({ check, reason: 'a file cannot be read' });
  }
  if (!sts.answered) missed.push({ check: 'clock', reason: 'STS gave no answer' });
  if (!env.MFA_ENV_FUNCTIONS) missed.push({ check: 'functions', reason: 'run: authaws doctor' });
  return missed;
}
