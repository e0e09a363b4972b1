import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ALICE, BOB, type Credentials, credentialsIn, element, sts } from './raw-client.ts';
import { type Sts, startSts } from './server.ts';

// The local STS gives and refuses roles as AWS does.

const PHONE = {
  [ALICE.accessKeyId]: 'arn:aws:iam::111122223333:mfa/alice',
  [BOB.accessKeyId]: 'arn:aws:iam::111122223333:mfa/bobs-phone',
};
const arn = (name: string, account = '111122223333') => `arn:aws:iam::${account}:role/${name}`;

let server: Sts;
beforeEach(async () => {
  server = await startSts();
});
afterEach(() => server.close());

function mfa({ accessKeyId }: Credentials): Record<string, string> {
  const serial = PHONE[accessKeyId] ?? '';
  return { SerialNumber: serial, TokenCode: server.freshCode(serial) };
}

async function login(signer: Credentials, fields: Record<string, string> = {}): Promise<Credentials> {
  return credentialsIn((await sts(server.url, 'GetSessionToken', fields, signer)).body);
}

async function assume(signer: Credentials, role: string, fields: Record<string, string> = {}): Promise<string> {
  const { body } = await sts(server.url, 'AssumeRole', { RoleArn: role, RoleSessionName: 'me', ...fields }, signer);
  return element(body, 'Code') ?? element(body, 'Arn') ?? body;
}

async function chain(signer: Credentials, role: string, fields: Record<string, string> = {}): Promise<Credentials> {
  const answer = await sts(server.url, 'AssumeRole', { RoleArn: role, RoleSessionName: 'me', ...fields }, signer);
  return credentialsIn(answer.body);
}

const ADMIN_SESSION = 'arn:aws:sts::111122223333:assumed-role/admin/me';

describe('MFA conditions', () => {
  test('Bool wants MFA: in the request or in the session', async () => {
    expect(await assume(ALICE, arn('admin'))).toBe('AccessDenied');
    expect(await assume(await login(ALICE), arn('admin'))).toBe('AccessDenied');
    expect(await assume(await login(ALICE, mfa(ALICE)), arn('admin'))).toBe(ADMIN_SESSION);
    expect(await assume(ALICE, arn('admin'), { ...mfa(ALICE), DurationSeconds: '43200' })).toBe(ADMIN_SESSION);
  });

  test('BoolIfExists lets long-term keys through, and refuses sessions without MFA', async () => {
    server.role('admin').requireMfa = 'BoolIfExists';
    expect(await assume(ALICE, arn('admin'))).toBe(ADMIN_SESSION);
    expect(await assume(await login(ALICE), arn('admin'))).toBe('AccessDenied');
  });

  test('the age of the MFA check, and the external id', async () => {
    const session = await login(ALICE, mfa(ALICE));
    const auditor = arn('deep/path/auditor');
    expect(await assume(session, auditor)).toBe('AccessDenied');
    const external = { ExternalId: 'audit-2026' };
    expect(await assume(session, auditor, external)).toBe('arn:aws:sts::111122223333:assumed-role/auditor/me');
    server.advance(3600);
    expect(await assume(session, auditor, external)).toBe('AccessDenied');
    expect(await assume(session, arn('admin'))).toBe(ADMIN_SESSION);
  });

  test('a role session carries no MFA', async () => {
    server.role('chained').requireMfa = 'Bool';
    const admin = await chain(ALICE, arn('admin'), mfa(ALICE));
    expect(await assume(admin, arn('chained'))).toBe('AccessDenied');
    server.role('chained').requireMfa = 'BoolIfExists';
    expect(await assume(admin, arn('chained'))).toContain(':assumed-role/chained/me');
  });
});

describe('trust', () => {
  test('a role that trusts one role', async () => {
    expect(await assume(ALICE, arn('chained'))).toBe('AccessDenied');
    const admin = await chain(ALICE, arn('admin'), mfa(ALICE));
    expect(await assume(admin, arn('chained'))).toBe('arn:aws:sts::111122223333:assumed-role/chained/me');
  });

  test('trust in an account leaves it to the policies of the caller; trust in a user does not', async () => {
    server.user('alice').allowAssume = [];
    expect(await assume(ALICE, arn('readonly'))).toBe('AccessDenied');
    server.role('readonly').trust = ['arn:aws:iam::111122223333:user/alice'];
    expect(await assume(ALICE, arn('readonly'))).toContain('/readonly/me');
  });

  test('from another account both sides must agree', async () => {
    const partner = arn('partner', '444455556666');
    expect(await assume(ALICE, partner)).toBe('arn:aws:sts::444455556666:assumed-role/partner/me');
    server.role('partner').trust = ['arn:aws:iam::111122223333:user/alice'];
    server.user('alice').allowAssume = [];
    expect(await assume(ALICE, partner)).toBe('AccessDenied');
    server.user('alice').allowAssume = [partner];
    expect(await assume(ALICE, partner)).toContain('/partner/me');
    server.role('partner').trust = ['arn:aws:iam::444455556666:root'];
    expect(await assume(ALICE, partner)).toBe('AccessDenied');
  });

  test('forced MFA: nothing without, with a session or a code all is well', async () => {
    expect(await assume(BOB, arn('readonly'))).toBe('AccessDenied');
    expect(await assume(await login(BOB), arn('readonly'))).toBe('AccessDenied');
    expect(await assume(BOB, arn('readonly'), mfa(BOB))).toContain('/readonly/me');
    expect(await assume(await login(BOB, mfa(BOB)), arn('readonly'))).toContain('/readonly/me');
  });
});

test('the body of a success', async () => {
  const fields = {
    RoleArn: arn('readonly'),
    RoleSessionName: 'me@home',
    SourceIdentity: 'alice',
    DurationSeconds: '+900',
  };
  const { body, headers } = await sts(server.url, 'AssumeRole', fields);
  const { accessKeyId, secret, token } = credentialsIn(body);
  const left = Date.parse(element(body, 'Expiration') ?? '') - Date.parse(headers.get('date') ?? '');
  expect([899_000, 900_000, 901_000]).toContain(left);
  expect(body).toBe(`<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleResult>
    <AssumedRoleUser>
      <AssumedRoleId>AROAREADONLYREXAMPLE0:me@home</AssumedRoleId>
      <Arn>arn:aws:sts::111122223333:assumed-role/readonly/me@home</Arn>
    </AssumedRoleUser>
    <Credentials>
      <AccessKeyId>${accessKeyId}</AccessKeyId>
      <SecretAccessKey>${secret}</SecretAccessKey>
      <SessionToken>${token}</SessionToken>
      <Expiration>${element(body, 'Expiration')}</Expiration>
    </Credentials>
    <SourceIdentity>alice</SourceIdentity>
  </AssumeRoleResult>
  <ResponseMetadata>
    <RequestId>${headers.get('x-amzn-requestid')}</RequestId>
  </ResponseMetadata>
</AssumeRoleResponse>
`);
});

test('a source identity stays and cannot be set twice', async () => {
  const admin = await chain(ALICE, arn('admin'), { ...mfa(ALICE), SourceIdentity: 'alice' });
  expect(await assume(admin, arn('chained'), { SourceIdentity: 'bob' })).toBe('ValidationError');
  const { body } = await sts(server.url, 'AssumeRole', { RoleArn: arn('chained'), RoleSessionName: 'me' }, admin);
  expect(element(body, 'SourceIdentity')).toBe('alice');
});

test('a session policy has a packed size', async () => {
  const fields = { RoleArn: arn('readonly'), RoleSessionName: 'me', Policy: '{"Version":"2012-10-17"}' };
  expect(element((await sts(server.url, 'AssumeRole', fields)).body, 'PackedPolicySize')).toBe('2');
});

describe('managed session policies', () => {
  const policies = (...arns: string[]): Record<string, string> =>
    Object.fromEntries(arns.map((one, at) => [`PolicyArns.member.${at + 1}.arn`, one]));
  const ofAws = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
  const own = 'arn:aws:iam::111122223333:policy/team/deploy';
  const ask = async (fields: Record<string, string>): Promise<string | undefined> => {
    const { body } = await sts(server.url, 'AssumeRole', {
      RoleArn: arn('readonly'),
      RoleSessionName: 'me',
      ...fields,
    });
    return element(body, 'Message') ?? element(body, 'PackedPolicySize');
  };

  test('AWS’s own, and those of the account of the role', async () => {
    Object.assign(server.world.accounts[0] ?? {}, { policies: ['team/deploy'] });
    expect(await ask(policies(ofAws))).toBe('2');
    expect(await ask(policies(ofAws, own))).toBe('5');
    expect(await ask({ ...policies(ofAws), Policy: '{"Version":"2012-10-17"}' })).toBe('4');
  });

  test.each([
    ['arn:aws:iam::aws:policy/NoSuchPolicy', /NoSuchPolicy does not exist/],
    ['arn:aws:iam::444455556666:policy/theirs', /does not exist/],
    ['arn:aws-cn:iam::aws:policy/ReadOnlyAccess', /does not exist/],
    ['arn:aws:s3:::x', /at 'policyArns\.1\.member\.arn' .* greater than or equal to 20/],
  ])('%s is refused', async (one, message) => {
    expect(await ask(policies(one))).toMatch(message);
  });

  test('ten, and no more; and all together may be too large', async () => {
    expect(await ask(policies(...Array(10).fill(ofAws)))).toBe('19');
    expect(await ask(policies(...Array(11).fill(ofAws)))).toMatch(/'policyArns' .* less than or equal to 10/);
    const long = 'x'.repeat(300);
    Object.assign(server.world.accounts[0] ?? {}, { policies: [long] });
    const many = Array(10).fill(`arn:aws:iam::111122223333:policy/${long}`);
    expect(await ask(policies(...many))).toBe(
      'Packed policy consumes 163% of allotted space, please use smaller policy.',
    );
  });
});

describe('session tags', () => {
  const tags = (all: Record<string, string>, ...transitive: string[]): Record<string, string> => ({
    ...Object.fromEntries(
      Object.entries(all).flatMap(([key, value], at) => [
        [`Tags.member.${at + 1}.Key`, key],
        [`Tags.member.${at + 1}.Value`, value],
      ]),
    ),
    ...Object.fromEntries(transitive.map((key, at) => [`TransitiveTagKeys.member.${at + 1}`, key])),
  });
  const message = async (fields: Record<string, string>, signer = ALICE, role = 'readonly') => {
    const { body } = await sts(
      server.url,
      'AssumeRole',
      { RoleArn: arn(role), RoleSessionName: 'me', ...fields },
      signer,
    );
    return element(body, 'Message') ?? 'ok';
  };

  test('as AWS takes and refuses them', async () => {
    expect(await message(tags({ team: 'web', Stage: 'ü 1' }, 'team'))).toBe('ok');
    expect(await message(tags({ team: 'a', Team: 'b' }))).toMatch(/^Duplicate tag keys found\./);
    expect(await message(tags({ team: 'a' }, 'stage'))).toMatch(/must be included in the requested tags\.$/);
    expect(await message(tags({ team: '<' }))).toMatch(/at 'tags\.1\.member\.value' failed/);
    expect(await message(tags({ ['x'.repeat(129)]: 'a' }))).toMatch(/less than or equal to 128/);
    server.role('readonly').mayTag = false;
    expect(await message({})).toBe('ok');
    expect(await message(tags({ team: 'a' }))).toMatch(/perform: sts:TagSession on resource: .*role\/readonly$/);
  });

  test('a transitive tag stays, and cannot be set again in the chain', async () => {
    const first = await chain(await login(ALICE, mfa(ALICE)), arn('admin'), tags({ team: 'web' }, 'team'));
    expect(await message({}, first, 'chained')).toBe('ok');
    expect(await message(tags({ team: 'ops' }), first, 'chained')).toMatch(/conflicts with a transitive tag key/);
  });
});
