import { afterEach, beforeEach, expect, test } from 'vitest';
import { ALICE, BOB, credentialsIn, element, iam, sts } from './raw-client.ts';
import { type Sts, startSts } from './server.ts';

// The local IAM answers about users and their devices as AWS does.

let server: Sts;
beforeEach(async () => {
  server = await startSts();
});
afterEach(() => server.close());

const serials = (body: string) => [...body.matchAll(/<SerialNumber>(.*)<\/SerialNumber>/g)].map(([, serial]) => serial);

test('the devices of the caller, also under forced MFA', async () => {
  const { body, headers } = await iam(server.url, 'ListMFADevices', {}, BOB);
  expect(body).toBe(`<ListMFADevicesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
  <ListMFADevicesResult>
    <IsTruncated>false</IsTruncated>
    <MFADevices>
      <member>
        <UserName>bob</UserName>
        <SerialNumber>arn:aws:iam::111122223333:mfa/bobs-phone</SerialNumber>
        <EnableDate>2025-01-01T00:00:00Z</EnableDate>
      </member>
      <member>
        <UserName>bob</UserName>
        <SerialNumber>arn:aws:iam::111122223333:u2f/user/bob/default-EXAMPLE</SerialNumber>
        <EnableDate>2025-01-01T00:00:00Z</EnableDate>
      </member>
    </MFADevices>
  </ListMFADevicesResult>
  <ResponseMetadata>
    <RequestId>${headers.get('x-amzn-requestid')}</RequestId>
  </ResponseMetadata>
</ListMFADevicesResponse>
`);
});

test('page by page', async () => {
  server.world.pageSize = 1;
  const first = await iam(server.url, 'ListMFADevices', {}, BOB);
  const Marker = element(first.body, 'Marker') ?? '';
  const second = await iam(server.url, 'ListMFADevices', { Marker }, BOB);
  expect([element(first.body, 'IsTruncated'), element(second.body, 'IsTruncated')]).toEqual(['true', 'false']);
  expect([...serials(first.body), ...serials(second.body)]).toHaveLength(2);
  const bad = await iam(server.url, 'ListMFADevices', { Marker: 'x' }, BOB);
  expect(element(bad.body, 'Message')).toBe('Invalid Marker.');
  expect(serials((await iam(server.url, 'ListMFADevices', { MaxItems: '2' }, BOB)).body)).toHaveLength(2);
});

test('disabled devices are not listed', async () => {
  server.device('arn:aws:iam::111122223333:mfa/alice').enabled = false;
  expect((await iam(server.url, 'ListMFADevices')).body).toContain('<MFADevices/>');
});

test('GetUser', async () => {
  const { body } = await iam(server.url, 'GetUser', {}, BOB);
  expect(element(body, 'Arn')).toBe('arn:aws:iam::111122223333:user/division/team/bob');
  expect([element(body, 'Path'), element(body, 'UserId')]).toEqual(['/division/team/', 'AIDABOBBOBBOBBEXAMPLE']);
});

test('what is not allowed or not there', async () => {
  const asked = async (action: string, fields: Record<string, string>, signer = ALICE) => {
    const { status, body } = await iam(server.url, action, fields, signer);
    return `${status} ${element(body, 'Code')}: ${element(body, 'Message')}`;
  };
  expect(await asked('ListMFADevices', { UserName: 'bob' })).toBe(
    '403 AccessDenied: User: arn:aws:iam::111122223333:user/alice is not authorized to perform: iam:ListMFADevices on resource: user bob because no identity-based policy allows the iam:ListMFADevices action',
  );
  expect(await asked('GetUser', { UserName: 'nobody' })).toBe(
    '404 NoSuchEntity: The user with name nobody cannot be found.',
  );
  Object.assign(server.user('alice'), { mayListDevices: false, mayGetUser: false });
  expect(await asked('ListMFADevices', {})).toContain('403 AccessDenied');
  expect(await asked('GetUser', {})).toContain('403 AccessDenied');
});

test('sessions: with MFA they may, without they may not, and roles are no users', async () => {
  const plain = credentialsIn((await sts(server.url, 'GetSessionToken')).body);
  const { status, body } = await iam(server.url, 'ListMFADevices', {}, plain);
  expect([status, element(body, 'Message')]).toEqual([403, 'The security token included in the request is invalid']);
  const SerialNumber = 'arn:aws:iam::111122223333:mfa/alice';
  const code = { SerialNumber, TokenCode: server.freshCode(SerialNumber) };
  const proven = credentialsIn((await sts(server.url, 'GetSessionToken', code)).body);
  expect(serials((await iam(server.url, 'ListMFADevices', {}, proven)).body)).toEqual([SerialNumber]);
  const fields = { RoleArn: 'arn:aws:iam::111122223333:role/readonly', RoleSessionName: 'me' };
  const role = credentialsIn((await sts(server.url, 'AssumeRole', fields)).body);
  const answer = await iam(server.url, 'GetUser', {}, role);
  expect(element(answer.body, 'Message')).toBe('Must specify userName when calling with non-User credentials');
});
