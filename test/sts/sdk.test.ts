import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ALICE, type Credentials } from './raw-client.ts';
import { sdkClient } from './sdk-client.ts';
import { type Sts, startSts } from './server.ts';

// The SDK understands the local STS, its sessions and its refusals.

const SERIAL = 'arn:aws:iam::111122223333:mfa/alice';

let server: Sts;
beforeEach(async () => {
  server = await startSts();
});
afterEach(() => server.close());

type Issued = {
  AccessKeyId: string | undefined;
  SecretAccessKey: string | undefined;
  SessionToken: string | undefined;
};

function signerOf(issued: Issued | undefined): Credentials {
  return {
    accessKeyId: issued?.AccessKeyId ?? '',
    secret: issued?.SecretAccessKey ?? '',
    token: issued?.SessionToken ?? '',
  };
}

async function whoAmI(signer: Credentials): Promise<string | undefined> {
  return (await sdkClient(server.url, signer).send(new GetCallerIdentityCommand({}))).Arn;
}

async function login(): Promise<Credentials> {
  const command = new GetSessionTokenCommand({ SerialNumber: SERIAL, TokenCode: server.freshCode(SERIAL) });
  return signerOf((await sdkClient(server.url).send(command)).Credentials);
}

test('key, session, role: each signs the next call', async () => {
  expect(await whoAmI(ALICE)).toBe('arn:aws:iam::111122223333:user/alice');
  const session = await login();
  expect(await whoAmI(session)).toBe('arn:aws:iam::111122223333:user/alice');
  const assume = new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::111122223333:role/admin', RoleSessionName: 'me' });
  const role = await sdkClient(server.url, session).send(assume);
  expect(role.AssumedRoleUser?.AssumedRoleId).toBe('AROAADMINADMINEXAMPLE:me');
  expect(role.Credentials?.Expiration?.getTime()).toBeCloseTo(Date.now() + 3_600_000, -4);
  expect(await whoAmI(signerOf(role.Credentials))).toBe('arn:aws:sts::111122223333:assumed-role/admin/me');
});

test('a session whose secret, token or key was touched is no session', async () => {
  const session = await login();
  await expect(whoAmI({ ...session, secret: `${session.secret} ` })).rejects.toThrow('signature we calculated');
  await expect(whoAmI({ ...session, token: `"${session.token}"` })).rejects.toThrow('security token');
  await expect(whoAmI({ accessKeyId: session.accessKeyId, secret: session.secret })).rejects.toThrow('security token');
});

test('an error as the SDK sees it', async () => {
  const command = new GetSessionTokenCommand({ SerialNumber: SERIAL, TokenCode: '000000' });
  const error = await sdkClient(server.url)
    .send(command)
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    name: 'AccessDenied',
    message: 'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
    $fault: 'client',
    $metadata: { httpStatusCode: 403, attempts: 1, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  });
});

test('the SDK corrects its clock by the Date of the refusal', async () => {
  server.fault({ kind: 'clock-offset', seconds: 3600, times: 2 });
  const client = sdkClient(server.url, ALICE, { maxAttempts: 2 });
  expect((await client.send(new GetCallerIdentityCommand({}))).Account).toBe('111122223333');
  expect(server.calls().map((call) => call.verdict)).toEqual(['SignatureDoesNotMatch', 'ok']);
});

test('time can pass at STS while the clock of the client stands still', async () => {
  const session = await login();
  server.advance(6 * 3600);
  expect(await whoAmI(ALICE)).toBe('arn:aws:iam::111122223333:user/alice');
  expect(await whoAmI(session)).toBe('arn:aws:iam::111122223333:user/alice');
  server.advance(6 * 3600);
  await expect(whoAmI(session)).rejects.toThrow('The security token included in the request is expired');
  const moved = sdkClient(server.url, ALICE, { systemClockOffset: 12 * 3_600_000 });
  expect((await moved.send(new GetCallerIdentityCommand({}))).Account).toBe('111122223333');
});

test('the log', async () => {
  const session = await login();
  await whoAmI(session);
  expect(server.calls('GetSessionToken')).toHaveLength(1);
  expect(server.requests).toMatchObject([
    {
      action: 'GetSessionToken',
      parameters: { SerialNumber: SERIAL, TokenCode: expect.stringMatching(/^\d{6}$/) },
      accessKeyId: ALICE.accessKeyId,
      region: 'us-east-1',
      status: 200,
      verdict: 'ok',
    },
    { action: 'GetCallerIdentity', accessKeyId: session.accessKeyId, verdict: 'ok' },
  ]);
  expect(server.requests[1]?.signedHeaders).toContain('x-amz-security-token');
  expect(JSON.stringify(server.requests)).not.toContain(ALICE.secret);
  expect(server.connections()).toBe(2);
});
