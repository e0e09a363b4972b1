import { afterEach, beforeEach, expect, test } from 'vitest';
import { expectError } from './expect-error.ts';
import { ALICE, BOB, credentialsIn, type Departure, element, iam, type RawAnswer, send, sts } from './raw-client.ts';
import { type Sts, startSts } from './server.ts';

// The local STS refuses what AWS refuses, with AWS's words.

const SERIAL = 'arn:aws:iam::111122223333:mfa/alice';
const ADMIN = 'arn:aws:iam::111122223333:role/admin';
const READONLY = 'arn:aws:iam::111122223333:role/readonly';

let server: Sts;
beforeEach(async () => {
  server = await startSts();
});
afterEach(() => server.close());

type Fields = Record<string, string>;

const session = (fields: Fields = {}, signer = ALICE) => sts(server.url, 'GetSessionToken', fields, signer);
const role = (fields: Fields = {}, signer = ALICE) =>
  sts(server.url, 'AssumeRole', { RoleArn: READONLY, RoleSessionName: 'me', ...fields }, signer);
const identity = (departure: Departure = {}) => sts(server.url, 'GetCallerIdentity', {}, ALICE, departure);
const mfa = (TokenCode: string): Fields => ({ SerialNumber: SERIAL, TokenCode });

const WRONG_CODE = 'MultiFactorAuthentication failed with invalid MFA one time pass code. ';
const WRONG_SERIAL =
  'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.';
const HALF = 'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.';
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
const mayNot = (user: string, target: string) =>
  `User: arn:aws:iam::111122223333:user/${user} is not authorized to perform: sts:AssumeRole on resource: ${target}`;
const EXPLICIT = ' with an explicit deny in an identity-based policy';

type Row = [name: string, make: () => Promise<RawAnswer>, message: string];

const DENIED: Row[] = [
  ['a wrong code', () => session(mfa('000000')), WRONG_CODE],
  ["another user's serial", () => session(mfa('123456'), BOB), WRONG_SERIAL],
  [
    'a user ARN as serial',
    () => session({ ...mfa('123456'), SerialNumber: SERIAL.replace('mfa', 'user') }),
    WRONG_SERIAL,
  ],
  ['a serial alone', () => session({ SerialNumber: SERIAL }), HALF],
  ['a code alone', () => role({ TokenCode: '123456' }), HALF],
  ['a role that needs MFA', () => role({ RoleArn: ADMIN }), mayNot('alice', ADMIN)],
  ['a role that does not exist', () => role({ RoleArn: `${ADMIN}x` }), mayNot('alice', `${ADMIN}x`)],
  ['forced MFA', () => role({}, BOB), mayNot('division/team/bob', READONLY) + EXPLICIT],
];

test.each(DENIED)('%s', async (_name, make, message) => {
  expectError(await make(), { status: 403, code: 'AccessDenied', message });
});

const BAD_SIGNATURES: Row[] = [
  ['a wrong secret', () => session({}, { ...ALICE, secret: 'wrong' }), MISMATCH],
  ['no region', () => identity({ region: 'US-EAST-1' }), 'Credential should be scoped to a valid region. '],
  ['a foreign service', () => identity({ service: 's3' }), "Credential should be scoped to correct service: 'sts'. "],
  [
    'no region and a foreign service',
    () => identity({ region: 'us_east', service: 's3' }),
    "Credential should be scoped to a valid region. Credential should be scoped to correct service: 'sts'. ",
  ],
];

test.each(BAD_SIGNATURES)('%s', async (_name, make, message) => {
  expectError(await make(), { status: 403, code: 'SignatureDoesNotMatch', message });
});

test('an unknown key, and no signature', async () => {
  const message = 'The security token included in the request is invalid.';
  const unknown = await session({}, { ...ALICE, accessKeyId: 'AKIAUNKNOWNUNEXAMPLE' });
  expectError(unknown, { status: 403, code: 'InvalidClientTokenId', message });
  const unsigned = await identity({ authorization: () => undefined });
  const missing = 'Request is missing Authentication Token';
  expectError(unsigned, { status: 403, code: 'MissingAuthenticationToken', message: missing });
});

test('limits of roles', async () => {
  const tooLong = 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.';
  const chained = 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.';
  const invalid = { status: 400, code: 'ValidationError' };
  expectError(await role({ DurationSeconds: '3601' }), { ...invalid, message: tooLong });
  const own = credentialsIn((await session(mfa(server.freshCode(SERIAL)))).body);
  expectError(await role({ RoleArn: ADMIN, DurationSeconds: '3601' }, own), { ...invalid, message: chained });
  expectError(await role({ DurationSeconds: '3601' }, own), { ...invalid, message: tooLong });
  expect((await role({ RoleArn: ADMIN, DurationSeconds: '3600' }, own)).status).toBe(200);
  const policy = { status: 400, code: 'MalformedPolicyDocument', message: 'Syntax errors in policy.' };
  expectError(await role({ Policy: '{' }), policy);
});

test('a session that asks for a session, and one that is over', async () => {
  const own = credentialsIn((await session({ DurationSeconds: '900' })).body);
  const message = 'Cannot call GetSessionToken with session credentials';
  expectError(await session({}, own), { status: 403, code: 'AccessDenied', message });
  server.advance(901);
  const expired = 'The security token included in the request is expired';
  expectError(await session({}, own), { status: 403, code: 'ExpiredToken', message: expired });
});

const stamp = (date: Date, minutes = 0) =>
  `${new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;

test('a clock that is 20 minutes behind or ahead', async () => {
  for (const minutes of [-20, 20]) {
    const date = new Date(Date.now() + minutes * 60_000);
    const answer = await identity({ date });
    const now = new Date(answer.headers.get('date') ?? '');
    const message =
      minutes < 0
        ? `Signature expired: ${stamp(date)} is now earlier than ${stamp(now, -15)} (${stamp(now)} - 15 min.)`
        : `Signature not yet current: ${stamp(date)} is still later than ${stamp(now, 15)} (${stamp(now)} + 15 min.)`;
    expectError(answer, { status: 403, code: 'SignatureDoesNotMatch', message });
  }
  expect((await identity({ date: new Date(Date.now() - 14 * 60_000) })).status).toBe(200);
});

test('STS is off in the region', async () => {
  Object.assign(server.world.accounts[0] ?? {}, { regionsOff: ['eu-south-1'] });
  const message =
    'STS is not activated in this region for account:111122223333. Your account administrator can activate STS in this region using the IAM Console.';
  expectError(await identity({ region: 'eu-south-1' }), { status: 403, code: 'RegionDisabledException', message });
  expect((await identity()).status).toBe(200);
});

test('root assumes no role, and its sessions last an hour at most', async () => {
  const key = { id: 'AKIARTX3GSDSREXAMPLE', secret: 'root-fake-secret', active: true };
  Object.assign(server.world.accounts[0] ?? {}, { root: { keys: [key], devices: [] } });
  const root = { accessKeyId: key.id, secret: key.secret };
  const message = 'Roles may not be assumed by root accounts.';
  expectError(await role({}, root), { status: 403, code: 'AccessDenied', message });
  const { body } = await session({ DurationSeconds: '7200' }, root);
  const left = Date.parse(element(body, 'Expiration') ?? '') - server.now().getTime();
  expect(Math.round(left / 60_000)).toBe(60);
});

test('operations that do not exist', async () => {
  const none = (action: string, version: string) => ({
    status: 400,
    code: 'InvalidAction',
    message: `Could not find operation ${action} for version ${version}`,
    namespace: 'http://webservices.amazon.com/AWSFault/2005-15-09',
  });
  expectError(await sts(server.url, 'GetCoffee'), none('GetCoffee', '2011-06-15'));
  expectError(await iam(server.url, 'GetCallerIdentity'), none('GetCallerIdentity', '2010-05-08'));
  expectError(await send(server.url, { Action: 'GetUser' }), none('GetUser', 'NO_VERSION_SPECIFIED'));
});

test('requests that are none', async () => {
  const noAction = await send(server.url, { Version: '2011-06-15' });
  const home = 'https://aws.amazon.com/iam';
  expect([noAction.status, noAction.headers.get('location'), noAction.body]).toEqual([302, home, '']);
  const get = await send(server.url, 'a=b&c=%20', ALICE, { method: 'GET' });
  expect([get.status, get.headers.get('location')]).toEqual([302, `${home}?a=b&c=%20`]);
  expect((await identity({ headers: { 'content-type': 'text/plain' } })).status).toBe(302);
  const path = await identity({ path: '/x' });
  expect([path.status, path.body]).toEqual([404, '<UnknownOperationException/>']);
});

test('a body of 10,000,000 bytes is read, one more is not', async () => {
  const form = 'Action=GetCallerIdentity&Version=2011-06-15&x=';
  const sized = (bytes: number) => form + 'x'.repeat(bytes - form.length);
  expect((await send(server.url, sized(10_000_000))).status).toBe(200);
  const long = await send(server.url, sized(10_000_001));
  expect([long.status, long.body, long.headers.get('x-amzn-requestid')]).toEqual([413, '', null]);
});
