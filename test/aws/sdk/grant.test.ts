import { afterAll, beforeAll, expect, test } from 'vitest';
import { connection } from '../../../src/aws/sdk/connection.ts';
import { listDevices } from '../../../src/aws/sdk/iam.ts';
import { sts } from '../../../src/aws/sdk/sts.ts';
import type { Session } from '../../../src/cache/entry.ts';
import { serial } from '../../command/run.ts';
import { type Canned, granted, http, refusal, startCanned } from '../../proof/canned.ts';

// C5.0: the server may not be STS. A session is only what was asked for, and no answer fills the memory.

let canned: Canned;
beforeAll(async () => {
  canned = await startCanned();
});
afterAll(() => canned.close());

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const step = { action: 'GetSessionToken' as const, device: serial, duration: 900, cacheKey: 'x' };

async function withLink<Value>(
  ask: (endpoint: Parameters<typeof sts>[0], link: Parameters<typeof sts>[1]) => Promise<Value>,
) {
  const endpoint = { region: 'eu-central-1', url: canned.url, fips: false, dualStack: false };
  const link = await connection(endpoint, {}, new URL(canned.url));
  try {
    return await ask(endpoint, link);
  } finally {
    link.agent.destroy();
  }
}

/** Makes one call, and counts how often it was sent. */
async function call(text: string, code?: string): Promise<{ session?: Session; message?: string; sent: number }> {
  const before = canned.bodies.length;
  const sent = (): number => canned.bodies.length - before;
  canned.answer((socket) => socket.end(text));
  try {
    return { session: await withLink((...to) => sts(...to).call(step, keys, code)), sent: sent() };
  } catch (error) {
    return { message: (error as Error).message, sent: sent() };
  }
}

const fields = { AccessKeyId: 'ASIAIOSFODNN7EXAMPLE', SecretAccessKey: 'secret', SessionToken: 'token' };
const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();
const until = (Expiration: string): string => granted({ ...fields, Expiration });
const dated = (text: string, seconds: number): string =>
  text.replace('\r\n', `\r\nDate: ${new Date(Date.now() + seconds * 1000).toUTCString()}\r\n`);

test.each([
  ['as long as was asked for', until(inSeconds(900))],
  ['shorter, as root gets it', until(inSeconds(60))],
  ['nearly five minutes longer', until(inSeconds(900 + 290))],
  ['by a clock that is an hour ahead, and says so', dated(until(inSeconds(900 + 3600)), 3600)],
])('a session is taken: %s', async (_, text) => {
  expect(await call(text, '123456')).toMatchObject({ session: { sessionToken: 'token' }, sent: 1 });
});

test.each([
  ['over five minutes longer', until(inSeconds(900 + 310))],
  ['for ever', until('9999-12-31T23:59:59Z')],
  ['by a clock that is two days ahead, and says so', dated(until(inSeconds(900 + 2 * 86_400)), 2 * 86_400)],
])('a session is refused: %s', async (_, text) => {
  const { message, session } = await call(text, '123456');
  expect(session).toBeUndefined();
  expect(message).toMatch(/was asked for$|too far to sign a call$/);
});

test('a token over 64 KB is refused, a shorter one accepted', async () => {
  const ofBytes = (bytes: number): string =>
    granted({ ...fields, SessionToken: 't'.repeat(bytes), Expiration: inSeconds(900) });
  expect(await call(ofBytes(65_000), '123456')).toHaveProperty('session');
  expect((await call(ofBytes(66_000), '123456')).message).toMatch(/over 64 KB/);
  expect((await call(ofBytes(140_000), '123456')).message).toMatch(/over 64 KB/);
});

test.each([200, 400, 500])('an endless answer is cut off: status %i', async (status) => {
  let written = 0;
  canned.answer((socket) => {
    socket.write(http(status, '').replace('content-length: 0', 'content-length: 99999999999'));
    const more = (): void => {
      while (socket.writable && socket.write('x'.repeat(65_536)));
      written = socket.bytesWritten;
    };
    socket.on('drain', more);
    more();
  });
  const call = withLink((...to) => sts(...to).call(step, keys, '123456'));
  await expect(call).rejects.toThrow(/^the answer is over 1 MB, and was not read$/);
  expect(written).toBeLessThan(20_000_000); // what the sockets hold
});

test('an answer of IAM that is too long is refused, and pages without end are cut', async () => {
  canned.answer((socket) => socket.end(http(200, 'x'.repeat(1_100_000))));
  await expect(withLink((...to) => listDevices(...to, keys))).rejects.toThrow(/over 1 MB/);
  const one = '<member><UserName>alice</UserName><SerialNumber>GAHT12345678</SerialNumber></member>';
  const page = `<ListMFADevicesResponse><ListMFADevicesResult><MFADevices>${one.repeat(30)}</MFADevices>
<IsTruncated>true</IsTruncated><Marker>more</Marker></ListMFADevicesResult></ListMFADevicesResponse>`;
  canned.answer((socket) => socket.end(http(200, page)));
  const before = canned.bodies.length;
  await withLink((...to) => listDevices(...to, keys));
  expect(canned.bodies.length - before).toBeLessThan(10);
});

const skewed = (seconds: number): string =>
  dated(refusal(403, 'SignatureDoesNotMatch', 'Signature expired: x is now earlier than y'), seconds);
const year = 365 * 86_400;

test.each([
  [3600, '123456', 2],
  [-82_800, '123456', 2],
  [year, '123456', 1],
  [-year, '123456', 1],
  [2 * 86_400, undefined, 1],
])('a clock that is %i s off, with the code %s: signed %i times', async (seconds, code, times) => {
  const { message = '', sent } = await call(skewed(seconds), code);
  expect(sent).toBe(times);
  expect(/too far to sign a call$/.test(message)).toBe(times === 1);
});

test('the date of an answer cannot move the clock by a year', async () => {
  const { message, sent } = await call(dated(http(503, '<ErrorResponse/>'), year));
  expect(message).toMatch(/clock is 36[45] days behind by the date of the answer, too far to sign a call$/);
  expect(sent).toBe(1);
});

test('a refused clock is not tried again without a date in the answer', async () => {
  expect((await call(refusal(403, 'SignatureDoesNotMatch', 'Signature expired: x'), '123456')).sent).toBe(1);
});
