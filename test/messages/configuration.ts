import { keyLines, serial } from '../command/run.ts';
import { type Row, row } from './row.ts';
import { account, keysAnd, withProfile } from './samples.ts';

const r = { words: ['-p', 'r', 'CODE'] };
const role = `role_arn = ${account}:role/admin`;

/** What is wrong with the files and the environment. */
export const configurationRows: Row[] = [
  row(
    'no such profile',
    'aws/source-chain.ts',
    { words: ['-p', 'defualt', 'CODE'] },
    'no profile defualt → did you mean default?',
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
    'aws/source-chain.ts',
    { words: ['-p', '123456'] },
    'no profile of that name: it looks like a code → a code stands alone: mfa-env 123456 -p NAME',
    3,
  ),
  row(
    'no files',
    'aws/source-chain.ts',
    { config: null, credentials: null },
    'no profile default: there is nothing in HOME/.aws/config or HOME/.aws/credentials → it asks for the access key of your IAM user: aws configure',
    3,
  ),
  row(
    'no such source',
    'aws/source-chain.ts',
    { ...r, config: withProfile('source_profile = defalt') },
    'profile r has source_profile = defalt, and there is no such profile → did you mean default?',
    3,
  ),
  row(
    'a header without its end',
    'aws/select-profile.ts',
    { ...r, config: '[profile r\nregion = a-b\n' },
    'HOME/.aws/config, line 1: the header [profile r has no closing bracket → add the ]; without it the AWS CLI refuses the whole file',
    3,
  ),
  row(
    'a loop of source profiles',
    'aws/source-chain.ts',
    { ...r, config: withProfile('source_profile = s\n[profile s]\nsource_profile = r') },
    'the source profiles form a loop: r → s → r → break it: one of them needs keys of its own',
    3,
  ),
  row(
    'no keys',
    'aws/source-chain.ts#what',
    { ...r, config: withProfile('region = eu-west-1') },
    'profile r has no long-term keys → name a source_profile, or give it keys: aws configure --profile r',
    3,
  ),
  row(
    'a profile that --write made',
    'aws/source-chain.ts',
    {
      words: ['-p', 'acme-mfa'],
      credentials: keysAnd(`[acme]\n${keyLines}[acme-mfa]\n${keyLines}aws_session_token = t\n`),
    },
    'profile acme-mfa holds a session, as --write puts it there → tools take it with --profile acme-mfa; to renew it: authaws -p acme -w',
    3,
  ),
  row(
    'a session in the place of keys',
    'aws/source-chain.ts',
    { credentials: keysAnd('aws_session_token = t\n') },
    'profile default has no long-term keys, only those of a session → a session cannot start another; put the access key of your IAM user there: aws configure --profile default-long-term',
    3,
  ),
  row(
    'SSO',
    'aws/source-chain.ts',
    { ...r, config: withProfile('sso_session = acme') },
    'profile r has no long-term keys: it signs in with SSO → SSO asks for MFA by itself: aws sso login --profile r',
    3,
  ),
  row(
    'a sign-in of the console',
    'aws/source-chain.ts',
    { ...r, config: withProfile(`login_session = ${account}:user/alice`) },
    'profile r has no long-term keys: it signs in as the console does → the console asks for MFA by itself: aws login --profile r',
    3,
  ),
  row(
    'a token of another system',
    'aws/source-chain.ts',
    { ...r, config: withProfile(role, 'web_identity_token_file = /var/run/token') },
    'profile r has no long-term keys: it shows the token of another system (web_identity_token_file) → AWS tools do that by themselves, and no MFA code goes with it: aws sts get-caller-identity --profile r',
    3,
  ),
  row(
    'lines for aws-vault',
    'aws/source-chain.ts',
    { ...r, config: withProfile(role, 'include_profile = base') },
    'profile r has include_profile, which aws-vault alone reads → copy the lines of that profile into this one, or take it as source_profile instead',
    3,
  ),
  row(
    'half a pair',
    'aws/source-chain.ts',
    { credentials: '[default]\naws_access_key_id = AKIAX\n' },
    'profile default has half a pair of keys: aws_secret_access_key is missing → run: aws configure',
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
    'profile r takes its keys from Ec2InstanceMetadata, where there are no long-term ones → an MFA code needs the access key of an IAM user: name its profile as source_profile',
    3,
  ),
  row(
    'a role of nobody',
    'aws/source-chain.ts',
    { ...r, config: withProfile(role) },
    'profile r has a role_arn, and nothing says whose keys may assume it → add a line to it: source_profile = NAME',
    3,
  ),
  row(
    'a role that is none, in the file',
    'aws/role.ts',
    { ...r, config: withProfile('role_arn = admin', 'source_profile = default') },
    'role_arn of profile r is no role: admin → a role looks like arn:aws:iam::111122223333:role/admin',
    3,
  ),
  row(
    'an external ID that cannot be',
    'aws/role.ts',
    { ...r, config: withProfile(role, 'source_profile = default', 'external_id = a b') },
    'external_id of profile r is none that AWS takes: a b → it has 2 to 1224 letters, digits and _+=,.@:/-',
    3,
  ),
  row(
    'a region that is none, in the file',
    'aws/region.ts',
    { config: `[default]\nregion = over there\nmfa_serial = ${serial}\n` },
    'over there is no region → a region looks like eu-west-1',
    3,
  ),
  row(
    'a user as mfa_serial',
    'aws/device.ts',
    { config: `[default]\nmfa_serial = ${account}:user/alice\n` },
    'mfa_serial of profile default is a user, not an MFA device: arn:aws:iam::111122223333:user/alice → try arn:aws:iam::111122223333:mfa/alice',
    3,
  ),
];
