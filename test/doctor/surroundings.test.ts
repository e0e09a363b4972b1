import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { leastNode } from '../../src/doctor/checks/installation.ts';
import { checkNames } from '../../src/doctor/finding.ts';
import { examine } from '../../src/doctor/report.ts';
import { type Changes, facts, known } from './healthy.ts';

// Problems in the shell, the network and the machine: situation → finding, level, advice.

const keys = { AWS_ACCESS_KEY_ID: 'AKIARTX3GSDS7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret-of-alice' };
const session = { ...keys, AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE', AWS_SESSION_TOKEN: 'token-of-alice' };
const past = { AWS_CREDENTIAL_EXPIRATION: '2026-01-15T09:59:30Z' };
const future = { AWS_CREDENTIAL_EXPIRATION: '2026-01-15T20:00:00Z' };
const ours = (at: string): Record<string, string> => ({
  ...session,
  AWS_CREDENTIAL_EXPIRATION: at,
  MFA_ENV_PROFILE: 'default',
  MFA_ENV_EXPIRES: String(Date.parse(at) / 1000),
});
const env = (more: Record<string, string | undefined>): Changes => ({ env: more });
const unreached = { answered: false, message: 'sts was not found', advice: 'check the network' } as const;
const program = (path: string, target = path): { path: string; target: string } => ({ path, target });

test.each<[situation: string, changes: Changes, level: string, message: RegExp, advice: string | RegExp]>([
  [
    'the secret is missing',
    env({ AWS_ACCESS_KEY_ID: 'AKIARTX3GSDS7EXAMPLE' }),
    'environment error',
    /half a key pair: AWS_SECRET_ACCESS_KEY is missing/,
    'unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN',
  ],
  [
    'the key is missing, in fish',
    { ...env({ AWS_SECRET_ACCESS_KEY: 'x' }), shell: 'fish' },
    'environment error',
    /AWS_ACCESS_KEY_ID is missing/,
    'set -e AWS_ACCESS_KEY_ID; set -e AWS_SECRET_ACCESS_KEY; set -e AWS_SESSION_TOKEN',
  ],
  ['a token alone', env({ AWS_SESSION_TOKEN: 't' }), 'environment warning', /set without its keys/, /^unset/],
  [
    "a session's key without a token",
    env({ ...keys, AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE' }),
    'environment error',
    /without its token/,
    /^unset/,
  ],
  [
    'a long-term key with a token',
    env({ ...keys, AWS_SESSION_TOKEN: 't' }),
    'environment error',
    /AWS_SESSION_TOKEN is set beside the access key of a user/,
    'unset AWS_SESSION_TOKEN',
  ],
  [
    'a stale AWS_SECURITY_TOKEN beside a session',
    env({ ...session, AWS_SECURITY_TOKEN: 'old' }),
    'environment error',
    /the AWS CLI prefers it to AWS_SESSION_TOKEN/,
    'unset AWS_SECURITY_TOKEN',
  ],
  [
    'a stale AWS_SECURITY_TOKEN beside long-term keys',
    env({ ...keys, AWS_SECURITY_TOKEN: 'old' }),
    'environment error',
    /AWS_SECURITY_TOKEN is left/,
    /^unset/,
  ],
  [
    'a stale AWS_SECURITY_TOKEN alone',
    env({ AWS_SECURITY_TOKEN: 'old' }),
    'environment warning',
    /AWS_SECURITY_TOKEN is left/,
    /^unset/,
  ],
  [
    'AWS_SESSION_EXPIRATION',
    env({ AWS_SESSION_EXPIRATION: '2026-01-15T13:00:00Z' }),
    'environment warning',
    /AWS_SESSION_EXPIRATION is left/,
    'unset AWS_SESSION_EXPIRATION',
  ],
  [
    'expired keys',
    env({ ...session, ...past }),
    'environment error',
    /expired 2h 00m ago/,
    'unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CREDENTIAL_EXPIRATION',
  ],
  [
    'an expiration in the past, without keys',
    env(past),
    'environment warning',
    /expired/,
    'unset AWS_CREDENTIAL_EXPIRATION',
  ],
  [
    'an expiration that is not a date',
    env({ ...session, AWS_CREDENTIAL_EXPIRATION: 'soon' }),
    'environment error',
    /is not a date/,
    /^unset/,
  ],
  [
    'an expired session of ours',
    env(ours('2026-01-15T11:55:00Z')),
    'environment error',
    /^the session of default in this shell expired 5m ago$/,
    'authaws default',
  ],
  [
    'AWS_PROFILE names no profile',
    env({ AWS_PROFILE: 'defualt' }),
    'profile error',
    /^AWS_PROFILE names profile defualt, which does not exist$/,
    /^did you mean default\? .*unset AWS_PROFILE$/,
  ],
  [
    'AWS_DEFAULT_PROFILE names no profile',
    env({ AWS_DEFAULT_PROFILE: 'nosuch' }),
    'profile error',
    /^AWS_DEFAULT_PROFILE names profile nosuch/,
    /default; .*unset AWS_DEFAULT_PROFILE$/,
  ],
  [
    'AWS_PROFILE beside keys',
    env({ ...session, ...future, AWS_PROFILE: 'default' }),
    'profile warning',
    /JavaScript and \.NET use the profile/,
    'unset AWS_PROFILE',
  ],
  [
    'AWS_MFA_SERIAL is not a device',
    env({ AWS_MFA_SERIAL: 'arn:aws:iam::111122223333:user/alice' }),
    'device error',
    /^AWS_MFA_SERIAL names a user/,
    'unset AWS_MFA_SERIAL',
  ],
  [
    'the functions are older',
    env({ MFA_ENV_FUNCTIONS: '1.0.0' }),
    'functions warning',
    /functions are from mfa-env 1\.0\.0, but the command is 1\.2\.3/,
    'eval "$(mfa-env init bash)"',
  ],
  [
    'the functions are older, in fish',
    { ...env({ MFA_ENV_FUNCTIONS: '1.0.0' }), shell: 'fish' },
    'functions warning',
    /1\.0\.0/,
    'mfa-env init fish | source',
  ],
  [
    'two mfa-env on PATH',
    { programs: [program('/a/mfa-env'), program('/b c/mfa-env')] },
    'path warning',
    /\/a\/mfa-env is used, \/b c\/mfa-env is not/,
    "rm '/b c/mfa-env'",
  ],
  [
    'a second one of npm',
    {
      programs: [program('/a/mfa-env'), program('/opt/n/bin/mfa-env', '/opt/n/lib/node_modules/mfa-env/dist/bin.cjs')],
    },
    'path warning',
    /several mfa-env/,
    'npm uninstall --global --prefix /opt/n mfa-env',
  ],
  [
    'Node 18',
    { node: '18.20.4' },
    'node error',
    /^Node 18\.20\.4 is too old: mfa-env needs 20\.19 or newer$/,
    /: nvm install 22$/,
  ],
  ['Node 20.9', { node: '20.9.0' }, 'node error', /too old/, /nvm/],
  [
    'a clock a minute ahead',
    { sts: { answered: true, aheadSeconds: 61 } },
    'clock warning',
    /clock is 1m ahead: AWS may refuse codes/,
    'sudo timedatectl set-ntp true',
  ],
  [
    'a clock an hour behind',
    { sts: { answered: true, aheadSeconds: -3661 }, platform: 'darwin' },
    'clock error',
    /clock is 1h 01m behind: AWS refuses/,
    /^sudo sntp/,
  ],
  ['a clock 30 s ahead', { sts: { answered: true, aheadSeconds: 30 } }, 'clock warning', /may refuse codes/, /^sudo/],
  [
    'a clock 299 s behind',
    { sts: { answered: true, aheadSeconds: -299 } },
    'clock warning',
    /may refuse codes/,
    /^sudo/,
  ],
  [
    'a clock 300 s behind',
    { sts: { answered: true, aheadSeconds: -300 } },
    'clock error',
    /AWS refuses its requests/,
    /^sudo/,
  ],
  [
    'a session of ours that AWS refuses',
    { ...env(ours('2026-01-15T20:00:00Z')), session: { state: 'refused' } },
    'session error',
    /^AWS no longer accepts the session of default in this shell$/,
    'authaws refresh default',
  ],
  [
    'the same, without the functions',
    {
      env: { ...ours('2026-01-15T20:00:00Z'), MFA_ENV_FUNCTIONS: undefined },
      session: { state: 'refused' },
    },
    'session error',
    /no longer accepts/,
    'eval "$(mfa-env refresh default)"',
  ],
  [
    'the session of another tool that AWS refuses',
    { ...env(session), session: { state: 'refused' } },
    'session error',
    /another tool/,
    'unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN',
  ],
  [
    'a session of a profile that is gone',
    env({ ...ours('2026-01-15T20:00:00Z'), MFA_ENV_PROFILE: 'defualt' }),
    'profile error',
    /^MFA_ENV_PROFILE names profile defualt/,
    /^did you mean default\? .*authaws clear$/,
  ],
  [
    'no start-up file loads the functions',
    {
      env: { MFA_ENV_FUNCTIONS: undefined },
      startUpFiles: [
        { path: '/home/alice/.bashrc', loads: false },
        { path: '/home/alice/.profile', loads: false },
      ],
    },
    'functions warning',
    /^new bash terminals have no authaws: eval "\$\(mfa-env init bash\)" is not in ~\/.bashrc or ~\/.profile$/,
    /: mfa-env setup$/,
  ],
  [
    'the same in fish, in a folder with a blank',
    {
      env: { MFA_ENV_FUNCTIONS: undefined },
      shell: 'fish',
      startUpFiles: [{ path: '/a b/config.fish', loads: false }],
    },
    'functions warning',
    /^new fish .*: mfa-env init fish \| source is not in \/a b\/config.fish$/,
    /: mfa-env setup$/,
  ],
  [
    'a key that AWS does not know',
    { key: { owner: 'acme', refused: 'unknown-key' } },
    'key error',
    /^the access key of profile acme does not exist or is inactive$/,
    /Security credentials.*: aws configure --profile acme$/,
  ],
  [
    'such a key in the environment',
    { key: { owner: '', refused: 'unknown-key' } },
    'key error',
    /the access key in the environment/,
    /: unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY$/,
  ],
  [
    'a secret that does not fit the key',
    { key: { owner: 'default', refused: 'wrong-secret' } },
    'key error',
    /^the secret access key of profile default is wrong$/,
    /: aws configure$/,
  ],
  [
    'a device of another account',
    { key: { ...known, arn: 'arn:aws:iam::444455556666:user/a', devices: undefined } },
    'key error',
    /device arn:aws:iam::111122223333:mfa\/alice belongs to another account than the access key .*: 444455556666$/,
    /: aws configure set mfa_serial arn:aws:iam::444455556666:mfa\/a --profile default$/,
  ],
  [
    'a region that is not enabled',
    { key: { ...known, disabledRegion: 'ap-east-1' } },
    'region error',
    /ap-east-1 is not enabled in the account of default$/,
    'authaws default --region us-east-1',
  ],
  [
    'the same in China, for a role',
    {
      config: '[profile r]\nrole_arn = arn:aws-cn:iam::111122223333:role/r\nsource_profile = default\n',
      key: { ...known, disabledRegion: 'cn-northwest-1' },
      env: { AWS_PROFILE: 'r' },
    },
    'region error',
    /cn-northwest-1 is not enabled/,
    'authaws r --region cn-north-1',
  ],
  [
    'no network',
    { sts: { ...unreached, isConfigured: false } },
    'endpoint warning',
    /was not found/,
    'check the network',
  ],
  [
    'a proxy that does not exist',
    { sts: { ...unreached, isConfigured: true } },
    'endpoint error',
    /was not found/,
    'check the network',
  ],
])('%s', (_, changes, level, message, advice) => {
  const { findings } = examine(facts(changes));
  expect(findings).toHaveLength(1);
  const [found] = findings;
  expect(`${found?.check} ${found?.level}`).toBe(level);
  expect(found?.message).toMatch(message);
  if (typeof advice === 'string') expect(` ${found?.advice}`.endsWith(` ${advice}`), found?.advice).toBe(true);
  else expect(found?.advice).toMatch(advice);
  expect(JSON.stringify(findings)).not.toMatch(/of-alice/);
});

test.each<[string, Changes]>([
  ['a live session of ours', env(ours('2026-01-15T20:00:00Z'))],
  ['with --legacy-token', env({ ...ours('2026-01-15T20:00:00Z'), AWS_SECURITY_TOKEN: 'token-of-alice' })],
  ['another tool’s session', env({ ...session, ...future })],
  ['long-term keys', env(keys)],
  ['AWS_PROFILE alone', env({ AWS_PROFILE: 'default' })],
  [
    'empty variables',
    env({ AWS_SECURITY_TOKEN: '', AWS_SESSION_EXPIRATION: '', AWS_PROFILE: '', AWS_CREDENTIAL_EXPIRATION: '' }),
  ],
  ['a clock some seconds off', { sts: { answered: true, aheadSeconds: -29 } }],
  ['Node 24', { node: '24.1.0' }],
  [
    'a hardware device, which tells no account',
    { key: { ...known, device: { serial: 'GAHT12345678', from: { profile: 'default' } }, devices: ['GAHT12345678'] } },
  ],
])('%s: no finding', (_, changes) => {
  expect(examine(facts(changes))).toMatchObject({ findings: [], checked: checkNames, unchecked: [] });
});

test('the report names what could not be checked', () => {
  const sts = { ...unreached, isConfigured: false };
  const { checked, unchecked, user } = examine(
    facts({
      env: { MFA_ENV_FUNCTIONS: undefined },
      sts,
      key: { unknown: 'STS did not answer' },
      session: { state: 'unknown', reason: 'STS did not answer' },
    }),
  );
  expect(checked).toEqual(checkNames.filter((name) => !['clock', 'key', 'session', 'functions'].includes(name)));
  expect(user).toBeNull();
  expect(unchecked).toEqual([
    { check: 'clock', reason: 'STS did not answer' },
    { check: 'key', reason: 'STS did not answer' },
    { check: 'session', reason: 'STS did not answer' },
    { check: 'functions', reason: '/home/alice/.bashrc loads them; run: authaws doctor' },
  ]);
});

test.each<[string, Changes, string]>([
  ['loaded elsewhere', {}, '/home/alice/.bashrc loads them; run: authaws doctor'],
  ['the same, for a profile', { profile: 'default' }, '/home/alice/.bashrc loads them; run: authaws doctor default'],
  ['a shell without functions', { shell: 'posix', startUpFiles: [] }, 'this shell has none; bash, zsh and fish do'],
])('functions that could not be checked: %s', (_, changes, reason) => {
  const { findings, unchecked } = examine(facts({ ...changes, env: { MFA_ENV_FUNCTIONS: undefined } }));
  expect({ findings, unchecked }).toEqual({ findings: [], unchecked: [{ check: 'functions', reason }] });
});

test.each<[string, Changes, string]>([
  [
    'another profile has one',
    { config: `[profile a b]\n`, credentials: `[a b]\nregion=x\n[b]\naws_access_key_id=A\naws_secret_access_key=s\n` },
    '; to check another profile: authaws doctor b',
  ],
  ['no profile has one', { credentials: '' }, ''],
])('a profile without a key: %s', (_, changes, more) => {
  const key = { unknown: 'default has no access key', isMissing: true };
  expect(examine(facts({ ...changes, key })).unchecked).toEqual([
    { check: 'key', reason: `default has no access key${more}` },
  ]);
});

test('the least Node of the package stands in the check', () => {
  const { engines } = JSON.parse(readFileSync(`${import.meta.dirname}/../../package.json`, 'utf8'));
  expect(engines.node).toBe(`>=${leastNode}`);
});
