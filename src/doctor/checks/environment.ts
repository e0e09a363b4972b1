import { hasSession } from '../../shell/env-diff.ts';
import { showDuration } from '../../text/time.ts';
import type { Facts } from '../facts.ts';
import { type Check, type Finding, findings, startCommand, unsetCommand } from '../finding.ts';
import { nameOf } from '../profiles.ts';

const environmentFinding = findings('environment');

/** Variables that are incomplete, contradictory or left from an earlier session. */
export const environment: Check = (facts) => [
  ...keys(facts),
  ...oldToken(facts),
  ...oldExpiration(facts),
  ...expired(facts),
];

const pair = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];

function keys({ env, shell }: Facts): Finding[] {
  const { AWS_ACCESS_KEY_ID: id = '', AWS_SESSION_TOKEN: token } = env;
  const all = unsetCommand(shell, ...pair, 'AWS_SESSION_TOKEN');
  const missing = pair.filter((name) => !env[name]);
  if (missing.length === 1)
    return [environmentFinding.error(`this shell has half a key pair: ${missing[0]} is missing`, all)];
  if (missing.length === 2)
    return token ? [environmentFinding.warning('AWS_SESSION_TOKEN is set without its keys', all)] : [];
  if (/^ASIA/.test(id) && !token && !env.AWS_SECURITY_TOKEN)
    return [environmentFinding.error('this shell has a session key without its token, and AWS refuses it', all)];
  if (/^AKIA/.test(id) && token)
    return [
      environmentFinding.error(
        'AWS_SESSION_TOKEN is set beside the access key of a user, and AWS refuses the two together',
        unsetCommand(shell, 'AWS_SESSION_TOKEN'),
      ),
    ];
  return [];
}

/** `--legacy-token` sets both variables to the same value. */
function oldToken({ env, shell }: Facts): Finding[] {
  const { AWS_SECURITY_TOKEN: old, AWS_SESSION_TOKEN: token, AWS_ACCESS_KEY_ID: id } = env;
  if (!old || old === token) return [];
  const advice = unsetCommand(shell, 'AWS_SECURITY_TOKEN');
  if (id && (token || /^AKIA/.test(id)))
    return [
      environmentFinding.error(
        'AWS_SECURITY_TOKEN is left from another session, and the AWS CLI prefers it to AWS_SESSION_TOKEN',
        advice,
      ),
    ];
  return [
    environmentFinding.warning(
      'AWS_SECURITY_TOKEN is left from an old tool; most tools read AWS_SESSION_TOKEN',
      advice,
    ),
  ];
}

function oldExpiration({ env, shell }: Facts): Finding[] {
  if (!env.AWS_SESSION_EXPIRATION) return [];
  return [
    environmentFinding.warning(
      'AWS_SESSION_EXPIRATION is left from an old tool: no AWS tool reads it, and prompts show a wrong time',
      unsetCommand(shell, 'AWS_SESSION_EXPIRATION'),
    ),
  ];
}

function expired({ env, shell, now }: Facts): Finding[] {
  const ours = Number(env.MFA_ENV_EXPIRES || Number.NaN) * 1000;
  if (ours <= now) {
    const ago = showDuration((now - ours) / 1000);
    return [
      environmentFinding.error(
        `the session of ${nameOf(env.MFA_ENV_PROFILE)} in this shell expired ${ago} ago`,
        startCommand({ env, shell }, env.MFA_ENV_PROFILE ?? ''),
        env.MFA_ENV_PROFILE ?? '',
      ),
    ];
  }
  const text = env.AWS_CREDENTIAL_EXPIRATION;
  if (!text) return [];
  const advice = unsetCommand(
    shell,
    ...(env.AWS_ACCESS_KEY_ID ? [...pair, 'AWS_SESSION_TOKEN'] : []),
    'AWS_CREDENTIAL_EXPIRATION',
  );
  const at = Date.parse(text);
  const report = env.AWS_ACCESS_KEY_ID ? environmentFinding.error : environmentFinding.warning;
  if (Number.isNaN(at)) return [report('AWS_CREDENTIAL_EXPIRATION is not a date, and the AWS CLI fails on it', advice)];
  if (at > now) return [];
  const ago = showDuration((now - at) / 1000);
  return [report(`the keys in this shell expired ${ago} ago, according to AWS_CREDENTIAL_EXPIRATION`, advice)];
}

const sessionFinding = findings('session');

/** Whether AWS still accepts the session in this shell. A policy, a deleted key or a deleted role can end it early. */
export const session: Check = (facts) => {
  const { env, shell } = facts;
  if (facts.session.state !== 'refused') return [];
  const { MFA_ENV_PROFILE: profile = '' } = env;
  if (!hasSession(env)) {
    const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
    return [
      sessionFinding.error(
        'AWS refuses the session in this shell, which another tool started',
        unsetCommand(shell, ...names),
      ),
    ];
  }
  return [
    sessionFinding.error(
      `AWS no longer accepts the session of ${nameOf(profile)} in this shell`,
      startCommand(facts, profile, { refresh: true }), // the cache may hold the same one
      profile,
    ),
  ];
};
