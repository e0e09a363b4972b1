import { expect, test } from 'vitest';
import { examine } from '../../src/doctor/report.ts';
import { type Changes, device, facts, pair, sessionPair } from './healthy.ts';

// Problems in the AWS files: situation → finding, level, advice.

type Row = [situation: string, changes: Changes, level: string, message: RegExp, advice: string | RegExp];
const told = (changes: Changes): string[] =>
  examine(facts(changes)).findings.map(({ check, level, message, advice }) => `${check} ${level} ${message} ${advice}`);

const roleOf = (source: string): string =>
  `[profile r]\nrole_arn = arn:aws:iam::111122223333:role/r\nsource_profile = ${source}\n`;

test.each<Row>([
  ['both files are empty', { config: '', credentials: '' }, 'config error', /^no profile in/, /: authaws setup$/],
  [
    'a command with less power',
    {
      config: '',
      credentials: '',
      env: { MFA_ENV_LIMIT: 'read-only', AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' },
    },
    'config warning',
    /less power, where your profiles are hidden$/,
    /outside of it: authaws doctor$/,
  ],
  [
    'the credentials file is open to read',
    { mode: 0o644 },
    'permissions warning',
    /credentials is readable by other users/,
    'chmod 600 /home/alice/.aws/credentials',
  ],
  ['a group may read it', { mode: 0o640 }, 'permissions warning', /readable by other users/, /^chmod 600/],
  ['a group may write it', { mode: 0o660 }, 'permissions error', /writable by other users/, /^chmod 600/],
  [
    'a section appears twice',
    { credentials: `[default]\n${pair}\n[x]\n${pair}[x]\n${pair}` },
    'duplicates error',
    /credentials: \[x\] appears twice, in lines 5 and 8; the AWS CLI refuses/,
    'vi /home/alice/.aws/credentials',
  ],
  [
    'a setting appears twice',
    { config: `[default]\nregion = eu-west-1\nRegion = eu-west-2\n` },
    'duplicates error',
    /config: region appears twice in \[default\], in lines 2 and 3;/,
    'vi /home/alice/.aws/config',
  ],
  [
    'a section that is no profile has a setting twice',
    { config: '[default]\n[services s]\nendpoint_url = a\nendpoint_url = b\n' },
    'duplicates error',
    /endpoint_url appears twice in \[services s\], in lines 3 and 4;/,
    /: vi /,
  ],
  [
    'a header that is never closed',
    { config: '[default]\nregion = eu-west-1\n\n[profile acme\noutput = json\n' },
    'syntax error',
    /config, line 4: the header \[profile acme has no closing bracket; the AWS CLI refuses/,
    'vi /home/alice/.aws/config',
  ],
  [
    'lines that are neither headers nor settings',
    { credentials: `[default]\n${pair}wJalrXUtnFEMI\n\nand this` },
    'syntax error',
    /credentials, line 4: not a header, a setting or a comment; the AWS CLI .* \(and 1 more like it\)$/,
    'vi /home/alice/.aws/credentials',
  ],
  [
    'a setting before any header',
    { config: 'region = eu-west-1\n[default]\n' },
    'syntax error',
    /config, line 1: not a header/,
    /: vi /,
  ],
  [
    'a nested line without =',
    { config: '[default]\ns3 =\n  max: 1\n' },
    'syntax error',
    /config, line 3: not a header/,
    /: vi /,
  ],
  [
    'an indented setting',
    { config: '[default]\nregion = eu-west-1\n  output = json\n' },
    'syntax warning',
    /config, line 3: a setting is indented: the AWS CLI reads it as part of the value above$/,
    /: vi /,
  ],
  [
    'an indented header',
    { config: '[default]\nregion = eu-west-1\n [profile acme]\nregion = eu-west-2\n' },
    'syntax warning',
    /config, line 3: \[profile acme\] is indented/,
    /: vi /,
  ],
  [
    'bytes that are not UTF-8',
    { config: '[default]\n# caf\uFFFD\n' },
    'syntax error',
    /config, line 2: not UTF-8; the AWS CLI refuses/,
    /: vi /,
  ],
  [
    'no profile prefix in the config file',
    { config: `[default]\n\n[acme]\nregion = eu-west-1\n` },
    'headers warning',
    /config, line 3: the AWS tools do not read \[acme\]/,
    "write '[profile acme]': vi /home/alice/.aws/config",
  ],
  [
    'blanks around default, which the AWS CLI does not find',
    { config: `[ default ]\nregion = eu-west-1\n` },
    'headers warning',
    /config, line 1: the AWS tools do not read \[ default \]/,
    "write '[profile default]': vi /home/alice/.aws/config",
  ],
  [
    'a profile prefix in the credentials file',
    { credentials: `[default]\n${pair}[profile acme]\n${pair}` },
    'headers warning',
    /credentials, line 4: \[profile acme\] has the prefix/,
    /^write '\[acme\]': vi/,
  ],
  [
    'the secret is missing',
    { credentials: '[default]\naws_access_key_id = AKIARTX3GSDS7EXAMPLE\n' },
    'keys error',
    /^profile default has half a key pair: aws_secret_access_key is missing$/,
    'aws configure',
  ],
  [
    'the key is missing, under a name with blanks',
    { credentials: `[default]\n${pair}[a b]\naws_secret_access_key = x\n` },
    'keys error',
    /^profile a b has half .*: aws_access_key_id is missing$/,
    "aws configure --profile 'a b'",
  ],
  ['no profile has keys', { credentials: '' }, 'keys error', /^no profile has an access key/, /: authaws setup$/],
  [
    'only SSO',
    { config: '[profile sso]\nsso_session = x\n', credentials: '' },
    'keys warning',
    /^no profile has an access key: .*SSO/,
    /aws sso login --profile sso/,
  ],
  [
    'the keys of a session alone',
    { credentials: `[default]\n${sessionPair}` },
    'session-keys error',
    /^profile default holds session keys/,
    'aws configure --profile default-long-term',
  ],
  [
    'the keys of a session in a source profile',
    { config: `[default]\n${roleOf('base')}`, credentials: `[default]\n${pair}[base]\n${sessionPair}` },
    'session-keys error',
    /^profile base holds session keys/,
    'aws configure --profile base-long-term',
  ],
  [
    'the keys of a session in a long-term section',
    { credentials: `[default]\n${pair}[x-long-term]\n${sessionPair}` },
    'session-keys error',
    /^profile x-long-term holds/,
    / without a token: vi /,
  ],
  [
    'the keys of a session in the profile that is chosen',
    { credentials: `[default]\n${pair}[x]\n${sessionPair}`, env: { AWS_PROFILE: 'x' } },
    'session-keys error',
    /^profile x holds/,
    /: aws configure --profile x-long-term$/,
  ],
  [
    "a session's key that lost its token",
    { credentials: `[default]\n${pair.replace('AKIA', 'ASIA')}` },
    'session-keys error',
    /^profile default has a session key without its token/,
    /^aws configure/,
  ],
  [
    'a long-term key with a token',
    { credentials: `[default]\n${pair}[x]\n${pair}aws_session_token = t\n` },
    'session-keys error',
    /^profile x has a session token beside the access key of a user/,
    /: vi /,
  ],
  [
    'a source profile that does not exist',
    { config: `[default]\n${roleOf('defautl')}` },
    'chain error',
    /^profile r has source_profile = defautl, which does not exist$/,
    'did you mean default?',
  ],
  [
    'a loop',
    { config: '[profile a]\nsource_profile = b\n[profile b]\nsource_profile = a\n' },
    'chain error',
    /loop: a → b → a/,
    /an access key of its own$/,
  ],
  [
    'a role without a source',
    { config: '[profile r]\nrole_arn = arn:aws:iam::111122223333:role/r\n' },
    'chain error',
    /^profile r has role_arn but no source_profile/,
    /source_profile = NAME/,
  ],
  [
    'a source profile and a credential_source',
    { config: `[default]\n${roleOf('default')}credential_source = Environment\n` },
    'chain error',
    /both source_profile and credential_source/,
    /^remove one/,
  ],
  [
    'a source without keys',
    {
      config: `[profile base]\nregion = eu-west-1\n${roleOf('base')}${roleOf('base').replace('profile r', 'profile s')}`,
    },
    'chain error',
    /^profile base has no access key \(needed by r, s\)$/,
    / aws configure --profile base$/,
  ],
  [
    'the chosen profile has no keys',
    { config: '[profile x]\nregion = eu-west-1\n', env: { AWS_PROFILE: 'x' } },
    'chain error',
    /^profile x has no access key$/,
    /aws configure --profile x/,
  ],
  [
    'a security key',
    { config: '[default]\nmfa_serial = arn:aws:iam::111122223333:u2f/user/alice/k-EXAMPLE\n' },
    'device error',
    /^mfa_serial of profile default is a security key or passkey/,
    /^add an authenticator app/,
  ],
  [
    'the ARN of a user as the serial',
    { config: '[default]\nmfa_serial = arn:aws:iam::111122223333:user/team/alice\n' },
    'device error',
    /names a user, not an MFA device/,
    'aws configure set mfa_serial arn:aws:iam::111122223333:mfa/alice --profile default',
  ],
  [
    'a serial that is not valid',
    { config: '[default]\nmfa_serial = 123456\n' },
    'device error',
    /is not an MFA device/,
    /^a device looks like/,
  ],
  [
    'a profile of --write, checked with -p',
    { credentials: `[acme]\n${pair}[acme-mfa]\n${sessionPair}`, profile: 'acme-mfa' },
    'session-keys warning',
    /^profile acme-mfa holds a session of --write/,
    'authaws acme -w',
  ],
  [
    'the same, without the functions',
    {
      credentials: `[acme]\n${pair}[acme-mfa]\n${sessionPair}`,
      profile: 'acme-mfa',
      shell: 'fish',
      env: { MFA_ENV_FUNCTIONS: undefined },
    },
    'session-keys warning',
    /^profile acme-mfa holds a session/,
    'mfa-env acme -w | source',
  ],
  [
    'SSO, chosen beside keys',
    { config: '[profile sso]\nsso_session = s\n', env: { AWS_PROFILE: 'sso' } },
    'chain warning',
    /^profile sso has no access key: it signs in with SSO/,
    /aws sso login --profile sso/,
  ],
  [
    'aws login, chosen beside keys',
    { config: '[profile web]\nlogin_session = arn:aws:iam::111122223333:user/alice\n', profile: 'web' },
    'chain warning',
    /^profile web /,
    /./,
  ],
  [
    'a web identity, chosen beside keys',
    {
      config: '[profile pod]\nrole_arn = arn:aws:iam::111122223333:role/r\nweb_identity_token_file = /token\n',
      profile: 'pod',
    },
    'chain warning',
    /^profile pod /,
    /./,
  ],
  [
    'a source and no role',
    { config: `[default]\n[profile dev]\nsource_profile = default\n` },
    'chain warning',
    /^profile dev has source_profile but no role_arn: Terraform /,
    'vi /home/alice/.aws/credentials /home/alice/.aws/config',
  ],
  [
    'five such profiles, one with a blank in its name',
    {
      config: ['a b', 'c', 'd', 'e', 'f'].map((name) => `[profile ${name}]\nsource_profile = default\n`).join(''),
      profile: 'c',
    },
    'chain warning',
    /^profile c has .* \(4 more profiles: 'a b', d, e\)$/,
    /the keys of default to c-long-term/,
  ],
  [
    'the program of a credential_process',
    { config: '[default]\ncredential_process = vault-keys get\n', credentials: '', missingPrograms: ['vault-keys'] },
    'keys error',
    /^credential_process of profile default runs vault-keys, which was not found$/,
    /: vi \/home\/alice\/.aws\/config$/,
  ],
  [
    'the program of an mfa_process, in two profiles',
    {
      config: '[default]\nmfa_process = "/opt/code x" now\n[profile b]\nmfa_process = "/opt/code x"\n',
      missingPrograms: ['/opt/code x'],
    },
    'keys error',
    /^mfa_process of profile default runs \/opt\/code x, which was not found$/,
    /./,
  ],
  [
    'no region',
    { config: `[default]\n${device}`, env: { AWS_REGION: undefined } },
    'region warning',
    /^no region is set for default: .*You must specify a region/,
    'aws configure set region us-east-1 --profile default',
  ],
  [
    'no region, where another profile has one',
    {
      config: `[profile a b]\n${device}[profile c]\nregion = eu-west-3\n`,
      credentials: `[a b]\n${pair}`,
      profile: 'a b',
      env: { AWS_REGION: undefined },
    },
    'region warning',
    /^no region is set for a b:/,
    "aws configure set region eu-west-3 --profile 'a b'",
  ],
  [
    'no region for keys of the environment',
    {
      config: '',
      credentials: '',
      shell: 'fish',
      env: { AWS_REGION: undefined, AWS_ACCESS_KEY_ID: 'AKIARTX3GSDS7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'x' },
    },
    'region warning',
    /^no region is set for the environment:/,
    'set -gx AWS_REGION us-east-1',
  ],
  [
    'default is the target of --write',
    { credentials: `[default]\n${sessionPair}[work]\n${pair}[home]\n${pair}` },
    'profile warning',
    /^profile default has no access key/,
    'authaws work',
  ],
  [
    'no default profile, and none selected',
    { config: '[profile sso]\nsso_session = s\n', credentials: `[a b]\n${pair}[c]\n${pair}` },
    'profile warning',
    /^there is no profile default/,
    "authaws 'a b'",
  ],
])('%s', (_, changes, level, message, advice) => {
  const { findings } = examine(facts(changes));
  expect(told(changes)).toHaveLength(1);
  const [found] = findings;
  expect(`${found?.check} ${found?.level}`).toBe(level);
  expect(found?.message).toMatch(message);
  if (typeof advice === 'string') expect(` ${found?.advice}`.endsWith(` ${advice}`), found?.advice).toBe(true);
  else expect(found?.advice).toMatch(advice);
});

test.each<[string, Changes]>([
  ['a healthy machine', {}],
  [
    'keys in the environment and no files',
    {
      config: '',
      credentials: '',
      env: { AWS_ACCESS_KEY_ID: 'AKIARTX3GSDS7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'x' },
    },
  ],
  [
    'all kinds of sections',
    {
      config: `[default]\n[profile x]\n[sso-session s]\nsso_region = eu-west-1\n[services v]\n[plugins]\na = b\n[preview]\n`,
    },
  ],
  ['[default] and [profile default]', { config: `[default]\n[profile default]\n${device}` }],
  ['a role', { config: `[default]\n${device}${roleOf('default')}` }],
  [
    'SSO beside keys',
    { config: '[default]\n[profile sso]\nsso_session = s\n[profile r]\nsource_profile = sso\nrole_arn = a\n' },
  ],
  ['an instance role beside keys', { config: '[profile r]\nrole_arn = a\ncredential_source = Ec2InstanceMetadata\n' }],
  ['a profile of a region alone', { config: '[default]\n[profile x]\nregion = eu-west-1\n' }],
  ['the target of --write', { credentials: `[default]\n${pair}[default-mfa]\n${sessionPair}` }],
  ['the same, and another one is chosen', { credentials: `[default]\n${sessionPair}[work]\n${pair}`, profile: 'work' }],
  ['the same, and one other profile', { credentials: `[default]\n${sessionPair}[work]\n${pair}` }],
  ['aws-mfa’s convention', { credentials: `[default]\n${sessionPair}[default-long-term]\n${pair}` }],
  ['a credential_process', { config: '[default]\ncredential_process = /bin/keys\n', credentials: '' }],
  ['no device: it is looked up', { config: '' }],
  [
    'no default profile, but one that is chosen',
    { credentials: `[a]\n${pair}`, config: '', env: { AWS_PROFILE: 'a' } },
  ],
  ['only the keys of aws-mfa', { credentials: `[default-long-term]\n${pair}`, config: '' }],
  ['the same, chosen', { credentials: `[default]\n${pair}[a-long-term]\n${pair}`, config: '', profile: 'a' }],
  ['a region in the profile', { env: { AWS_REGION: undefined } }],
  [
    'a region in default, where the AWS tools look for it',
    {
      config: '[default]\nregion = eu-west-1\n',
      credentials: `[a]\n${pair}`,
      profile: 'a',
      env: { AWS_REGION: undefined },
    },
  ],
  ['a region in AWS_DEFAULT_REGION', { config: '', env: { AWS_REGION: undefined, AWS_DEFAULT_REGION: 'eu-west-1' } }],
  ['a credential_process beside keys', { config: '[default]\ncredential_process = gone\n', missingPrograms: ['gone'] }],
  [
    'other sign-ins beside keys',
    {
      config:
        '[profile a]\nlogin_session = arn:aws:iam::111122223333:user/alice\n[profile b]\nsso_start_url = x\n' +
        '[profile c]\nrole_arn = arn:aws:iam::111122223333:role/r\nweb_identity_token_file = /token\n',
    },
  ],
  [
    'session keys that aws-mfa left behind',
    {
      config: '[default]\n',
      credentials: `[default]\n${pair.replace('AKIA', 'ASIA')}aws_session_token =\n[default-long-term]\n${pair}`,
    },
  ],
  ['hardware', { config: '[default]\nmfa_serial = GAHT12345678\n' }],
])('%s: no finding', (_, changes) => {
  expect(told(changes)).toEqual([]);
});

test('findings of -p and its sources come first, then general ones, then other profiles', () => {
  const config = `[default]\nmfa_serial = 1\n[profile a]\nmfa_serial = 2\n${roleOf('a')}[bare]\nregion = eu-west-1\n`;
  const credentials = `[default]\n${pair}[a]\n${pair}`;
  const orderOf = (profile?: string): string[] =>
    examine(facts({ config, credentials, profile })).findings.map(({ check, profiles }) => `${check} ${profiles}`);
  expect(orderOf()).toEqual(['headers ', 'device default', 'device a']);
  expect(orderOf('r')).toEqual(['device a', 'headers ', 'device default']);
});

test('many profiles with one cause: the message names that of -p first', () => {
  const config = ['a', 'b', 'c', 'd', 'e'].map((name) => `[profile ${name}]\nsource_profile = base\n`).join('');
  const [found] = examine(facts({ config: `[profile base]\n${config}`, profile: 'e' })).findings;
  expect(found?.message).toMatch(/\(needed by e, a, b and 2 more\)$/);
});

test('a byte order mark, which the AWS CLI refuses', () => {
  const marked = facts();
  marked.files.credentials.hasByteOrderMark = true;
  expect(examine(marked).findings).toMatchObject([
    { check: 'syntax', level: 'error', message: expect.stringContaining('credentials starts with a byte order mark') },
  ]);
});

test('an unreadable file is one finding, and the checks that need it do not run', () => {
  const broken = facts();
  broken.files.config.problem = {
    message: '/home/alice/.aws/config cannot be read',
    advice: 'check its owner and mode: ls -ld',
  };
  const { findings, unchecked } = examine(broken);
  expect(findings).toEqual([
    {
      check: 'config',
      level: 'error',
      message: '/home/alice/.aws/config cannot be read',
      advice: 'check its owner and mode: ls -ld',
      profiles: [],
    },
  ]);
  expect(unchecked.map(({ check }) => check)).toEqual([
    ...['permissions', 'syntax', 'duplicates', 'headers'],
    ...['keys', 'session-keys', 'chain', 'device', 'profile', 'region'],
  ]);
});

test('no files, and a variable that names one', () => {
  const none = facts({ config: '', credentials: '', env: { AWS_CONFIG_FILE: '/nowhere' } });
  none.files.config = { path: '/nowhere', text: '', hasByteOrderMark: false, exists: false, mode: 0 };
  none.files.credentials.exists = false;
  expect(examine(none).findings).toMatchObject([
    {
      check: 'config',
      level: 'warning',
      message: 'AWS_CONFIG_FILE names /nowhere, which does not exist',
      advice: 'unset AWS_CONFIG_FILE',
    },
    { check: 'config', level: 'error', message: expect.stringContaining('/nowhere nor /home/alice/.aws/credentials') },
  ]);
});

test('findings hold no secret and no control character', () => {
  const text = JSON.stringify([
    ...examine(facts({ credentials: `[x]\n${pair}${pair}[x]\n${sessionPair}aws_session_token = t\n` })).findings,
    ...examine(facts({ config: '[profile \u001b[31mred]\nsource_profile = \u001b]0;title\u0007\n' })).findings,
  ]);
  expect(text).not.toMatch(/wJalr|FwoGZX/);
  expect(text).not.toMatch(/\\u00/);
});
