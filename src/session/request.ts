import { isRoleArn } from '../aws/role.ts';
import type { Options } from '../cli/options.ts';
import { usage } from '../errors.ts';
import { checkCode } from '../mfa/code.ts';
import { parseDuration } from '../text/duration.ts';
import type { SessionRequest } from './resolve.ts';

/** What the options ask for. @throws Failure (usage) before anything else happens */
export function sessionRequest(code: string | undefined, options: Options): SessionRequest {
  if (options.cached) checkCached(code, options);
  return {
    code: code === undefined || code === '-' ? code : checkCode(code),
    profile: options.profile,
    serial: options.serial,
    region: options.region,
    roleArn: checkedRole(options['role-arn']),
    duration: options.duration === undefined ? undefined : parseDuration(options.duration, '--duration'),
    minTtl: options['min-ttl'] === undefined ? undefined : parseDuration(options['min-ttl'], '--min-ttl'),
    refresh: options.refresh ?? false,
    cached: options.cached ?? false,
    cache: !options['no-cache'],
  };
}

function checkCached(code: string | undefined, { refresh, 'no-cache': noCache }: Options): void {
  const other = code !== undefined ? 'a code' : refresh ? '--refresh' : noCache && '--no-cache';
  if (other) throw usage(`--cached and ${other} do not go together`, 'leave one of them out');
}

function checkedRole(arn: string | undefined): string | undefined {
  if (arn === undefined || isRoleArn(arn)) return arn;
  throw usage(`--role-arn is no role: ${arn}`, 'a role looks like arn:aws:iam::111122223333:role/admin');
}
