import { leave } from '../command/leave.ts';
import { keyLines, type Place } from '../command/run.ts';
import { granted, refusal } from '../proof/canned.ts';
import { denied, says, saysToRole, told, tooOldForRole } from './causes.ts';
import { type How, type Row, row } from './row.ts';
import { account } from './samples.ts';

/** Somebody is there, and has had enough. */
const atRole = (spoil: (place: Place) => void): How => ({
  ...tooOldForRole(spoil),
  keys: async (terminal) => {
    await terminal.until('MFA code for admin');
    terminal.press('\u0003');
  },
});

/** What AWS says of roles and sessions, in our words. */
export const roleRows: Row[] = [
  row(
    'keys of a session',
    'aws/error-text.ts',
    told('session-keys'),
    'the keys of profile acme are session keys, and a session cannot start another one → use the access key of your IAM user: aws configure --profile acme',
    1,
  ),
  row(
    'a role that is refused',
    'aws/error-text.ts',
    saysToRole('14 refused'),
    'you may not assume arn:aws:iam::111122223333:role/admin → ask the owner of the role whether it trusts your user, and which MFA, external ID or code age it requires',
    1,
  ),
  row(
    'a role that does not trust the user',
    'aws/denials.ts',
    denied('because no role trust policy allows the sts:AssumeRole action'),
    'you may not assume arn:aws:iam::111122223333:role/admin: AWS says: because no role trust policy allows the sts:AssumeRole action → ask the owner of the role to trust the user alice, and which MFA, external ID or source identity it requires',
    1,
  ),
  row(
    'a role whose trust policy denies',
    'aws/denials.ts',
    denied('with an explicit deny in the role trust policy'),
    'you may not assume arn:aws:iam::111122223333:role/admin: AWS says: with an explicit deny in the role trust policy → ask the owner of the role which condition of its trust policy denies you: the age of the MFA code, a network, an ID',
    1,
  ),
  row(
    'a user whose policies do not allow a role',
    'aws/denials.ts',
    denied('because no identity-based policy allows the sts:AssumeRole action'),
    'you may not assume arn:aws:iam::111122223333:role/admin: AWS says: because no identity-based policy allows the sts:AssumeRole action → ask the administrator of the user alice for a policy that allows it',
    1,
  ),
  row(
    'a user whose policy denies a role',
    'aws/denials.ts',
    denied('with an explicit deny in an identity-based policy: arn:aws:iam::111122223333:policy/deny'),
    'you may not assume arn:aws:iam::111122223333:role/admin: AWS says: with an explicit deny in an identity-based policy: arn:aws:iam::111122223333:policy/deny → ask the administrator of the user alice why that policy denies it: the age of the MFA code, a network, a region',
    1,
  ),
  row(
    'a role that may not take the next role',
    'aws/denials.ts',
    denied(
      'because no permissions boundary allows the sts:AssumeRole action',
      'arn:aws:sts::111122223333:assumed-role/admin/alice',
    ),
    'you may not assume arn:aws:iam::111122223333:role/admin: AWS says: because no permissions boundary allows the sts:AssumeRole action → ask the administrator of the role admin to widen its permissions boundary; a new code does not help',
    1,
  ),
  row(
    'an organization that denies',
    'aws/denials.ts',
    denied(
      'with an explicit deny in a service control policy: arn:aws:organizations::444455556666:policy/o-exampleorg/service_control_policy/p-example1',
    ),
    'you may not assume arn:aws:iam::111122223333:role/admin: AWS says: with an explicit deny in a service control policy: arn:aws:organizations::444455556666:policy/o-exampleorg/service_control_policy/p-example1 → ask who runs your AWS organization; no policy of the account and no code can allow it',
    1,
  ),
  row(
    'an organization of the role that denies',
    'aws/denials.ts',
    denied('with an explicit deny in a resource control policy'),
    'you may not assume arn:aws:iam::111122223333:role/admin: AWS says: with an explicit deny in a resource control policy → ask who runs the AWS organization of that account for access; a new code does not help',
    1,
  ),
  row(
    'a session policy',
    'aws/denials.ts',
    denied(
      'because no session policy allows the sts:AssumeRole action',
      'arn:aws:sts::111122223333:assumed-role/admin/alice',
    ),
    'you may not assume arn:aws:iam::111122223333:role/admin: AWS says: because no session policy allows the sts:AssumeRole action → a session policy limits the session that asked: start it without one',
    1,
  ),
  row(
    'a VPC endpoint',
    'aws/denials.ts',
    denied('with an explicit deny in a VPC endpoint policy'),
    'you may not assume arn:aws:iam::111122223333:role/admin: AWS says: with an explicit deny in a VPC endpoint policy → ask who runs this network to allow it in the policy of the VPC endpoint for STS; a new code does not help',
    1,
  ),
  row(
    'a source identity that is there already',
    'aws/error-text.ts',
    told('source-identity', { role: 'arn:aws:iam::111122223333:role/admin' }),
    'the session that assumes arn:aws:iam::111122223333:role/admin already has a source identity, which cannot change → remove source_identity from the profile of that role',
    1,
  ),
  row(
    'a role that the cached session is too old for',
    'session/recover.ts#message',
    tooOldForRole((place) => {
      place.sts.role('admin').trust = [];
    }),
    'you may not assume arn:aws:iam::111122223333:role/admin → ask the owner of the role whether it trusts your user, and which MFA, external ID or code age it requires; a newer code may help: eval "$(mfa-env refresh admin)"',
    1,
  ),
  row(
    'the role’s maximum',
    'aws/error-text.ts',
    saysToRole('19 the role’s maximum'),
    'arn:aws:iam::111122223333:role/admin does not allow such a long session → raise its maximum session duration, or ask for less: eval "$(mfa-env admin -d 1h)"',
    1,
  ),
  row(
    'one hour in a chain',
    'aws/error-text.ts',
    saysToRole('20 one hour in a chain'),
    'a role assumed from a session lasts at most one hour → ask for one hour: eval "$(mfa-env admin -d 1h)"',
    1,
  ),
  row(
    'a session policy that is not there',
    'aws/error-text.ts',
    saysToRole('26 bad policy'),
    "a policy for the session was refused: AWS says: Syntax errors in policy. → each --policy-arn has to exist, as AWS's own or in the account of the role",
    1,
  ),
  row(
    'session policies that are too large',
    'aws/error-text.ts',
    saysToRole('25 policy too big'),
    'policies and tags of the session are too large together: AWS says: Packed policy consumes 157% of allotted space, please use smaller policy. → name fewer or smaller ones',
    1,
  ),
  row(
    'the root user',
    'aws/error-text.ts',
    saysToRole('the root user'),
    'the root user cannot assume roles → use the access key of an IAM user: aws configure',
    1,
  ),
  row(
    'STS is off in the region',
    'aws/error-text.ts',
    says('23 STS off in the region'),
    'STS is disabled in eu-central-1 for this account → use another region: eval "$(mfa-env default --region us-east-1)"',
    1,
  ),
  row(
    'too many calls',
    'aws/error-text.ts',
    says('24 throttled'),
    'AWS is throttling calls → wait a few seconds, then try again; the code was not used',
    1,
  ),
  row(
    'a refusal of another kind',
    'aws/error-text.ts',
    { answer: refusal(403, 'AccessDenied', 'You may not.') },
    'AWS refused: You may not. → ask the administrator of the account',
    1,
  ),
  row(
    'a fault of AWS’s',
    'aws/error-text.ts',
    says('31 server fault'),
    'AWS had an internal failure (500) → wait a few seconds; then try again with the same code; if AWS refuses it, type the next one',
    1,
  ),
  row(
    'a session that is over at once',
    'session/run-plan.ts',
    {
      answer: granted({
        AccessKeyId: 'ASIAIOSFODNN7EXAMPLE',
        SecretAccessKey: 'secret',
        SessionToken: 'token',
        Expiration: '2020-01-01T00:00:00Z',
      }),
    },
    "by this machine's clock the new session is over already → set the clock, then take the next code",
    1,
  ),
  row(
    'no device that shows codes',
    'session/user.ts',
    {
      words: ['123456'],
      config: '[default]\n',
      before: ({ sts }) => {
        sts.user('alice').devices = [];
      },
    },
    'the user of default has no MFA device that shows codes → add an authenticator app: mfa-env setup default',
    3,
  ),
  row(
    'several devices, and nobody to choose',
    'session/user.ts',
    {
      config: '[default]\n',
      before: ({ sts }) => {
        const [device] = sts.user('alice').devices;
        if (device) sts.user('alice').devices.push({ ...device, serial: `${account}:mfa/tablet` });
      },
    },
    'default has several MFA devices: arn:aws:iam::111122223333:mfa/alice, arn:aws:iam::111122223333:mfa/tablet → name one: eval "$(mfa-env default --serial arn:aws:iam::111122223333:mfa/alice)"',
    3,
  ),
  row(
    'neither devices nor a name',
    'session/user.ts',
    {
      words: ['123456'],
      config: '[default]\n',
      before: ({ sts }) => {
        sts.user('alice').mayListDevices = false;
        sts.fault({ kind: 'denied-by-endpoint', action: 'GetCallerIdentity' });
      },
    },
    'no MFA device is configured, and AWS does not let this access key look one up → the AWS console shows its ARN, under Security credentials: eval "$(mfa-env default --serial ARN)"',
    1,
  ),
  row(
    'no session is cached',
    'session/renew.ts',
    { words: ['--cached'] },
    'no session of default is cached → start one: eval "$(mfa-env default)"',
    1,
  ),
  row(
    'a cached session that is shorter than --min-ttl',
    'session/renew.ts',
    {
      words: ['--cached', '--min-ttl', '5m'],
      before: async (place) => {
        await place.begin();
        leave(place, 4);
      },
    },
    'the cached session of default has only TIME left → start a new one: eval "$(mfa-env default)"',
    1,
  ),
  row(
    'no session of a profile with blanks is cached',
    'session/renew.ts',
    {
      words: ['--cached', '-p', 'my work'],
      credentials: `[my work]\n${keyLines}`,
    },
    'no session of my work is cached → start one: eval "$(mfa-env \'my work\')"',
    1,
  ),
  row(
    'a cached session that a role does not take',
    'session/recover.ts',
    atRole(({ sts }) => {
      sts.role('admin').trust = [];
    }),
    'you may not assume arn:aws:iam::111122223333:role/admin; a newer code may help\nMFA code for admin (alice, 111122223333): \ncancelled',
    130,
  ),
  row(
    'a cached session that AWS ended, at a terminal',
    'session/recover.ts',
    atRole(({ sts }) => sts.fault({ kind: 'invalid-token', action: 'AssumeRole' })),
    'AWS no longer accepts the session; a new one needs a code\nMFA code for admin (alice, 111122223333): \ncancelled',
    130,
  ),
];
