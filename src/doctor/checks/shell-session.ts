import { hasSession } from '../../shell/env-diff.ts';
import { type Check, findings } from '../finding.ts';
import { startCommand, unsetCommand } from '../fix.ts';
import { nameOf } from '../profiles.ts';

const { error } = findings('session');

/** Whether AWS still accepts the session in this shell. A policy, a deleted key or a deleted role can end it early. */
export const session: Check = (facts) => {
  const { env, shell } = facts;
  if (facts.session.state !== 'refused') return [];
  const { MFA_ENV_PROFILE: profile = '' } = env;
  if (!hasSession(env)) {
    const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
    return [error('AWS refuses the session in this shell, which another tool started', unsetCommand(shell, ...names))];
  }
  return [
    error(
      `AWS no longer accepts the session of ${nameOf(profile)} in this shell`,
      startCommand(facts, profile, '--refresh'), // the cache may hold the same one
      profile,
    ),
  ];
};
