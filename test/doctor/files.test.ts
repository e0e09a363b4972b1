import { expect, test } from 'vitest';
import { examine } from '../../src/doctor/examine.ts';
import { type Changes, device, facts, pair, sessionPair } from './healthy.ts';

// What the AWS files can have wrong: situation → finding, level, advice.

type Row = [situation: string, changes: Changes, level: string, message: RegExp, advice: string | RegExp];
const told = (changes: Changes): string[] =>
  examine(facts(changes)).findings.map(({ check, level, message, advice }) => `${check} ${level} ${message} ${advice}`);

const roleOf = (source: string): string =>
  `[profile r]\nrole_arn = arn:aws:iam::111122223333:role/r\nsource_profile = ${source}\n`;

test.each<Row>([
  [
    'both files are empty',
    { config: '', credentials: '' },
    'config error',
    /^there is no profile in/,
    /^run: aws configure/,
  ],
  [
    'the credentials file is open to read',
    { mode: 0o644 },
    'permissions warning',
    /credentials can be read by others/,
    'chmod 600 /home/alice/.aws/credentials',
  ],
  ['a group may read it', { mode: 0o640 }, 'permissions warning', /can be read by others/, /^chmod 600/],
  ['a group may write it', { mode: 0o660 }, 'permissions error', /can be written by others/, /^chmod 600/],
  [
    'a section stands twice',
    { credentials: `[default]\n${pair}\n[x]\n${pair}[x]\n${pair}` },
    'duplicates error',
    /credentials: \[x\] stands twice, in lines 5 and 8; the AWS CLI refuses/,
    'take one out: vi /home/alice/.aws/credentials',
  ],
  [
    'a setting stands twice',
    { config: `[default]\nregion = eu-west-1\nRegion = eu-west-2\n` },
    'duplicates error',
    /config: region stands twice in \[default\], in lines 2 and 3;/,
    'take one out: vi /home/alice/.aws/config',
  ],
  [
    'a section that is no profile has a setting twice',
    { config: '[default]\n[services s]\nendpoint_url = a\nendpoint_url = b\n' },
    'duplicates error',
    /endpoint_url stands twice in \[services s\], in lines 3 and 4;/,
    /^take one out/,
  ],
  [
    'a header that is never closed',
    { config: '[default]\nregion = eu-west-1\n\n[profile acme\noutput = json\n' },
    'syntax error',
    /config, line 4: the header \[profile acme is never closed; the AWS CLI refuses the whole file$/,
    'put a ] behind it: vi /home/alice/.aws/config',
  ],
  [
    'lines that are nothing',
    { credentials: `[default]\n${pair}wJalrXUtnFEMI\n\nand this` },
    'syntax error',
    /credentials, line 4: neither a header nor a setting nor a comment; the AWS CLI .* \(and 1 more like it\)$/,
    'mend it: vi /home/alice/.aws/credentials',
  ],
  [
    'a setting before any header',
    { config: 'region = eu-west-1\n[default]\n' },
    'syntax error',
    /config, line 1: neither a header/,
    /^mend it/,
  ],
  [
    'a nested line without =',
    { config: '[default]\ns3 =\n  max: 1\n' },
    'syntax error',
    /config, line 3: neither a header/,
    /^mend it/,
  ],
  [
    'an indented setting',
    { config: '[default]\nregion = eu-west-1\n  output = json\n' },
    'syntax warning',
    /config, line 3: a setting is indented: the AWS CLI takes it for more of the value above$/,
    /^take the blanks before it out: vi/,
  ],
  [
    'an indented header',
    { config: '[default]\nregion = eu-west-1\n [profile acme]\nregion = eu-west-2\n' },
    'syntax warning',
    /config, line 3: \[profile acme\] is indented/,
    /^take the blanks/,
  ],
  [
    'bytes that are no UTF-8',
    { config: '[default]\n# caf\uFFFD\n' },
    'syntax error',
    /config, line 2: not UTF-8; the AWS CLI refuses/,
    /^write it anew: vi/,
  ],
  [
    'no profile prefix in the config file',
    { config: `[default]\n\n[acme]\nregion = eu-west-1\n` },
    'headers warning',
    /config, line 3: \[acme\] is no profile/,
    'write [profile acme]: vi /home/alice/.aws/config',
  ],
  [
    'blanks around default, which the AWS CLI does not find',
    { config: `[ default ]\nregion = eu-west-1\n` },
    'headers warning',
    /config, line 1: \[ default \] is no profile/,
    'write [profile default]: vi /home/alice/.aws/config',
  ],
  [
    'a profile prefix in the credentials file',
    { credentials: `[default]\n${pair}[profile acme]\n${pair}` },
    'headers warning',
    /credentials, line 4: \[profile acme\] has a prefix/,
    /^write \[acme\]: vi/,
  ],
  [
    'the secret is missing',
    { credentials: '[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n' },
    'keys error',
    /^profile default has half a pair of keys: aws_secret_access_key is missing$/,
    'aws configure --profile default',
  ],
  [
    'the key is missing, under a name with blanks',
    { credentials: `[default]\n${pair}[a b]\naws_secret_access_key = x\n` },
    'keys error',
    /^profile a b has half .*: aws_access_key_id is missing$/,
    "aws configure --profile 'a b'",
  ],
  ['nobody has keys', { credentials: '' }, 'keys error', /^no profile leads to long-lived keys/, /^run: aws configure/],
  [
    'only SSO',
    { config: '[profile sso]\nsso_session = x\n', credentials: '' },
    'keys error',
    /^no profile leads to long-lived keys/,
    /SSO and instance roles need no mfa-env/,
  ],
  [
    'the keys of a session alone',
    { credentials: `[default]\n${sessionPair}` },
    'session-keys error',
    /^profile default holds the keys of a session/,
    'aws configure --profile default',
  ],
  [
    'the keys of a session in a source profile',
    { config: `[default]\n${roleOf('base')}`, credentials: `[default]\n${pair}[base]\n${sessionPair}` },
    'session-keys error',
    /^profile base holds the keys of a session/,
    'aws configure --profile base',
  ],
  [
    'the keys of a session in a long-term section',
    { credentials: `[default]\n${pair}[x-long-term]\n${sessionPair}` },
    'session-keys error',
    /^profile x-long-term holds/,
    /^aws configure/,
  ],
  [
    'the keys of a session in the profile that is chosen',
    { credentials: `[default]\n${pair}[x]\n${sessionPair}`, env: { MFA_ENV_FUNCTIONS: '1.2.3', AWS_PROFILE: 'x' } },
    'session-keys error',
    /^profile x holds/,
    /^aws configure/,
  ],
  [
    "a session's key that lost its token",
    { credentials: `[default]\n${pair.replace('AKIA', 'ASIA')}` },
    'session-keys error',
    /^profile default has the key of a session without its token/,
    /^aws configure/,
  ],
  [
    'a long-lived key with a token',
    { credentials: `[default]\n${pair}[x]\n${pair}aws_session_token = t\n` },
    'session-keys error',
    /^profile x has a session's token beside a long-lived key/,
    /^take the token out: vi/,
  ],
  [
    'a source that is not there',
    { config: `[default]\n${roleOf('defautl')}` },
    'chain error',
    /^profile r has source_profile = defautl, and there is no such profile$/,
    'did you mean default?',
  ],
  [
    'a circle',
    { config: '[profile a]\nsource_profile = b\n[profile b]\nsource_profile = a\n' },
    'chain error',
    /go round in a circle: a → b → a/,
    /^break it/,
  ],
  [
    'a role without a source',
    { config: '[profile r]\nrole_arn = arn:aws:iam::111122223333:role/r\n' },
    'chain error',
    /^profile r has a role_arn, and nothing says whose keys/,
    /source_profile = NAME/,
  ],
  [
    'a source and another one',
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
    /^profile base has no long-lived keys \(needed by r, s\)$/,
    / aws configure --profile base$/,
  ],
  [
    'the chosen profile has no keys',
    { config: '[profile x]\nregion = eu-west-1\n', env: { MFA_ENV_FUNCTIONS: '1.2.3', AWS_PROFILE: 'x' } },
    'chain error',
    /^profile x has no long-lived keys$/,
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
    'a user for a device',
    { config: '[default]\nmfa_serial = arn:aws:iam::111122223333:user/team/alice\n' },
    'device error',
    /is a user, not an MFA device/,
    'aws configure set mfa_serial arn:aws:iam::111122223333:mfa/alice --profile default',
  ],
  [
    'nonsense for a device',
    { config: '[default]\nmfa_serial = 123456\n' },
    'device error',
    /is no MFA device/,
    /^a device looks like/,
  ],
])('%s', (_, changes, level, message, advice) => {
  const { findings } = examine(facts(changes));
  expect(told(changes)).toHaveLength(1);
  const [found] = findings;
  expect(`${found?.check} ${found?.level}`).toBe(level);
  expect(found?.message).toMatch(message);
  if (typeof advice === 'string') expect(found?.advice).toBe(advice);
  else expect(found?.advice).toMatch(advice);
});

test.each<[string, Changes]>([
  ['a healthy machine', {}],
  [
    'keys in the environment and no files',
    {
      config: '',
      credentials: '',
      env: { MFA_ENV_FUNCTIONS: '1.2.3', AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'x' },
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
  ['the target of --write is default', { credentials: `[default]\n${sessionPair}[work]\n${pair}` }],
  ['aws-mfa’s convention', { credentials: `[default]\n${sessionPair}[default-long-term]\n${pair}` }],
  ['a credential_process', { config: '[default]\ncredential_process = /bin/keys\n', credentials: '' }],
  ['no device: it is looked up', { config: '' }],
  ['hardware', { config: '[default]\nmfa_serial = GAHT12345678\n' }],
  [
    'AWS_PROFILE is a profile of SSO',
    { config: '[profile sso]\nsso_session = s\n', env: { MFA_ENV_FUNCTIONS: '1.2.3', AWS_PROFILE: 'sso' } },
  ],
])('%s: no finding', (_, changes) => {
  expect(told(changes)).toEqual([]);
});

test('a byte order mark, at which the AWS CLI stops', () => {
  const marked = facts();
  marked.files.credentials.hasMark = true;
  expect(examine(marked).findings).toMatchObject([
    { check: 'syntax', level: 'error', message: expect.stringContaining('credentials starts with a byte order mark') },
  ]);
});

test('a file that cannot be read is one finding, and what hangs on it is not guessed', () => {
  const broken = facts();
  broken.files.config.problem = { message: '/home/alice/.aws/config cannot be read', advice: 'look at: ls -ld' };
  const { findings, unchecked } = examine(broken);
  expect(findings).toEqual([
    { check: 'config', level: 'error', message: '/home/alice/.aws/config cannot be read', advice: 'look at: ls -ld' },
  ]);
  expect(unchecked.map(({ check }) => check)).toEqual([
    ...['permissions', 'syntax', 'duplicates', 'headers'],
    ...['keys', 'session-keys', 'chain', 'device', 'profile'],
  ]);
});

test('no file, and one that a variable names', () => {
  const none = facts({ config: '', credentials: '', env: { AWS_CONFIG_FILE: '/nowhere' } });
  none.files.config = { path: '/nowhere', text: '', hasMark: false, exists: false, mode: 0 };
  none.files.credentials.exists = false;
  expect(examine(none).findings).toMatchObject([
    {
      check: 'config',
      level: 'warning',
      message: 'AWS_CONFIG_FILE names /nowhere, which does not exist',
      advice: 'unset AWS_CONFIG_FILE',
    },
    { check: 'config', level: 'error', message: 'there is neither /nowhere nor /home/alice/.aws/credentials' },
  ]);
});

test('no secret, and no control character of a name', () => {
  const text = JSON.stringify([
    ...examine(facts({ credentials: `[x]\n${pair}${pair}[x]\n${sessionPair}aws_session_token = t\n` })).findings,
    ...examine(facts({ config: '[profile \u001b[31mred]\nsource_profile = \u001b]0;title\u0007\n' })).findings,
  ]);
  expect(text).not.toMatch(/wJalr|FwoGZX/);
  expect(text).not.toMatch(/\\u00/);
});
