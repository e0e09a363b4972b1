import { quote } from '../../src/shell/dialects.ts';
import { keyPair, serial } from '../command/alice.ts';
import { granted } from '../proof/canned.ts';
import { type Row, row } from './row.ts';
import { chainedRoles, roleProfile } from './samples.ts';

const policies = (count: number): string =>
  Array.from({ length: count }, (_, at) => `arn:aws:iam::aws:policy/P${at}`).join(' ');

/** Values that an option cannot have. */
export const optionRows: Row[] = [
  row(
    'exec with a profile and no --',
    'commands/exec.ts',
    { words: ['exec', 'default', 'nosuch', '-v'] },
    'exec needs -- between the profile and the command → mfa-env exec default -- nosuch -v',
    2,
  ),
  row(
    'exec --live without a cache',
    'commands/exec-live.ts',
    { words: ['exec', '--live', '--no-cache', '--', 'true'] },
    '--live and --no-cache cannot be used together → remove one of them',
    2,
  ),
  row(
    'exec --live with a key of the environment',
    'commands/exec-live.ts',
    { words: ['exec', '--live', '--', 'env'], config: null, credentials: null, env: keyPair },
    '--live needs a profile: it cannot renew a session with a key of the environment → mfa-env exec --live PROFILE -- env',
    2,
  ),
  row(
    'exec --live where no cache can be',
    'commands/exec-live.ts',
    { words: ['exec', '--live', '--', 'true'], env: { MFA_ENV_CACHE_DIR: '/dev/zero' } },
    '--live needs the cache, and it cannot be written (ENOTDIR) → check its owner and mode: ls -ld /dev/zero',
    3,
  ),
  row(
    'exec --live with a file that can be read once',
    'aws/files/process-profile.ts',
    {
      line: 'echo | AWS_CONFIG_FILE=/dev/stdin "$@"',
      words: ['exec', '--live', '--serial', serial, '--region', 'eu-central-1', '--', 'true'],
    },
    '--live cannot read /dev/stdin again: it is not a plain file → name a plain file in AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE',
    3,
  ),
  row(
    'a duration without its unit',
    'aws/plan.ts',
    { words: ['-d', '12', 'CODE'] },
    'a session lasts at least 15 minutes → did you mean 12h?',
    2,
  ),
  row(
    'exec without a command',
    'commands/exec.ts',
    { words: ['exec'] },
    'exec needs a command → mfa-env exec PROFILE -- aws s3 ls',
    2,
  ),
  row(
    'a duration that is none',
    'text/duration.ts',
    { words: ['-d', 'soon', 'CODE'] },
    '--duration soon is not a duration → write it like 12h or 90m, or in seconds: 3600',
    2,
  ),
  row(
    'too short a session',
    'aws/plan.ts',
    { words: ['-d', '5m', 'CODE'] },
    'a session lasts at least 15 minutes → try --duration 15m',
    2,
  ),
  row(
    'too long a session',
    'aws/plan.ts',
    { words: ['-d', '40h', 'CODE'] },
    'a session lasts at most 36 hours → try --duration 36h',
    2,
  ),
  row(
    'too long a role',
    'aws/plan.ts',
    { words: ['-d', '13h', '-p', 'admin', 'CODE'], config: roleProfile },
    'a role lasts at most 12 hours → try --duration 12h',
    2,
  ),
  row(
    'too long a chain',
    'aws/plan.ts',
    { words: ['-d', '2h', '-p', 'chained', 'CODE'], config: chainedRoles },
    'a role assumed from another role lasts at most one hour → try --duration 1h',
    2,
  ),
  row(
    'a role that is none',
    'session/resolve.ts',
    { words: ['--role-arn', '1:admin', 'CODE'] },
    '--role-arn is not a role: 1:admin → name it like admin, 111122223333:admin or arn:aws:iam::111122223333:role/admin',
    2,
  ),
  row(
    'a role whose account nothing tells, and nobody may be asked',
    'session/named-role.ts',
    {
      words: ['--cached', '--role-arn', 'admin'],
      config: '[default]\nmfa_serial = GAHT12345678\n',
      credentials: '[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = s\n',
    },
    'the account of the role admin is not known → name it, too: eval "$(mfa-env default --role-arn ACCOUNT:admin)"',
    1,
  ),
  row(
    'less power for a user',
    'session/resolve.ts',
    { words: ['exec', 'default', '--read-only', '--', 'aws', 's3', 'ls'] },
    'AWS takes policies for the session of a role only, and profile default has none → name a role: mfa-env exec default --role-arn ROLE --read-only -- aws s3 ls',
    2,
  ),
  row(
    'less power for the keys of the environment',
    'session/resolve.ts',
    { words: ['--policy-arn', 'arn:aws:iam::aws:policy/A'], env: { ...keyPair } },
    'AWS takes policies for the session of a role only, and the keys of the environment have none → name a role: eval "$(mfa-env --role-arn ROLE --policy-arn arn:aws:iam::aws:policy/A)"',
    2,
  ),
  row(
    'a policy that is none',
    'aws/session-policies.ts',
    { words: ['-p', 'admin', '--policy-arn', 'ReadOnlyAccess'], config: roleProfile },
    '--policy-arn is not the ARN of a managed policy: ReadOnlyAccess → the ARN looks like arn:aws:iam::aws:policy/ReadOnlyAccess',
    2,
  ),
  row(
    'too many policies',
    'aws/session-policies.ts',
    { words: ['-p', 'admin', '--policy-arn', policies(11)], config: roleProfile },
    'a session takes at most ten policies → put several into one policy of your own',
    2,
  ),
  row(
    'too many policies, with that of --read-only',
    'aws/session-policies.ts',
    { words: ['-p', 'admin', '--read-only', '--policy-arn', policies(10)], config: roleProfile },
    'a session takes at most ten policies, and --read-only is one of them → put several into one policy of your own',
    2,
  ),
  row(
    'a policy of another account than the role',
    'aws/session-policies.ts',
    { words: ['-p', 'admin', '--policy-arn', 'arn:aws:iam::444455556666:policy/A'], config: roleProfile },
    "a policy has to be AWS's own or of the account of the role (111122223333): arn:aws:iam::444455556666:policy/A → one of AWS's own is arn:aws:iam::aws:policy/ReadOnlyAccess",
    2,
  ),
  row(
    'a region that is none',
    'aws/region.ts',
    { words: ['--region', 'over there', 'CODE'] },
    'over there is not a region → a region looks like eu-west-1',
    2,
  ),
  row(
    'a user as --serial',
    'aws/device.ts',
    { words: ['--serial', 'arn:aws:iam::111122223333:user/alice', 'CODE'] },
    '--serial names a user, not an MFA device: arn:aws:iam::111122223333:user/alice → try arn:aws:iam::111122223333:mfa/alice',
    2,
  ),
  row(
    'a passkey as --serial',
    'aws/device.ts',
    { words: ['--serial', 'arn:aws:iam::111122223333:u2f/user/alice/k', 'CODE'] },
    '--serial is a security key or passkey, which AWS does not accept on the command line → add an authenticator app to your user as a second device, and use that one',
    2,
  ),
  row(
    'a device that is none',
    'aws/device.ts',
    { words: ['CODE'], env: { AWS_MFA_SERIAL: 'x' } },
    'AWS_MFA_SERIAL is not an MFA device: x → a device looks like arn:aws:iam::111122223333:mfa/alice, or GAHT12345678 on hardware',
    2,
  ),
  row(
    'a section that cannot be',
    'aws/files/write-session.ts',
    { words: ['--write', 'a]b', 'CODE'] },
    '--write a]b: no profile can have that name → name another: --write default-mfa',
    2,
  ),
  row(
    '--cached and a code',
    'session/resolve.ts',
    { words: ['--cached', 'CODE'] },
    '--cached and a code cannot be used together → remove one of them',
    2,
  ),
  row(
    'a value that an env file cannot hold',
    'commands/render-session.ts',
    {
      words: ['-f', 'env', 'CODE'],
      answer: granted({
        AccessKeyId: 'ASIAIOSFODNN7EXAMPLE',
        SecretAccessKey: 'secret',
        SessionToken: 'a&#10;b',
        Expiration: new Date(Date.now() + 3_600_000).toISOString(),
      }),
    },
    'AWS_SESSION_TOKEN has a line break, which --format env cannot hold → use --format shell or json',
    2,
  ),
  row(
    'a value that no variable can hold',
    'shell/dialects.ts',
    { call: () => quote('\0') },
    'a value holds a byte that no shell variable can hold → look for a NUL or broken Unicode in ~/.aws',
    2,
  ),
];
