import { hasSession } from '../../shell/env-diff.ts';
import { type Check, findings } from '../finding.ts';
import { drop, start } from '../fix.ts';
import { nameOf } from '../profiles.ts';

const { error } = findings('session');

/** Whether AWS still takes the session in this shell: a policy, a deleted key or a deleted role can end it early. */
export const session: Check = (facts) => {
  const { env, shell } = facts;
  if (facts.session.state !== 'refused') return [];
  const { MFA_ENV_PROFILE: profile = '' } = env;
  if (!hasSession(env)) {
    const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
    return [error('AWS does not take the session in this shell, which another tool put there', drop(shell, ...names))];
  }
  return [
    error(
      `AWS does not take the session of ${nameOf(profile)} in this shell any more`,
      start(facts, profile, '--refresh'), // the cache may hold the same one
      profile,
    ),
  ];
};
