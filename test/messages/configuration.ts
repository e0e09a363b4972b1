import { keyLines, serial } from '../command/run.ts';
import { type Row, row } from './row.ts';
import { account, keysAnd, withProfile } from './samples.ts';

const r = { words: ['-p', 'r', 'CODE'] };
const role = `role_arn = ${account}:role/admin`;

const lessPower = {
  MFA_ENV_LIMIT: 'read-only',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

const tags = (count: number): string => Array.from({ length: count }, (_, at) => `k${at}=v`).join();

/** What is wrong with the files and the environment. */
export const configurationRows: Row[] = [
  row(
    'no such profile',
    'aws/no-keys.ts',
    { words: ['-p', 'defualt', 'CODE'] },
    'no profile defualt → did you mean default?',
    3,
  ),
  row(
    'no such profile, by a variable',
    'aws/no-keys.ts',
    { env: { AWS_PROFILE: 'defualt' } },
    'AWS_PROFILE names profile defualt, which does not exist → did you mean default?',
    3,
  ),
  row(
    'no such profile for a policy',
    'commands/policy.ts',
    { words: ['policy', '-p', 'nosuch'] },
    'no profile nosuch → there are: default',
    3,
  ),
  row(
    'a code where a profile is due',
    'aws/no-keys.ts',
    { words: ['-p', '123456'] },
    'no profile of that name: it looks like a code → a code needs no option: eval "$(mfa-env PROFILE 123456)"',
    3,
  ),
  row(
    'no files',
    'aws/no-keys.ts',
    { config: null, credentials: null },
    'there is no AWS access key yet, and mfa-env needs one → set one up: mfa-env setup',
    3,
  ),
  row(
    'no files, and a profile that was named',
    'aws/no-keys.ts',
    { words: ['-p', 'a b'], config: null, credentials: null },
    "no profile a b: ~/.aws/config and ~/.aws/credentials hold no profile → set it up: mfa-env setup 'a b'",
    3,
  ),
  row(
    'no profile in other files',
    'aws/no-keys.ts',
    { env: { AWS_CONFIG_FILE: '/nonexistent/config' }, credentials: null },
    'no profile default: /nonexistent/config and ~/.aws/credentials hold no profile → set it up: mfa-env setup default',
    3,
  ),
  row(
    'no such source',
    'aws/no-keys.ts',
    { ...r, config: withProfile('source_profile = defalt') },
    'profile r has source_profile = defalt, which does not exist → did you mean default?',
    3,
  ),
  row(
    'a header without its end',
    'aws/select-profile.ts',
    { ...r, config: '[profile r\nregion = a-b\n' },
    '~/.aws/config, line 1: the header [profile r has no closing bracket → add the ]; without it the AWS CLI refuses the whole file',
    3,
  ),
  row(
    'a loop of source profiles',
    'aws/source-chain.ts',
    { ...r, config: withProfile('source_profile = s\n[profile s]\nsource_profile = r') },
    'the source profiles form a loop: r → s → r → give one of them an access key of its own',
    3,
  ),
  row(
    'no keys',
    'aws/no-keys.ts#message',
    { ...r, config: withProfile('region = eu-west-1') },
    'profile r has no access key → name a source_profile, or give it an access key: aws configure --profile r',
    3,
  ),
  row(
    'a profile that --write made',
    'aws/no-keys.ts',
    {
      words: ['-p', 'acme-mfa'],
      credentials: keysAnd(`[acme]\n${keyLines}[acme-mfa]\n${keyLines}aws_session_token = t\n`),
    },
    'profile acme-mfa holds a session that --write put there → use it with --profile acme-mfa, or renew it: eval "$(mfa-env acme -w)"',
    3,
  ),
  row(
    'a session in the place of keys',
    'aws/no-keys.ts',
    { credentials: keysAnd('aws_session_token = t\n') },
    'profile default holds only session keys → add the access key of your IAM user: aws configure --profile default-long-term',
    3,
  ),
  row(
    'a role under a header without the word profile',
    'aws/no-keys.ts',
    { ...r, config: `[r]\nrole_arn = ${account}:role/admin\nsource_profile = acme\n` },
    'profile r has no access key: AWS tools do not read [r] in ~/.aws/config → put the word profile in front of the name there',
    3,
  ),
  row(
    'SSO',
    'aws/no-keys.ts',
    { ...r, config: withProfile('sso_session = acme') },
    'profile r has no access key: it signs in with SSO → SSO asks for MFA by itself: aws sso login --profile r',
    3,
  ),
  row(
    'SSO, by a variable',
    'aws/select-profile.ts',
    { env: { AWS_PROFILE: 'r' }, config: withProfile('sso_session = acme') },
    'profile r (from AWS_PROFILE) has no access key: it signs in with SSO → SSO asks for MFA by itself: aws sso login --profile r',
    3,
  ),
  row(
    'several profiles, all with SSO',
    'session/other-profile.ts',
    {
      config: '[default]\nregion = eu-west-1\n[profile dev]\nsso_session = a\n[profile ops]\nsso_session = a\n',
      credentials: null,
    },
    'no profile has an access key: all sign in with SSO, which needs no mfa-env → SSO asks for MFA by itself: aws sso login --profile dev',
    3,
  ),
  row(
    'SSO, and nothing else',
    'aws/no-keys.ts',
    { config: '[profile dev]\nsso_session = acme\n', credentials: null },
    'profile dev has no access key: it signs in with SSO → SSO asks for MFA by itself: aws sso login --profile dev',
    3,
  ),
  row(
    'no default profile',
    'session/other-profile.ts',
    { config: '[profile dev]\nsso_session = acme\n[profile b]\n[profile c]\n', credentials: null },
    'no profile has an access key → set one up: mfa-env setup',
    3,
  ),
  row(
    'no default profile, which was named',
    'aws/no-keys.ts',
    { words: ['-p', 'default'], credentials: `[acme]\n${keyLines}[zulu]\n${keyLines}`, config: null },
    'no profile default → there are: acme, zulu; for example: eval "$(mfa-env acme)"',
    3,
  ),
  row(
    'a sign-in of the console',
    'aws/no-keys.ts',
    { ...r, config: withProfile(`login_session = ${account}:user/alice`) },
    'profile r has no access key: it signs in with aws login → it asks for MFA by itself: aws login --profile r',
    3,
  ),
  row(
    'a web_identity_token_file',
    'aws/no-keys.ts',
    { ...r, config: withProfile(role, 'web_identity_token_file = /var/run/token') },
    'profile r has no access key: it uses web_identity_token_file → AWS tools use it without an MFA code: aws sts get-caller-identity --profile r',
    3,
  ),
  row(
    'lines for aws-vault',
    'aws/no-keys.ts',
    { ...r, config: withProfile(role, 'include_profile = base') },
    'profile r has include_profile, which only aws-vault reads → copy the lines of that profile into this one, or use source_profile instead',
    3,
  ),
  row(
    'half a pair',
    'aws/source-chain.ts',
    { credentials: '[default]\naws_access_key_id = AKIAX\n' },
    'profile default has half a key pair: aws_secret_access_key is missing → enter both again: aws configure',
    3,
  ),
  row(
    'two sources',
    'aws/source-chain.ts',
    { ...r, config: withProfile(role, 'source_profile = default', 'credential_source = Environment') },
    'profile r has both source_profile and credential_source → remove one of them; the AWS CLI refuses both together',
    3,
  ),
  row(
    'keys of a machine',
    'aws/source-chain.ts',
    { ...r, config: withProfile(role, 'credential_source = Ec2InstanceMetadata') },
    'profile r has credential_source = Ec2InstanceMetadata, which gives no access key of a user → set source_profile to a profile with the access key of an IAM user',
    3,
  ),
  row(
    'a role of nobody',
    'aws/source-chain.ts',
    { ...r, config: withProfile(role) },
    'profile r has role_arn but no source_profile → add a line to it: source_profile = NAME',
    3,
  ),
  row(
    'a session inside exec with less power',
    'session/resolve.ts',
    { words: ['admin'], env: lessPower },
    'this runs inside exec with less power (read-only), where your profiles are hidden → outside of it: eval "$(mfa-env admin)"',
    3,
  ),
  ...(['list --json', 'rotate admin', 'keep', 'setup'] as const).map((line) =>
    row(
      `${line} inside exec with less power`,
      'session/resolve.ts',
      { words: line.split(' '), env: lessPower },
      `this runs inside exec with less power (read-only), where your profiles are hidden → outside of it: mfa-env ${line}`,
      3,
    ),
  ),
  ...[
    ['a tag that none can be', 'session_tags = team=a;b', 'session_tags of profile r has what no tag can be: team=a;b'],
    ['a tag that is there twice', 'session_tags = a=1,A=2', 'session_tags of profile r has A twice'],
    ['too many tags', `session_tags = ${tags(51)}`, 'session_tags of profile r has more than 50 tags'],
    [
      'a transitive tag that is none',
      'transitive_session_tags = team',
      'transitive_session_tags of profile r has team, which session_tags has not',
    ],
  ].map(([cause = '', line = '', said = '']) =>
    row(
      cause,
      'aws/role.ts#wrong',
      { ...r, config: withProfile(role, 'source_profile = default', line) },
      `${said} → write them like session_tags = team=web,stage=dev`,
      3,
    ),
  ),
  row(
    'a role that is none, in the file',
    'aws/role.ts',
    { ...r, config: withProfile('role_arn = admin', 'source_profile = default') },
    'role_arn of profile r is not the ARN of a role: admin → the ARN looks like arn:aws:iam::111122223333:role/admin',
    3,
  ),
  row(
    'an external ID that cannot be',
    'aws/role.ts',
    { ...r, config: withProfile(role, 'source_profile = default', 'external_id = a b') },
    'AWS does not accept the external_id of profile r: a b → it takes 2 to 1224 letters, digits and _+=,.@:/-',
    3,
  ),
  row(
    'a region that is none, in the file',
    'aws/region.ts',
    { config: `[default]\nregion = over there\nmfa_serial = ${serial}\n` },
    'over there is not a region → a region looks like eu-west-1',
    3,
  ),
  row(
    'a user as mfa_serial',
    'aws/device.ts',
    { config: `[default]\nmfa_serial = ${account}:user/alice\n` },
    'mfa_serial of profile default names a user, not an MFA device: arn:aws:iam::111122223333:user/alice → try arn:aws:iam::111122223333:mfa/alice',
    3,
  ),
];
