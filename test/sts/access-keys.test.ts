import { afterEach, beforeEach, expect, test } from 'vitest';
import { mfaSession, rootOf, told } from './iam-calls.ts';
import { accountOfKeyId } from './key-ids.ts';
import { ALICE, BOB, type Credentials, credentialsIn, element, iam, sts } from './raw-client.ts';
import { type Sts, startSts } from './server.ts';

// The local IAM makes, switches and deletes access keys as AWS does.

const SERIAL = 'arn:aws:iam::111122223333:mfa/alice';
const MUST_NAME = '400 ValidationError: Must specify userName when calling with non-User credentials';
const explicitly = (action: string, resource: string) =>
  `403 AccessDenied: User: arn:aws:iam::111122223333:user/division/team/bob is not authorized to perform: iam:${action} on resource: ${resource} with an explicit deny in an identity-based policy`;

let server: Sts;
beforeEach(async () => {
  server = await startSts();
});
afterEach(() => server.close());

type Fields = Record<string, string>;

/** A new key of alice's. */
async function newKey(signer: Credentials = ALICE, fields: Fields = {}): Promise<Credentials> {
  const { body } = await iam(server.url, 'CreateAccessKey', fields, signer);
  return { accessKeyId: element(body, 'AccessKeyId') ?? '', secret: element(body, 'SecretAccessKey') ?? '' };
}

async function whoIs(signer: Credentials): Promise<string | undefined> {
  const { body } = await sts(server.url, 'GetCallerIdentity', {}, signer);
  return element(body, 'Arn') ?? element(body, 'Code');
}

test('the life of an access key', async () => {
  const created = await newKey();
  expect(accountOfKeyId(created.accessKeyId)).toBe('111122223333');
  expect(await whoIs(created)).toBe('arn:aws:iam::111122223333:user/alice');
  const old = { AccessKeyId: ALICE.accessKeyId };
  const answers: [action: string, fields: Fields, answer: string][] = [
    ['CreateAccessKey', {}, '409 LimitExceeded: Cannot exceed quota for AccessKeysPerUser: 2'],
    ['UpdateAccessKey', { ...old, Status: 'Inactive' }, '200'],
    ['CreateAccessKey', {}, '409 LimitExceeded: Cannot exceed quota for AccessKeysPerUser: 2'],
    ['DeleteAccessKey', old, '200'],
    ['DeleteAccessKey', old, `404 NoSuchEntity: The Access Key with id ${ALICE.accessKeyId} cannot be found.`],
    [
      'UpdateAccessKey',
      { AccessKeyId: BOB.accessKeyId, Status: 'Active' },
      `404 NoSuchEntity: The Access Key with id ${BOB.accessKeyId} cannot be found.`,
    ],
    [
      'UpdateAccessKey',
      { ...old, Status: 'Off' },
      "400 ValidationError: 1 validation error detected: Value 'Off' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]",
    ],
    [
      'DeleteAccessKey',
      {},
      "400 ValidationError: 1 validation error detected: Value null at 'accessKeyId' failed to satisfy constraint: Member must not be null",
    ],
  ];
  for (const [action, fields, answer] of answers) expect(await told(server, action, fields, created)).toBe(answer);
});

test('an inactive key signs nothing; active again, it does', async () => {
  const created = await newKey();
  const change = (Status: string) =>
    told(server, 'UpdateAccessKey', { AccessKeyId: ALICE.accessKeyId, Status }, created);
  await change('Inactive');
  expect(await whoIs(ALICE)).toBe('InvalidClientTokenId');
  await change('Active');
  expect(await whoIs(ALICE)).toBe('arn:aws:iam::111122223333:user/alice');
});

test('a session outlives the key that started it', async () => {
  const session = await mfaSession(server, SERIAL, ALICE);
  await told(server, 'DeleteAccessKey', { AccessKeyId: ALICE.accessKeyId, UserName: 'alice' }, session);
  expect(await whoIs(ALICE)).toBe('InvalidClientTokenId');
  expect(await whoIs(session)).toBe('arn:aws:iam::111122223333:user/alice');
});

test('a new key is not known at once', async () => {
  server.world.keyDelaySeconds = 10;
  const created = await newKey();
  expect(await whoIs(created)).toBe('InvalidClientTokenId');
  expect(await told(server, 'GetUser', {}, created)).toMatch(/^403 InvalidClientTokenId/);
  server.advance(10);
  expect(await whoIs(created)).toBe('arn:aws:iam::111122223333:user/alice');
});

test('the list of keys, and when each was last used', async () => {
  const created = await newKey();
  const { body } = await iam(server.url, 'ListAccessKeys');
  const all = (name: string) => [...body.matchAll(new RegExp(`<${name}>(.*)</`, 'g'))].map(([, text]) => text);
  expect(all('AccessKeyId')).toEqual([ALICE.accessKeyId, created.accessKeyId]);
  expect(all('Status')).toEqual(['Active', 'Active']);
  expect(all('CreateDate')[0]).toBe('2025-01-01T00:00:00Z');
  expect(body).not.toContain(created.secret);
  const used = async () => {
    const answer = await iam(server.url, 'GetAccessKeyLastUsed', { AccessKeyId: created.accessKeyId });
    return ['LastUsedDate', 'ServiceName', 'Region'].map((name) => element(answer.body, name));
  };
  expect(await used()).toEqual([undefined, 'N/A', 'N/A']);
  await sts(server.url, 'GetCallerIdentity', {}, created, { region: 'eu-west-1' });
  expect(await used()).toEqual([expect.stringMatching(/^\d{4}-.*Z$/), 'sts', 'eu-west-1']);
  const others = await told(server, 'GetAccessKeyLastUsed', { AccessKeyId: BOB.accessKeyId });
  expect(others).toContain(`iam:GetAccessKeyLastUsed on resource: access key ${BOB.accessKeyId}`);
});

test.each(['ListAccessKeys', 'CreateAccessKey', 'UpdateAccessKey', 'DeleteAccessKey'])(
  '%s: session credentials must name the user',
  async (action) => {
    const session = await mfaSession(server, SERIAL, ALICE);
    const fields = { AccessKeyId: ALICE.accessKeyId, Status: 'Active' };
    expect(await told(server, action, fields, session)).toBe(MUST_NAME);
    expect(await told(server, action, { ...fields, UserName: 'alice' }, session)).toBe('200');
  },
);

test('enforced MFA: without it only the listed actions are allowed, with it all are', async () => {
  const phone = 'arn:aws:iam::111122223333:mfa/bobs-phone';
  const id = { AccessKeyId: BOB.accessKeyId };
  const lines: [action: string, fields: Fields, resource?: string][] = [
    ['GetUser', {}],
    ['ListMFADevices', {}],
    ['ListVirtualMFADevices', {}],
    ['CreateVirtualMFADevice', { VirtualMFADeviceName: 'bob-2' }],
    ['ListAccessKeys', { UserName: 'bob' }, 'user bob'],
    ['CreateAccessKey', { UserName: 'bob' }, 'user bob'],
    ['UpdateAccessKey', { ...id, Status: 'Active', UserName: 'bob' }, 'user bob'],
    ['GetAccessKeyLastUsed', id, `access key ${BOB.accessKeyId}`],
    ['ListAccountAliases', {}, '*'],
    ['DeactivateMFADevice', { UserName: 'bob', SerialNumber: phone }, 'user bob'],
  ];
  for (const [action, fields, resource] of lines) {
    expect(await told(server, action, fields, BOB)).toBe(resource ? explicitly(action, resource) : '200');
  }
  const session = await mfaSession(server, phone, BOB);
  for (const [action, fields, resource] of lines) {
    if (resource) expect(`${action} ${await told(server, action, fields, session)}`).toBe(`${action} 200`);
  }
});

test('a session without MFA cannot call IAM, and neither can a user without permission', async () => {
  const plain = credentialsIn((await sts(server.url, 'GetSessionToken')).body);
  expect(await told(server, 'ListAccessKeys', { UserName: 'alice' }, plain)).toMatch(/^403 InvalidClientTokenId/);
  server.user('alice').mayNot = ['ListAccountAliases'];
  expect(await told(server, 'ListAccountAliases')).toBe(
    '403 AccessDenied: User: arn:aws:iam::111122223333:user/alice is not authorized to perform: iam:ListAccountAliases on resource: * because no identity-based policy allows the iam:ListAccountAliases action',
  );
});

test('the alias of the account, when it has one', async () => {
  expect((await iam(server.url, 'ListAccountAliases')).body).toContain('<AccountAliases/>');
  const [account] = server.world.accounts;
  if (account) account.alias = 'acme';
  const { body } = await iam(server.url, 'ListAccountAliases', {}, rootOf(server));
  expect(element(body, 'member')).toBe('acme');
});

test('GetAccessKeyInfo tells the account of any key', async () => {
  const info = async (AccessKeyId: string, signer = ALICE) => {
    const { body } = await sts(server.url, 'GetAccessKeyInfo', { AccessKeyId }, signer);
    return element(body, 'Account') ?? element(body, 'Code');
  };
  expect(await info('AKIAWO645SY5DEXAMPLE')).toBe('444455556666');
  expect(await info('ASIAY34FZKBOKMUTVV7A')).toBe('609629065308');
  expect(await info('AKIAIOSFODNN7EXAMPLE')).toBe('ValidationError');
  expect(await info('AKIAWO645SY5DEXAMPLE', await mfaSession(server, SERIAL, ALICE))).toBe('AccessDenied');
});
