import { clockWords, explain } from '../../src/aws/refusals.ts';
import { keyPair, serial } from '../command/run.ts';
import { refusal } from '../proof/canned.ts';
import { facts, says, saysToRole, told, tooOldForRole } from './causes.ts';
import { type Row, row } from './row.ts';
import { process } from './samples.ts';

const off = (name: string): string =>
  refusal(403, 'SignatureDoesNotMatch', name, { date: new Date(Date.now() - 3_600_000).toUTCString() });

/** What AWS says, in our words. */
export const awsRows: Row[] = [
  row(
    'a wrong code',
    'aws/refusals.ts',
    says('1 wrong or reused code'),
    'the code was refused: wrong, too old, or already used → wait for the next code, and check the clock of your authenticator',
    1,
  ),
  row(
    'another device',
    'aws/refusals.ts',
    says('2 wrong serial'),
    'AWS knows no MFA device arn:aws:iam::111122223333:mfa/alice of this user → find yours with: aws iam list-mfa-devices --profile default   then set mfa_serial, or use --serial',
    1,
  ),
  row(
    'another device, and keys from elsewhere',
    'aws/refusals.ts',
    told('wrong-device', { keys: { from: 'environment', profile: '' } }),
    'AWS knows no MFA device arn:aws:iam::111122223333:mfa/alice of this user → find yours with: aws iam list-mfa-devices   then set mfa_serial, or use --serial',
    1,
  ),
  row(
    'a malformed call',
    'aws/refusals.ts',
    says('4 short code'),
    'AWS refused: the call was not well-formed → check the options and the profile: mfa-env doctor',
    1,
  ),
  row(
    'a malformed device',
    'aws/refusals.ts',
    says('5 malformed serial'),
    "AWS refused: 1 validation error detected: Value 'x' at 'serialNumber' failed to satisfy constraint: Member must have length greater than or equal to 9 → check the options and the profile: mfa-env doctor",
    1,
  ),
  row(
    'a key that is switched off',
    'aws/refusals.ts',
    says('6 unknown key'),
    'AWS does not know the access key of profile default, or it is switched off → see your keys in the AWS console, Security credentials; then: aws configure',
    1,
  ),
  row(
    'a key of the environment',
    'aws/refusals.ts',
    { ...says('6 unknown key'), env: { ...keyPair, AWS_MFA_SERIAL: serial } },
    'AWS does not know the access key in the environment, or it is switched off → see your keys in the AWS console, Security credentials; then: export AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY anew',
    1,
  ),
  row(
    'a key from a process',
    'aws/refusals.ts',
    {
      ...says('6 unknown key'),
      words: ['-p', 'p', 'CODE'],
      config: process(`echo '{"AccessKeyId":"a","SecretAccessKey":"b"}'`),
    },
    'AWS does not know the access key of profile p, or it is switched off → see your keys in the AWS console, Security credentials; then: look at credential_process of profile p',
    1,
  ),
  row(
    'a wrong secret',
    'aws/refusals.ts',
    says('7 wrong secret'),
    'the secret access key of profile default is wrong → give it again: aws configure',
    1,
  ),
  row(
    'a wrong secret of a source',
    'aws/refusals.ts',
    saysToRole('7 wrong secret'),
    'the secret access key of profile default is wrong → give it again: aws configure',
    1,
  ),
  row(
    'a region that AWS does not know',
    'aws/refusals.ts',
    says('8 region of the scope'),
    'AWS does not take eu-central-1 for a region → try --region us-east-1',
    1,
  ),
  row(
    'a clock that is off',
    'aws/refusals.ts',
    { answer: off('Signature not yet current: A is still later than B (C + 15 min.)') },
    "this machine's clock is 1h 00m ahead → set the clock, then try again; the code was not used",
    1,
  ),
  row(
    'a clock that is off, nobody knows how far',
    'aws/refusals.ts',
    told('clock'),
    "this machine's clock is off by more than 15 minutes → set the clock, then try again; the code was not used",
    1,
  ),
  row(
    'a clock that AWS alone finds wrong',
    'aws/refusals.ts',
    { call: () => explain({ $response: { headers: { date: new Date(0).toUTCString() } } }, 'clock', facts) },
    "AWS takes this machine's clock for wrong → set the clock, then try again; the code was not used",
    1,
  ),
  row(
    'a clock that is days off',
    'aws/refusals.ts',
    { call: () => clockWords(-900_000) },
    "this machine's clock is 10 days behind",
    0,
  ),
  row(
    'an expired session of somebody’s',
    'aws/refusals.ts',
    says('11 expired session'),
    'AWS says that the session has expired → start a new one with a code: authaws -p default --refresh',
    1,
  ),
  row(
    'a cached session that AWS has ended',
    'aws/refusals.ts',
    tooOldForRole((place) => place.sts.fault({ kind: 'invalid-token', action: 'AssumeRole' })),
    'AWS does not take the session any more → start a new one with a code: authaws -p admin --refresh',
    1,
  ),
];
