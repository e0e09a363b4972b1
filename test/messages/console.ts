import type { Place } from '../command/run.ts';
import { type How, type Row, row } from './row.ts';
import { roleProfile } from './samples.ts';

/** A cached session of the role, and a browser that does nothing. */
const ready = (more: How): How => ({
  config: roleProfile,
  ...more,
  env: { BROWSER: 'true', ...more.env },
  before: async (place) => {
    await place.begin('admin');
    await more.before?.(place);
  },
});

const fault =
  (kind: 'html200' | 'error500' | 'reset-after' | 'empty403') =>
  ({ sts }: Place): void =>
    sts.fault({ kind, action: 'getSigninToken' });

/** What `console` says. */
export const consoleRows: Row[] = [
  row(
    'the console is open',
    'commands/console.ts',
    ready({ words: ['console', 'admin', 's3'] }),
    'admin · 111122223333 · TIME left · cached\nopened in the browser: https://us-east-1.console.aws.amazon.com/s3/home?region=us-east-1',
    0,
  ),
  row(
    'the address of the console is printed',
    'commands/console.ts',
    ready({ words: ['console', 'admin', '--print'] }),
    'admin · 111122223333 · TIME left · cached\nwhoever has this address in the next 15 minutes is signed in: keep it to yourself',
    0,
  ),
  row(
    'console: too many words',
    'commands/console.ts',
    { words: ['console', 'admin', 's3', 'ec2'] },
    'console takes a profile and one place → mfa-env console NAME s3',
    2,
  ),
  row(
    'console: nearly a profile',
    'commands/console.ts',
    { words: ['console', 'admon'], config: roleProfile },
    'neither a profile nor a service: admon → did you mean: mfa-env console admin',
    2,
  ),
  row(
    'console: no service',
    'aws/console.ts',
    { words: ['console', 'admin', 's 3'], config: roleProfile },
    's 3 is not a service of AWS → name one such as s3, or give an address of the console',
    2,
  ),
  row(
    'console: an address of somebody else',
    'aws/console.ts',
    { words: ['console', 'admin', 'https://example.com/'], config: roleProfile },
    'https://example.com/ is not an address of this console → they begin with https://console.aws.amazon.com/',
    2,
  ),
  row(
    'console: a partition that is not public',
    'aws/console.ts',
    { words: ['console', 'admin', '--region', 'us-iso-east-1'], config: roleProfile },
    'mfa-env does not know where the console of us-iso-east-1 is → name another region: --region REGION',
    2,
  ),
  row(
    'console: no role',
    'commands/console.ts',
    { words: ['console'] },
    'AWS opens the console only for roles, and profile default has no role_arn → with your password: https://111122223333.signin.aws.amazon.com/console; with a role: mfa-env console default --role-arn ROLE',
    3,
  ),
  row(
    'console: no browser',
    'commands/console.ts',
    { words: ['console', 'admin', 's3'], config: roleProfile, env: { BROWSER: 'none' } },
    'no browser could be opened: no program that BROWSER names was found: none → print the address instead: mfa-env console admin --print s3',
    1,
  ),
  row(
    'console: an address of the sign-in that is none',
    'commands/console.ts',
    { words: ['console', 'admin'], config: roleProfile, env: { AWS_ENDPOINT_URL_SIGNIN: 'signin.example' } },
    'the endpoint signin.example is not a URL → write it like https://signin.aws.amazon.com: see AWS_ENDPOINT_URL_SIGNIN',
    3,
  ),
  row(
    'console: a session that AWS does not take',
    'commands/console.ts',
    ready({ words: ['console', 'admin'], before: fault('empty403') }),
    'admin · 111122223333 · TIME left · cached\nAWS does not let this session into the console (403) → start a new one: mfa-env console admin --refresh',
    1,
  ),
  row(
    'console: a sign-in page of the network',
    'aws/error-text.ts',
    ready({ words: ['console', 'admin'], before: fault('html200') }),
    'admin · 111122223333 · TIME left · cached\nthe server at HOST is not AWS → check the network (is there a sign-in page?), the proxy and the endpoint',
    1,
  ),
  row(
    'console: a failure of AWS',
    'aws/error-text.ts',
    ready({ words: ['console', 'admin'], before: fault('error500') }),
    'admin · 111122223333 · TIME left · cached\nAWS had an internal failure (500) → wait a few seconds',
    1,
  ),
  row(
    'console: no answer to the sign-in',
    'aws/error-text.ts',
    ready({ words: ['console', 'admin'], before: fault('reset-after') }),
    'admin · 111122223333 · TIME left · cached\nthe connection to HOST broke before an answer came → check the network',
    1,
  ),
];
