import { checkCode } from '../code/check.ts';
import { parseDuration } from '../duration.ts';
import { usage } from '../errors.ts';
import type { Options } from '../options.ts';
import type { Wanted } from '../setting.ts';

/** What the options ask for. @throws Failure (usage) before anything else happens */
export function wantedSession(code: string | undefined, options: Options): Wanted {
  return {
    code: code === undefined || code === '-' ? code : checkCode(code),
    profile: checkedProfile(options.profile),
    serial: options.serial,
    region: options.region,
    roleArn: checkedRole(options['role-arn']),
    duration: options.duration === undefined ? undefined : parseDuration(options.duration, '--duration'),
    minTtl: parseDuration(options['min-ttl'] ?? '5m', '--min-ttl'),
    refresh: options.refresh ?? false,
    cache: !options['no-cache'],
  };
}

/** A code behind -p is a slip of the fingers, and would stand in the message about a missing profile. */
function checkedProfile(name: string | undefined): string | undefined {
  if (name !== undefined && /^\d{6}$/.test(name)) {
    throw usage('--profile takes a name, not a code', 'the code stands alone: mfa-env -p NAME 123456');
  }
  return name;
}

/** RoleArn's form (sts.md section 2). */
function checkedRole(arn: string | undefined): string | undefined {
  if (arn === undefined || /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(arn)) return arn;
  throw usage(`--role-arn is no role: ${arn}`, 'a role looks like arn:aws:iam::111122223333:role/admin');
}
