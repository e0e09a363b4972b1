import {
  CreateAccessKeyCommand,
  CreateVirtualMFADeviceCommand,
  DeleteVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  GetAccessKeyLastUsedCommand,
  IAMClient,
  ListMFADevicesCommand,
} from '@aws-sdk/client-iam';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ALICE } from './raw-client.ts';
import { type Sts, startSts } from './server.ts';

// The SDK understands the local IAM.

let server: Sts;
let client: IAMClient;
beforeEach(async () => {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  server = await startSts();
  const credentials = { accessKeyId: ALICE.accessKeyId, secretAccessKey: ALICE.secret };
  client = new IAMClient({ endpoint: server.url, region: 'us-east-1', maxAttempts: 1, credentials });
});
afterEach(() => server.close());

test('a new device: the seed comes as the bytes of its base32 text, and enabling answers nothing', async () => {
  server.user('alice').devices = [];
  const create = new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' });
  const { SerialNumber = '', Base32StringSeed, QRCodePNG } = (await client.send(create)).VirtualMFADevice ?? {};
  expect(Buffer.from(Base32StringSeed ?? []).toString()).toBe(server.device(SerialNumber).seed);
  expect(QRCodePNG?.length).toBeGreaterThan(50);
  const [first, second] = [-1, 0].map((step) => server.code(SerialNumber, step));
  const codes = { AuthenticationCode1: first, AuthenticationCode2: second };
  await client.send(new EnableMFADeviceCommand({ UserName: 'alice', SerialNumber, ...codes }));
  const { MFADevices } = await client.send(new ListMFADevicesCommand({}));
  expect(MFADevices?.map(({ UserName, SerialNumber: serial }) => [UserName, serial])).toEqual([
    ['alice', SerialNumber],
  ]);
  expect(MFADevices?.[0]?.EnableDate).toBeInstanceOf(Date);
});

test('keys, and when they were used', async () => {
  const { AccessKey } = await client.send(new CreateAccessKeyCommand({}));
  expect(AccessKey).toMatchObject({ UserName: 'alice', Status: 'Active', CreateDate: expect.any(Date) });
  const { AccessKeyLastUsed, UserName } = await client.send(
    new GetAccessKeyLastUsedCommand({ AccessKeyId: AccessKey?.AccessKeyId }),
  );
  expect([UserName, AccessKeyLastUsed]).toEqual(['alice', { ServiceName: 'N/A', Region: 'N/A' }]);
  await expect(client.send(new CreateAccessKeyCommand({}))).rejects.toMatchObject({
    name: 'LimitExceededException',
    $metadata: { httpStatusCode: 409 },
  });
});

test("errors have the SDK's names", async () => {
  const alice = 'arn:aws:iam::111122223333:mfa/alice';
  await expect(client.send(new DeleteVirtualMFADeviceCommand({ SerialNumber: alice }))).rejects.toMatchObject({
    name: 'DeleteConflictException',
    message: 'MFA VirtualDevice in use. Must deactivate first.',
  });
  const again = new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'alice' });
  await expect(client.send(again)).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' });
});
