import { afterEach, beforeEach, expect, test } from 'vitest';
import { ALICE, BOB, element, sts } from './raw-client.ts';
import { type Sts, startSts } from './server.ts';

// The local STS takes each code once, and only of devices that show codes, as AWS does.

const SERIAL = 'arn:aws:iam::111122223333:mfa/alice';

let server: Sts;
beforeEach(async () => {
  server = await startSts();
  // At the start of a time step: no test may see a step end between asking for a code and sending it.
  server.advance(30 - ((server.now().getTime() / 1000) % 30));
});
afterEach(() => server.close());

async function verdict(code: string, serial = SERIAL, signer = ALICE): Promise<string> {
  const { body } = await sts(server.url, 'GetSessionToken', { SerialNumber: serial, TokenCode: code }, signer);
  return element(body, 'Message')?.slice(0, 45).trim() ?? 'ok';
}

const WRONG = 'MultiFactorAuthentication failed with invalid';
const UNABLE = 'MultiFactorAuthentication failed, unable to v';

test('a code works once', async () => {
  const code = server.code(SERIAL);
  expect(await verdict(code)).toBe('ok');
  expect(await verdict(code)).toBe(WRONG);
  server.advance(30);
  expect(await verdict(server.code(SERIAL))).toBe('ok');
});

test('a refused code spends nothing', async () => {
  const code = server.code(SERIAL);
  expect(await verdict(code, SERIAL, BOB)).toBe(UNABLE);
  expect(await verdict('000000')).toBe(WRONG);
  expect(await verdict(code)).toBe('ok');
});

test('AssumeRole spends a code even when the role refuses', async () => {
  const code = server.code(SERIAL);
  const fields = { RoleArn: 'arn:aws:iam::111122223333:role/chained', RoleSessionName: 'me' };
  const { body } = await sts(server.url, 'AssumeRole', { ...fields, SerialNumber: SERIAL, TokenCode: code });
  expect(body).toContain('is not authorized to perform: sts:AssumeRole');
  expect(await verdict(code)).toBe(WRONG);
});

test('a hardware device, a FIDO device and a disabled one', async () => {
  const carol = { accessKeyId: 'AKIARTX3GSDSXEXAMPLE', secret: 'carol/fake+secretEXAMPLEKEY0123456789012' };
  expect(await verdict(server.freshCode('GAHT12345678'), 'GAHT12345678', carol)).toBe('ok');
  expect(await verdict('123456', 'arn:aws:iam::111122223333:u2f/user/bob/default-EXAMPLE', BOB)).toBe(UNABLE);
  server.device(SERIAL).enabled = false;
  expect(await verdict(server.code(SERIAL))).toBe(UNABLE);
});

test('fresh codes never run out, and cost time only when they must', async () => {
  const start = server.now().getTime();
  for (let round = 0; round < 12; round += 1) expect(await verdict(server.freshCode(SERIAL))).toBe('ok');
  const passed = server.now().getTime() - start;
  expect(passed).toBeGreaterThanOrEqual(7 * 30_000);
  expect(passed).toBeLessThan(16 * 30_000);
});

test('freshCode and code throw for a serial that shows no codes', () => {
  expect(() => server.code('arn:aws:iam::111122223333:mfa/nobody')).toThrow('the world has no device');
  expect(() => server.freshCode('arn:aws:iam::111122223333:u2f/user/bob/default-EXAMPLE')).toThrow('shows no codes');
});
