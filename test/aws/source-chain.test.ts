import { describe, expect, test } from 'vitest';
import { selectProfile } from '../../src/aws/select-profile.ts';
import { followSourceChain } from '../../src/aws/source-chain.ts';
import type { Environment } from '../../src/shell/env-diff.ts';
import { files, keys } from './text.ts';

// A profile leads to a long-term key and its roles, or to an error that shows the way: C3.4.

const pair = { accessKeyId: 'AKIAENV', secretAccessKey: 'env' };
const role = (name: string): string => `role_arn = arn:aws:iam::111122223333:role/${name}\n`;

/** A chain in one line: the profiles, where the keys are, the roles. */
function shown(config: string, credentials: string, name: string, environmentKeys?: typeof pair): string {
  const { chain, source, roles } = followSourceChain(files(config, credentials), name, environmentKeys);
  const end = source.from === 'process' ? source.command : source.keys.accessKeyId;
  const assumed = roles.map(({ arn }) => `+${arn.split('/')[1]}`).join('');
  return `${chain.map((profile) => profile.name).join('>')} ${source.from}:${end} ${assumed}`.trim();
}

test.each<[string, string, string, string]>([
  ['keys of its own', '', `[a]\n${keys('K')}`, 'a files:K'],
  ['source_profile', '[profile a]\nsource_profile = b', `[b]\n${keys('K')}`, 'a>b files:K'],
  [
    'at any depth',
    '[profile a]\nsource_profile = b\n[profile b]\nsource_profile = c\n[profile c]\nsource_profile = d',
    `[d]\n${keys('K')}`,
    'a>b>c>d files:K',
  ],
  [
    'credential_process before source_profile',
    '[profile a]\ncredential_process = run\nsource_profile = b',
    `[b]\n${keys('K')}`,
    'a process:run',
  ],
  ['keys before credential_process', '[profile a]\ncredential_process = run', `[a]\n${keys('K')}`, 'a files:K'],
  ['NAME-long-term, where aws-mfa has not run yet', ``, `[a-long-term]\n${keys('K')}`, 'a>a-long-term files:K'],
  [
    'NAME-long-term',
    '',
    `[a]\naws_access_key_id = S\naws_secret_access_key = s\naws_session_token = t\n[a-long-term]\n${keys('K')}`,
    'a>a-long-term files:K',
  ],
  [
    'NAME-long-term, beside what aws-mfa has left of a session',
    '',
    `[a]\n${keys('ASIAS')}aws_session_token =\n[a-long-term]\n${keys('K')}`,
    'a>a-long-term files:K',
  ],
  ['a role and its source', `[profile a]\n${role('r')}source_profile = b`, `[b]\n${keys('K')}`, 'a>b files:K +r'],
  [
    'roles upon roles, in the order of the calls',
    `[profile a]\n${role('r')}source_profile = b\n[profile b]\n${role('q')}source_profile = c`,
    `[c]\n${keys('K')}`,
    'a>b>c files:K +q+r',
  ],
  [
    'role_arn beats the keys of the profile asked for',
    `[profile a]\n${role('r')}source_profile = b`,
    `[a]\n${keys('A')}[b]\n${keys('K')}`,
    'a>b files:K +r',
  ],
  [
    'keys beat the role_arn of a source',
    `[profile a]\n${role('r')}source_profile = b\n[profile b]\n${role('q')}source_profile = c`,
    `[b]\n${keys('B')}[c]\n${keys('K')}`,
    'a>b files:B +r',
  ],
  ['a role on its own keys', `[profile a]\n${role('r')}source_profile = a`, `[a]\n${keys('K')}`, 'a files:K +r'],
])('C3.4: %s', (_, config, credentials, expected) => {
  expect(shown(config, credentials, 'a')).toBe(expected);
});

test('credential_source = Environment takes the keys of the environment', () => {
  expect(shown(`[profile a]\n${role('r')}credential_source = Environment`, '', 'a', pair)).toBe(
    'a environment:AKIAENV +r',
  );
});

test.each<[string, string, string, RegExp]>([
  ['no such profile', '[profile ab]\n', '', /^no profile a$/],
  ['nothing at all', '', '', /~\/\.aws\/config/],
  ['no such source', '[profile a]\nsource_profile = b', '', /profile a has source_profile = b, which does not exist/],
  ['itself', '[profile a]\nsource_profile = a', '', /loop: a → a$/],
  [
    'a loop',
    '[profile a]\nsource_profile = b\n[profile b]\nsource_profile = c\n[profile c]\nsource_profile = b',
    '',
    /loop: a → b → c → b$/,
  ],
  ['half a pair', '', '[a]\naws_access_key_id = K', /aws_secret_access_key is missing/],
  ['a session only', '', `[a]\n${keys('K')}aws_session_token = t`, /only session keys/],
  ['the rest of a session', '', `[a]\n${keys('ASIAK')}`, /only session keys/],
  ['SSO', '[profile a]\nsso_session = s', '', /signs in with SSO/],
  ['aws login', '[profile a]\nlogin_session = arn:aws:iam::1:user/a', '', /signs in with aws login/],
  ['a role of a web identity', `[profile a]\n${role('r')}web_identity_token_file = /t`, '', /web_identity_token_file/],
  ['a role with aws-vault’s lines', `[profile a]\n${role('r')}include_profile = b`, '', /include_profile/],
  ['a role of who signs in', `[profile a]\n${role('r')}source_profile = b\n[profile b]\nsso_session = s`, '', /SSO/],
  [
    'both sources',
    `[profile a]\n${role('r')}source_profile = b\ncredential_source = Environment`,
    '',
    /both source_profile and credential_source/,
  ],
  [
    'no keys in the environment',
    `[profile a]\n${role('r')}credential_source = Environment`,
    '',
    /has credential_source = Environment/,
  ],
  [
    'a machine’s keys',
    `[profile a]\n${role('r')}credential_source = Ec2InstanceMetadata`,
    '',
    /has credential_source = Ec2InstanceMetadata/,
  ],
  ['a role alone', `[profile a]\n${role('r')}`, '', /role_arn but no source_profile/],
  ['nothing in it', '[profile a]\n', '', /^profile a has no access key$/],
])('C3.4, refused: %s', (_, config, credentials, message) => {
  expect(() => followSourceChain(files(config, credentials), 'a')).toThrow(message);
  expect(() => followSourceChain(files(config, credentials), 'a')).toThrow(expect.objectContaining({ status: 3 }));
});

test('C3.6: a role takes its fields from its profile', () => {
  const config = `[profile a]\n${role('r')}source_profile = b\nexternal_id = ee\nrole_session_name = ss\nduration_seconds = 7200\nsource_identity = ii`;
  expect(followSourceChain(files(config, `[b]\n${keys('K')}`), 'a').roles).toEqual([
    {
      arn: 'arn:aws:iam::111122223333:role/r',
      externalId: 'ee',
      sessionName: 'ss',
      duration: 7200,
      sourceIdentity: 'ii',
    },
  ]);
  const odd = `[profile a]\n${role('r')}source_profile = b\nduration_seconds = 1h`;
  expect(followSourceChain(files(odd, `[b]\n${keys('K')}`), 'a').roles[0]?.duration).toBeUndefined();
});

describe('C3.1, C3.3: the profile that is selected', () => {
  const four = files('', ['default', 'opt', 'env', 'mine', 'old'].map((name) => `[${name}]\n${keys(name)}`).join(''));
  const pairInEnv = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'env' };
  const session = { ...pairInEnv, AWS_SESSION_TOKEN: 't', MFA_ENV_EXPIRES: '1' };

  test.each<[string, string | undefined, Environment, string, string]>([
    ['nothing', undefined, {}, 'default', 'default'],
    ['AWS_DEFAULT_PROFILE', undefined, { AWS_DEFAULT_PROFILE: 'old' }, 'old', 'old'],
    ['a pair in the environment', undefined, { ...pairInEnv, AWS_DEFAULT_PROFILE: 'old' }, '', 'AKIAENV'],
    [
      'the session’s',
      undefined,
      { ...session, MFA_ENV_PROFILE: 'mine', MFA_ENV_WAS_AWS_DEFAULT_PROFILE: 'old' },
      'mine',
      'mine',
    ],
    ['AWS_PROFILE', undefined, { ...session, MFA_ENV_PROFILE: 'mine', AWS_PROFILE: 'env' }, 'env', 'env'],
    ['AWS_PROFILE before a pair', undefined, { ...pairInEnv, AWS_PROFILE: 'env' }, 'env', 'env'],
    ['the option', 'opt', { ...session, MFA_ENV_PROFILE: 'mine', AWS_PROFILE: 'env' }, 'opt', 'opt'],
    [
      'empty ones do not count',
      undefined,
      { AWS_PROFILE: '', AWS_DEFAULT_PROFILE: '', MFA_ENV_PROFILE: '' },
      'default',
      'default',
    ],
    [
      'nor are they without their token',
      undefined,
      { ...pairInEnv, AWS_ACCESS_KEY_ID: 'ASIAENV' },
      'default',
      'default',
    ],
    ['session keys are no pair', undefined, { ...pairInEnv, AWS_SESSION_TOKEN: 't' }, 'default', 'default'],
    ['nor by the old name', undefined, { ...pairInEnv, AWS_SECURITY_TOKEN: 't' }, 'default', 'default'],
    ['half a pair is none', undefined, { AWS_ACCESS_KEY_ID: 'AKIAENV' }, 'default', 'default'],
    [
      'the pair from before the session',
      undefined,
      {
        ...session,
        MFA_ENV_PROFILE: '',
        MFA_ENV_WAS_AWS_ACCESS_KEY_ID: 'AKIAWAS',
        MFA_ENV_WAS_AWS_SECRET_ACCESS_KEY: 'was',
      },
      '',
      'AKIAWAS',
    ],
    [
      'AWS_DEFAULT_PROFILE from before the session',
      undefined,
      { ...session, MFA_ENV_PROFILE: '', MFA_ENV_WAS_AWS_DEFAULT_PROFILE: 'old' },
      'old',
      'old',
    ],
  ])('%s', (_, option, env, name, accessKeyId) => {
    const choice = selectProfile(option, env, four);
    expect(choice.name).toBe(name);
    expect(choice.source).toMatchObject({ keys: { accessKeyId } });
  });
});
