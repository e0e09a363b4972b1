import { showDuration } from '../../text/duration.ts';
import type { Facts } from '../facts.ts';
import { type Check, type Finding, findings } from '../finding.ts';
import { drop, start } from '../fix.ts';
import { nameOf } from '../profiles.ts';

const { error, warning } = findings('environment');

/** What is left in this shell from before. */
export const environment: Check = (facts) => [
  ...keys(facts),
  ...oldToken(facts),
  ...oldExpiration(facts),
  ...expired(facts),
];

const pair = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];

function keys({ env, shell }: Facts): Finding[] {
  const { AWS_ACCESS_KEY_ID: id = '', AWS_SESSION_TOKEN: token } = env;
  const all = drop(shell, ...pair, 'AWS_SESSION_TOKEN');
  const missing = pair.filter((name) => !env[name]);
  if (missing.length === 1) return [error(`this shell has half a pair of keys: ${missing[0]} is missing`, all)];
  if (missing.length === 2) return token ? [warning('AWS_SESSION_TOKEN is set without its keys', all)] : [];
  if (/^ASIA/.test(id) && !token && !env.AWS_SECURITY_TOKEN)
    return [error('this shell has the key of a session without its token, which can sign nothing', all)];
  if (/^AKIA/.test(id) && token)
    return [
      error(
        'AWS_SESSION_TOKEN is not of the long-term key beside it, and AWS refuses the two together',
        drop(shell, 'AWS_SESSION_TOKEN'),
      ),
    ];
  return [];
}

/** `--legacy-token` sets both alike. */
function oldToken({ env, shell }: Facts): Finding[] {
  const { AWS_SECURITY_TOKEN: old, AWS_SESSION_TOKEN: token, AWS_ACCESS_KEY_ID: id } = env;
  if (!old || old === token) return [];
  const advice = drop(shell, 'AWS_SECURITY_TOKEN');
  if (id && (token || /^AKIA/.test(id)))
    return [
      error(
        'AWS_SECURITY_TOKEN is left from another session, and the AWS CLI takes it before AWS_SESSION_TOKEN',
        advice,
      ),
    ];
  return [warning('AWS_SECURITY_TOKEN is left from an old tool, and most read AWS_SESSION_TOKEN', advice)];
}

function oldExpiration({ env, shell }: Facts): Finding[] {
  if (!env.AWS_SESSION_EXPIRATION) return [];
  return [
    warning(
      'AWS_SESSION_EXPIRATION is left from an old tool: no AWS tool reads it, and prompts show a wrong time',
      drop(shell, 'AWS_SESSION_EXPIRATION'),
    ),
  ];
}

function expired({ env, shell, now }: Facts): Finding[] {
  const ours = Number(env.MFA_ENV_EXPIRES || Number.NaN) * 1000;
  if (ours <= now) {
    const ago = showDuration((now - ours) / 1000);
    return [
      error(
        `the session of ${nameOf(env.MFA_ENV_PROFILE)} in this shell ended ${ago} ago`,
        start({ env, shell }, env.MFA_ENV_PROFILE ?? ''),
        env.MFA_ENV_PROFILE ?? '',
      ),
    ];
  }
  const text = env.AWS_CREDENTIAL_EXPIRATION;
  if (!text) return [];
  const advice = drop(
    shell,
    ...(env.AWS_ACCESS_KEY_ID ? [...pair, 'AWS_SESSION_TOKEN'] : []),
    'AWS_CREDENTIAL_EXPIRATION',
  );
  const at = Date.parse(text);
  const tell = env.AWS_ACCESS_KEY_ID ? error : warning;
  if (Number.isNaN(at)) return [tell('AWS_CREDENTIAL_EXPIRATION is no date, and the AWS CLI stops at it', advice)];
  if (at > now) return [];
  const ago = showDuration((now - at) / 1000);
  return [tell(`the keys in this shell ran out ${ago} ago, by AWS_CREDENTIAL_EXPIRATION`, advice)];
}
