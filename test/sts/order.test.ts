import { afterAll, beforeAll, expect, test } from 'vitest';
import { ALICE, type Credentials, credentialsIn, type Departure, element, send, sha256, sts } from './raw-client.ts';
import { type Sts, startSts } from './server.ts';

// The local STS checks a call in the order in which AWS does.

let server: Sts;
beforeAll(async () => {
  server = await startSts();
});
afterAll(() => server.close());

const OLD = new Date('2020-01-01T00:00:00Z');
const UNKNOWN = { accessKeyId: 'AKIAUNKNOWNUNEXAMPLE', secret: 'x' };
const WRONG = { ...ALICE, secret: 'x' };
const unsigned = () => undefined;

/** Each request has all the faults of the rows below it, and must be refused for its own. */
const ROWS: [refusal: string, fields: string, signer: Credentials, departure: Departure][] = [
  ['InvalidAction', 'Action=Nope', UNKNOWN, { authorization: unsigned }],
  ['MissingAuthenticationToken', '', UNKNOWN, { authorization: unsigned, service: 's3' }],
  ['SignatureDoesNotMatch: Credential should be', '', UNKNOWN, { service: 's3', date: OLD }],
  ['InvalidClientTokenId', '', UNKNOWN, { date: OLD }],
  ['SignatureDoesNotMatch: Signature expired', 'TokenCode=x', WRONG, { date: OLD }],
  ['SignatureDoesNotMatch: The request signature', 'TokenCode=x', WRONG, {}],
  ['MalformedInput', 'TokenCode=x&DurationSeconds=x', ALICE, {}],
  ['ValidationError', 'TokenCode=x', ALICE, {}],
  ['AccessDenied', 'TokenCode=000000', ALICE, {}],
];

test.each(ROWS)('%s comes before what follows', async (refusal, fields, signer, departure) => {
  const { body } = await send(server.url, `${fields}&Action=GetSessionToken&Version=2011-06-15`, signer, departure);
  expect(`${element(body, 'Code')}: ${element(body, 'Message')}`).toContain(refusal);
});

test('temporary keys: token, then end of the session, then role, then clock', async () => {
  const fields = { RoleArn: 'arn:aws:iam::111122223333:role/readonly', RoleSessionName: 'me' };
  const role = credentialsIn((await sts(server.url, 'AssumeRole', fields)).body);
  const other = credentialsIn((await sts(server.url, 'AssumeRole', fields)).body);
  const code = async (signer: Credentials, departure?: Departure) =>
    element((await sts(server.url, 'GetCallerIdentity', {}, signer, departure)).body, 'Code');
  const { token, ...bare } = role;
  expect(await code(role)).toBeUndefined();
  expect(await code(bare)).toBe('InvalidClientTokenId');
  expect(await code({ ...role, token: other.token })).toBe('InvalidClientTokenId');
  expect(await code({ ...role, token: `"${token}"` })).toBe('InvalidClientTokenId');
  expect(await code({ ...role, secret: 'x' })).toBe('SignatureDoesNotMatch');
  const { roles = [] } = server.world.accounts[0] ?? {};
  const gone = roles.splice(1, 1);
  expect(gone[0]?.name).toBe('readonly');
  expect(await code(role, { date: OLD })).toBe('InvalidClientTokenId');
  server.advance(3601);
  expect(await code(role, { date: OLD })).toBe('ExpiredToken');
  expect(await code({ ...role, token: other.token })).toBe('InvalidClientTokenId');
  roles.splice(1, 0, ...gone);
});

test('long-term keys: an inactive one, and one with a stray token', async () => {
  const key = server.user('alice').keys[0];
  Object.assign(key ?? {}, { active: false });
  expect((await sts(server.url, 'GetCallerIdentity')).body).toContain('InvalidClientTokenId');
  Object.assign(key ?? {}, { active: true });
  const stray = await sts(server.url, 'GetCallerIdentity', {}, { ...ALICE, token: 'stray' });
  expect(stray.body).toContain('InvalidClientTokenId');
});

test('any flipped bit of the signature is refused, and so is a changed request', async () => {
  const flip = (at: number) => (header: string) => {
    const start = header.length - 64 + at;
    const digit = Number.parseInt(header.charAt(start), 16) ^ 1;
    return `${header.slice(0, start)}${digit.toString(16)}${header.slice(start + 1)}`;
  };
  const refused = async (departure: Departure) =>
    (await sts(server.url, 'GetCallerIdentity', {}, ALICE, departure)).body.includes('>SignatureDoesNotMatch<');
  for (const at of [0, 31, 63]) expect(await refused({ authorization: flip(at) })).toBe(true);
  expect(await refused({ authorization: (header) => header.replace('host;', '') })).toBe(true);
  expect(await refused({ authorization: (header) => header.slice(0, -1) })).toBe(true);
  expect(await refused({ headers: { 'x-amz-content-sha256': sha256('another body') } })).toBe(true);
});

test('a header that cannot be read is incomplete', async () => {
  const incomplete = async (authorization: (header: string) => string) =>
    element((await sts(server.url, 'GetCallerIdentity', {}, ALICE, { authorization })).body, 'Message');
  expect(await incomplete(() => 'Bearer x')).toBe("Unsupported AWS 'algorithm': 'Bearer'. ");
  expect(await incomplete((header) => header.replace(/Signature=.*/, ''))).toContain(
    "requires 'Signature' parameter. ",
  );
  expect(await incomplete((header) => header.replace('/aws4_request', ''))).toContain('exactly 5 slash-delimited');
});

test('the first of two equal fields counts, and unknown ones do not matter', async () => {
  const { body } = await send(server.url, 'Action=GetCallerIdentity&Action=Nope&Version=2011-06-15&Unknown=1');
  expect(element(body, 'Arn')).toBe('arn:aws:iam::111122223333:user/alice');
});

test('GET works as well', async () => {
  const { body } = await send(server.url, 'Action=GetCallerIdentity&Version=2011-06-15', ALICE, { method: 'GET' });
  const id = element(body, 'RequestId');
  expect(body).toBe(
    `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\n  <GetCallerIdentityResult>\n    <Arn>arn:aws:iam::111122223333:user/alice</Arn>\n    <UserId>AIDAALICEALICEEXAMPLE</UserId>\n    <Account>111122223333</Account>\n  </GetCallerIdentityResult>\n  <ResponseMetadata>\n    <RequestId>${id}</RequestId>\n  </ResponseMetadata>\n</GetCallerIdentityResponse>\n`,
  );
});
