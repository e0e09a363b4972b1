import { profileWords, toType } from '../../cli/to-type.ts';
import { stores } from '../../keep/stores.ts';
import type { Environment } from '../../shell/env-diff.ts';
import { daysSince } from '../../text/duration.ts';
import type { Facts } from '../facts.ts';
import { type Check, type Finding, findings } from '../finding.ts';

const keyFinding = findings('key');

/** As many days as AWS's own advice has (CIS AWS Foundations Benchmark, 1.14). */
const OLD_DAYS = 90;

/** After how many days a key is old: MFA_ENV_MAX_KEY_AGE, where 0 stands for never. */
const limitIn = ({ MFA_ENV_MAX_KEY_AGE: days = '' }: Environment): number =>
  /^\d{1,6}$/.test(days) ? Number(days) || Number.POSITIVE_INFINITY : OLD_DAYS;

/** Whether the key of the selected profile is old, and in a plain file. */
export const keyAge: Check = ({ key, env, now, stores: [store] }: Facts): Finding[] => {
  if (key.unknown !== undefined || 'refused' in key || key.created === undefined || key.owner === '') return [];
  const days = daysSince(key.created, now);
  if (days <= limitIn(env)) return [];
  const replace = toType(env)('rotate', ...profileWords(key.owner));
  const message = `the access key of profile ${key.owner}, in a plain file, is ${days} days old`;
  const keep = store === undefined ? '' : `mfa-env keep moves it into ${stores[store].title}, `;
  return [
    keyFinding.warning(
      message,
      `${keep}MFA_ENV_MAX_KEY_AGE=0 ends this warning; to replace the key: ${replace}`,
      key.owner,
    ),
  ];
};
