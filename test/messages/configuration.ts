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
    'no such profile, by a variable',
    'aws/source-chain.ts',
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
    'aws/source-chain.ts',
    { words: ['-p', '123456'] },
    'no profile of that name: it looks like a code → pass a code without an option: mfa-env 123456 -p NAME',
    3,
  ),
  row(
    'no files',
    'aws/source-chain.ts',
    { config: null, credentials: null },
    'no profile default: HOME/.aws/config and HOME/.aws/credentials hold no profile → enter the access key of your IAM user: aws configure',
    3,
  ),
  row(
    'no such source',
    'aws/source-chain.ts',
    { ...r, config: withProfile('source_profile = defalt') },
    'profile r has source_profile = defalt, which does not exist → did you mean default?',
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
    'the source profiles form a loop: r → s → r → give one of them keys of its own',
    3,
  ),
  row(
    'no keys',
    'aws/source-chain.ts#message',
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
    'profile acme-mfa holds a session of --write → use it with --profile acme-mfa, or renew it: authaws -p acme -w',
    3,
  ),
  row(
    'a session in the place of keys',
    'aws/source-chain.ts',
    { credentials: keysAnd('aws_session_token = t\n') },
    'profile default has no long-term keys, only session keys → add the access key of your IAM user: aws configure --profile default-long-term',
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
    'profile r has no long-term keys: it signs in with aws login → it asks for MFA by itself: aws login --profile r',
    3,
  ),
  row(
    'a web_identity_token_file',
    'aws/source-chain.ts',
    { ...r, config: withProfile(role, 'web_identity_token_file = /var/run/token') },
    'profile r has no long-term keys: it uses web_identity_token_file → AWS tools use it without an MFA code: aws sts get-caller-identity --profile r',
    3,
  ),
  row(
    'lines for aws-vault',
    'aws/source-chain.ts',
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
    'profile r has credential_source = Ec2InstanceMetadata, which has no long-term keys → set source_profile to a profile with the access key of an IAM user',
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
    'a role that is none, in the file',
    'aws/profile.ts',
    { ...r, config: withProfile('role_arn = admin', 'source_profile = default') },
    'role_arn of profile r is not the ARN of a role: admin → the ARN looks like arn:aws:iam::111122223333:role/admin',
    3,
  ),
  row(
    'an external ID that cannot be',
    'aws/profile.ts',
    { ...r, config: withProfile(role, 'source_profile = default', 'external_id = a b') },
    'external_id of profile r is not one that AWS accepts: a b → it takes 2 to 1224 letters, digits and _+=,.@:/-',
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
    'mfa_serial of profile default is a user, not an MFA device: arn:aws:iam::111122223333:user/alice → try arn:aws:iam::111122223333:mfa/alice',
    3,
  ),
];
