import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  CAROL,
  createDevice,
  enableForCarol,
  INVALID_PAIR,
  mfaSession,
  pair,
  rootOf,
  serialOf,
  startOfStep,
  told,
  tried,
} from './iam-calls.ts';
import { type Sts, startSts } from './server.ts';

// How STS treats a device that IAM has changed: cases of the same captures as in devices.test.ts.

const PHONE = serialOf('phone');
const UNABLE =
  '403 AccessDenied: MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.';
const WRONG = '403 AccessDenied: MultiFactorAuthentication failed with invalid MFA one time pass code. ';

let server: Sts;
beforeEach(async () => {
  server = await startSts();
  server.user('carol').devices = [];
  startOfStep(server);
});
afterEach(() => server.close());

/** A new device, enabled for carol. */
async function enrol(name: string, offset = 0): Promise<void> {
  await createDevice(server, name);
  expect(await enableForCarol(server, serialOf(name), offset)).toBe('200');
}

test.each([
  [-999, INVALID_PAIR],
  [-998, '200'],
  [0, '200'],
  [1000, '200'],
  [1001, INVALID_PAIR],
])('a new device whose second code is of step %d', async (offset, answer) => {
  await createDevice(server, 'phone');
  expect(await enableForCarol(server, PHONE, offset)).toBe(answer);
});

test.each([-900, -10, 1, 500])('AWS learns how far off the clock of a device is: %d steps', async (offset) => {
  await enrol('phone', offset);
  const { seed = '' } = server.device(PHONE);
  expect(seed).toMatch(/^[A-Z2-7]{64}$/);
  const around = [-3, -2, 2, 3].map((step) => server.code(PHONE, step));
  const answers: string[] = [];
  for (const code of around) answers.push(await tried(server, PHONE, code, CAROL));
  expect(answers).toEqual([WRONG, '200', '200', WRONG]);
  expect(pair(server, PHONE, offset).AuthenticationCode2).toBe(server.code(PHONE));
});

test('both codes of the pair stay good for STS, and what STS has used stays used after a resync', async () => {
  await enrol('phone');
  const { AuthenticationCode1 = '', AuthenticationCode2 = '' } = pair(server, PHONE);
  expect(await tried(server, PHONE, AuthenticationCode2, CAROL)).toBe('200');
  expect(await tried(server, PHONE, AuthenticationCode1, CAROL)).toBe('200');
  server.advance(60);
  expect(await told(server, 'ResyncMFADevice', { UserName: 'carol', ...pair(server, PHONE) }, CAROL)).toBe('200');
  expect(await tried(server, PHONE, AuthenticationCode2, CAROL)).toBe(WRONG);
  expect(await tried(server, PHONE, server.code(PHONE), CAROL)).toBe('200');
});

test('STS learns of a new device later, and treats it as unknown until then', async () => {
  server.world.deviceDelaySeconds = 10;
  await enrol('phone');
  const [early = '', unused = ''] = [0, 1].map((step) => server.code(PHONE, step));
  expect(await tried(server, PHONE, early, CAROL)).toBe(UNABLE);
  server.advance(10);
  expect(await tried(server, PHONE, early, CAROL)).toBe(WRONG);
  expect(await tried(server, PHONE, unused, CAROL)).toBe('200');
});

test('a poll that comes too early is one of the nine tries', async () => {
  server.world.deviceDelaySeconds = 10;
  server.advance(180 - ((server.now().getTime() / 1000) % 180));
  await enrol('phone');
  for (let count = 0; count < 9; count += 1) expect(await tried(server, PHONE, '000000', CAROL)).toBe(UNABLE);
  server.advance(20);
  expect(await tried(server, PHONE, server.code(PHONE), CAROL)).toBe(UNABLE);
  server.advance(180);
  expect(await tried(server, PHONE, server.code(PHONE), CAROL)).toBe('200');
});

test('STS learns of a resync and of a deactivation later, too', async () => {
  await enrol('phone');
  server.world.deviceDelaySeconds = 10;
  const [before = '', beforeAsWell = ''] = [0, 1].map((step) => server.code(PHONE, step));
  const resync = { UserName: 'carol', ...pair(server, PHONE, 20) };
  expect(await told(server, 'ResyncMFADevice', resync, CAROL)).toBe('200');
  expect(await tried(server, PHONE, server.code(PHONE), CAROL)).toBe(WRONG);
  expect(await tried(server, PHONE, before, CAROL)).toBe('200');
  server.advance(10);
  expect(await tried(server, PHONE, beforeAsWell, CAROL)).toBe(WRONG);
  const session = await mfaSession(server, PHONE, CAROL);
  expect(await told(server, 'DeactivateMFADevice', { SerialNumber: PHONE, UserName: 'carol' }, session)).toBe('200');
  expect(await tried(server, PHONE, server.code(PHONE, 2), CAROL)).toBe('200');
  server.advance(10);
  expect(await tried(server, PHONE, server.code(PHONE, 1), CAROL)).toBe(UNABLE);
});

test('a new device with an old name has a new seed and the tries of the old device', async () => {
  const root = rootOf(server);
  await enrol('phone');
  const first = server.device(PHONE).seed;
  for (let count = 0; count < 9; count += 1) await tried(server, PHONE, '000000', CAROL);
  await told(server, 'DeactivateMFADevice', { UserName: 'carol', SerialNumber: PHONE }, root);
  await told(server, 'DeleteVirtualMFADevice', { SerialNumber: PHONE }, root);
  await enrol('phone');
  expect(server.device(PHONE).seed).not.toBe(first);
  expect(await tried(server, PHONE, server.code(PHONE), CAROL)).toBe(UNABLE);
  expect(await tried(server, PHONE, server.freshCode(PHONE), CAROL)).toBe('200');
});
