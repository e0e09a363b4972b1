import { afterEach, beforeEach, expect, test } from 'vitest';
import { noAwsFiles } from '../../../src/aws/files/read.ts';
import { type MfaDevices, mfaDevices } from '../../../src/aws/sdk/mfa-devices.ts';
import { startCanned } from '../../proof/canned.ts';
import { keysOf } from '../../setup/enrol/enrolment.ts';
import { type Sts, startSts } from '../../sts/server.ts';

// C8.2: the calls to IAM for MFA devices.

const where = { region: 'eu-west-1', settings: {}, files: noAwsFiles };

let sts: Sts;
let iam: MfaDevices;
beforeEach(async () => {
  sts = await startSts();
  sts.user('alice').devices = [];
  iam = await mfaDevices(keysOf(sts), where, { AWS_ENDPOINT_URL: sts.url });
});
afterEach(() => sts.close());

test('a device is made, enabled, listed; an enabled one is not deleted', async () => {
  const { serial, seed } = await iam.create('phone');
  expect(seed.toString()).toBe(sts.device(serial).seed);
  await iam.enable('alice', serial, [sts.code(serial, -1), sts.code(serial)]);
  expect(await iam.list()).toEqual([{ serial, user: 'alice' }]);
  await expect(iam.remove(serial)).rejects.toMatchObject({ name: expect.stringMatching(/^DeleteConflict/) });
  expect(iam.bySession).toBe(false);
});

test.each([
  [120, 120],
  [-90, -90],
  [1, 0],
])('AWS is %i s ahead by its answer: %i s are taken', async (seconds, taken) => {
  sts.fault({ kind: 'clock-offset', seconds });
  await iam.create('phone');
  expect(Math.round(iam.ahead() / 10_000)).toBe(Math.round(taken / 10));
});

test('a clock that is off by more than AWS takes is corrected, and the call is made again', async () => {
  sts.fault({ kind: 'clock-offset', seconds: 1200, times: 2 });
  await iam.create('phone');
  expect(sts.calls('CreateVirtualMFADevice').map(({ verdict }) => verdict)).toEqual(['SignatureDoesNotMatch', 'ok']);
});

test.each(['reset-after', 'error500', 'throttling'] as const)(
  '%s: a call that changes something is not repeated',
  async (kind) => {
    sts.fault({ kind });
    await expect(iam.create('phone')).rejects.toThrow();
    expect(sts.requests).toHaveLength(1);
  },
);

test('the page of a captive portal is no answer', async () => {
  const { serial } = await iam.create('phone');
  sts.fault({ kind: 'html200', times: 3 });
  const codes = [sts.code(serial, -1), sts.code(serial)] as const;
  await expect(iam.enable('alice', serial, codes)).rejects.toThrow('not an answer of AWS');
  await expect(iam.remove(serial)).rejects.toThrow('not an answer of AWS');
  await expect(iam.create('tablet')).rejects.toThrow('not an answer of AWS');
});

const good = { serial: 'arn:aws:iam::111122223333:mfa/phone', seed: 'JBSWY3DPEHPK3PXP' };
test.each([
  ['what is one', good, true],
  ['a serial of two lines', { ...good, serial: 'arn:aws:iam::111122223333:mfa/a&#10;[b]' }, false],
  ['a seed with an escape sequence', { ...good, seed: '\u001b[31mJBSWY3DP' }, false],
])('a new device is taken only where it is one: %s', async (_, { serial, seed }, isTaken) => {
  const device = `<SerialNumber>${serial}</SerialNumber><Base32StringSeed>${Buffer.from(seed).toString('base64')}</Base32StringSeed>`;
  const body = `<CreateVirtualMFADeviceResponse><CreateVirtualMFADeviceResult><VirtualMFADevice>${device}</VirtualMFADevice></CreateVirtualMFADeviceResult></CreateVirtualMFADeviceResponse>`;
  const answer = `HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`;
  const canned = await startCanned((socket) => socket.end(answer));
  const devices = await mfaDevices(keysOf(sts), where, { AWS_ENDPOINT_URL: canned.url });
  const made = devices.create('phone').then(
    () => true,
    ({ message }) => message,
  );
  expect(await made).toBe(isTaken || 'not an answer of AWS');
  await canned.close();
});
