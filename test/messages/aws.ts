import { errorToFailure } from '../../src/aws/error-text.ts';
import { clockErrorText } from '../../src/text/time.ts';
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
    'aws/error-text.ts',
    says('1 wrong or reused code'),
    'the code was refused: wrong, too old, or already used → wait for the next code, and check the clock of your authenticator',
    1,
  ),
  row(
    'another device',
    'aws/error-text.ts',
    says('2 wrong serial'),
    'AWS could not check a code of arn:aws:iam::111122223333:mfa/alice for this user → if the device is new or was tried many times, wait three minutes; otherwise list the devices of this user: aws iam list-mfa-devices --profile default',
    1,
  ),
  row(
    'another device, and keys from elsewhere',
    'aws/error-text.ts',
    told('wrong-device', { keys: { from: 'environment', profile: '' } }),
    'AWS could not check a code of arn:aws:iam::111122223333:mfa/alice for this user → if the device is new or was tried many times, wait three minutes; otherwise list the devices of this user: aws iam list-mfa-devices',
    1,
  ),
  row(
    'a device of another account than the key',
    'aws/error-text.ts',
    told('wrong-device', { keys: { from: 'files', profile: 'acme', account: '444455556666' } }),
    'the MFA device is of account 111122223333, and the access key of profile acme is of account 444455556666: arn:aws:iam::111122223333:mfa/alice → list the devices of this user: aws iam list-mfa-devices --profile acme',
    1,
  ),
  row(
    'a device that was found, and is not one',
    'aws/error-text.ts',
    told('wrong-device', { isFound: true, given: { duration: 7200 } }),
    'AWS could not check a code of arn:aws:iam::111122223333:mfa/alice for this user → if the device is new or was tried many times, wait three minutes; otherwise copy its ARN from the AWS console, Security credentials: mfa-env acme --serial ARN -d 2h',
    1,
  ),
  row(
    'a region that is not enabled',
    'aws/error-text.ts',
    told('region-off', { region: 'ap-east-1', given: { region: 'ap-east-1' } }),
    'the region ap-east-1 is not enabled in the account of the access key of profile acme → enable it, or use another region: mfa-env acme --region us-east-1',
    1,
  ),
  row(
    'a region of China that AWS does not know',
    'aws/error-text.ts',
    told('region-wrong', { region: 'cn-east-9', device: 'GAHT12345678' }),
    'AWS does not know the region cn-east-9 → use another region: mfa-env acme --region cn-north-1',
    1,
  ),
  row(
    'an account that is not ready',
    'aws/error-text.ts',
    { answer: refusal(403, 'OptInRequired', 'The AWS Access Key Id needs a subscription for the service') },
    'the AWS account of this key is not fully set up yet → its owner has to finish the sign-up in the AWS console: payment method and phone number',
    1,
  ),
  row(
    'a signature that got lost on the way',
    'aws/error-text.ts',
    says('28 no signature'),
    'the call reached HOST with a missing or damaged signature → something on the way changes it: check the proxy and AWS_ENDPOINT_URL',
    1,
  ),
  row(
    'another service',
    'aws/error-text.ts',
    says('27 unknown action'),
    'the server at HOST does not know this call → it may be the endpoint of another service: check AWS_ENDPOINT_URL, and endpoint_url in ~/.aws/config',
    1,
  ),
  row(
    'a malformed call',
    'aws/error-text.ts',
    says('4 short code'),
    'AWS refused: the call was not well-formed → check the options and the profile: mfa-env doctor default',
    1,
  ),
  row(
    'a malformed device',
    'aws/error-text.ts',
    says('5 malformed serial'),
    "AWS refused: 1 validation error detected: Value 'x' at 'serialNumber' failed to satisfy constraint: Member must have length greater than or equal to 9 → check the options and the profile: mfa-env doctor default",
    1,
  ),
  row(
    'an inactive key',
    'aws/error-text.ts',
    says('6 unknown key'),
    'the access key of profile default does not exist or is inactive → check it in the AWS console under Security credentials, then: aws configure',
    1,
  ),
  row(
    'a key of the environment',
    'aws/error-text.ts',
    { ...says('6 unknown key'), env: { ...keyPair, AWS_MFA_SERIAL: serial } },
    'the access key in the environment does not exist or is inactive → check it in the AWS console under Security credentials, then: correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    1,
  ),
  row(
    'a key from a process',
    'aws/error-text.ts',
    {
      ...says('6 unknown key'),
      words: ['-p', 'p', 'CODE'],
      config: process(`echo '{"AccessKeyId":"a","SecretAccessKey":"b"}'`),
    },
    'the access key of profile p does not exist or is inactive → check it in the AWS console under Security credentials, then: put the right one where credential_process of profile p finds it',
    1,
  ),
  row(
    'a wrong secret',
    'aws/error-text.ts',
    says('7 wrong secret'),
    'the secret access key of profile default is wrong → enter it again: aws configure',
    1,
  ),
  row(
    'a wrong secret of a source',
    'aws/error-text.ts',
    saysToRole('7 wrong secret'),
    'the secret access key of profile default is wrong → enter it again: aws configure',
    1,
  ),
  row(
    'a region that AWS does not know',
    'aws/error-text.ts',
    says('8 region of the scope'),
    'AWS does not know the region eu-central-1 → use another region: eval "$(mfa-env default --region us-east-1)"',
    1,
  ),
  row(
    'a clock that is off',
    'aws/error-text.ts',
    { answer: () => off('Signature not yet current: A is still later than B (C + 15 min.)') },
    "this machine's clock is 1h 00m ahead → set the clock, then try again; the code was not used",
    1,
  ),
  row(
    'a clock that is off, nobody knows how far',
    'aws/error-text.ts',
    told('clock'),
    "this machine's clock is off by more than 15 minutes → set the clock, then try again; the code was not used",
    1,
  ),
  row(
    'a clock that AWS alone finds wrong',
    'aws/error-text.ts',
    { call: () => errorToFailure({ $response: { headers: { date: new Date(0).toUTCString() } } }, 'clock', facts) },
    "AWS says that this machine's clock is wrong → set the clock, then try again; the code was not used",
    1,
  ),
  row(
    'a clock that is days off',
    'text/time.ts',
    { call: () => clockErrorText(-900_000) },
    "this machine's clock is 10 days behind",
    0,
  ),
  row(
    'an expired session of somebody’s',
    'aws/error-text.ts',
    says('11 expired session'),
    'AWS says that the session has expired → start a new one with a code: eval "$(mfa-env refresh default)"',
    1,
  ),
  row(
    'a cached session that AWS has ended',
    'aws/error-text.ts',
    tooOldForRole((place) => place.sts.fault({ kind: 'invalid-token', action: 'AssumeRole' })),
    'AWS no longer accepts the session → start a new one with a code: eval "$(mfa-env refresh admin)"',
    1,
  ),
];
