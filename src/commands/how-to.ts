import { checkedLimits } from '../aws/session-policies.ts';
import type { Options } from '../cli/options.ts';
import { commandLine, hasFunctions, toType } from '../cli/to-type.ts';
import type { ShellName } from '../shell/dialects.ts';
import type { Environment } from '../shell/env-diff.ts';
import { oneLine } from '../text/format.ts';

/**
 * What to type on a terminal to get the session into the shell, and for good (C2.10, C8.4).
 * @param shell undefined where something else than shell code was asked for
 */
export function howTo(options: Options, shell: ShellName | undefined, env: Environment): string {
  if (!shell) return 'add --show to see it\n';
  const { profile = '', serial, region, 'role-arn': roleArn, duration, 'read-only': readOnly } = options;
  const given = { profile, serial, region, roleArn, duration };
  const { policyArns } = checkedLimits(readOnly, options['policy-arn']);
  if (Object.values(given).some((value = '') => oneLine(value) !== value)) return ''; // such a name cannot be pasted
  const line = commandLine({ ...given, readOnly, policyArns, toType: toType(env, shell) });
  const forGood = hasFunctions(env) ? '' : 'to have a command for that: mfa-env setup\n';
  return `to put it into this shell: ${line}\n${forGood}`;
}
