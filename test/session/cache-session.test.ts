import { expect, test } from 'vitest';
import { accountOfKey } from '../../src/aws/device.ts';
import type { Step } from '../../src/aws/plan.ts';
import { strangeAccount } from '../../src/session/cache-session.ts';
import { makePlace, serial } from '../command/run.ts';
import { granted, startCanned } from '../proof/canned.ts';

// C5.0: a session's key tells its account, which is that of its role or device.

/** An access key id of an account. */
function idOf(account: string, kind = 'ASIA'): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let bits = 2 ** 44 + Number(account) * 2 ** 4;
  let id = '';
  for (; id.length < 9; bits = Math.floor(bits / 32)) id = letters[bits % 32] + id;
  return `${kind}${id}EXAMPLE`;
}

const [own, other, old] = ['111122223333', '444455556666', 'AKIAIOSFODNN7EXAMPLE'];
const aws = { region: 'eu-west-1', fips: false, dualStack: false };
const local = { ...aws, url: 'http://localhost:4566' };

test('the key ids of these tests hold the accounts that they should', () => {
  for (const account of [own, other, '000000000001', '999999999999']) expect(accountOfKey(idOf(account))).toBe(account);
});

interface Case {
  signer?: string;
  role?: string;
  device?: string;
  endpoint?: typeof aws;
}

const told = ({ signer = idOf(own, 'AKIA'), role, device = serial, endpoint = aws }: Case, id: string) => {
  const common = { duration: 900, cacheKey: 'x' };
  const step: Step = role
    ? { ...common, action: 'AssumeRole', role: { arn: role } }
    : { ...common, action: 'GetSessionToken', device };
  const keys = { accessKeyId: signer, secretAccessKey: 's' };
  const session = { accessKeyId: id, secretAccessKey: 's', sessionToken: 't', expires: 1 };
  return strangeAccount({ endpoint, keys }, { session, step, device });
};
const role = `arn:aws:iam::${other}:role/admin`;
const elsewhere = '999988887777';

test.each<[string, Case, string]>([
  ['the device’s', {}, own],
  ['the role’s', { role }, other],
  ['the long-term key’s, for a hardware device', { device: 'GAHT12345678' }, own],
  ['at an endpoint with keys that tell theirs', { endpoint: local }, own],
  ['of an old long-term key', { signer: old }, own],
])('the account is %s', (_, asked, account) => {
  expect(told(asked, idOf(account))).toBeUndefined();
  expect(told(asked, idOf(elsewhere))).toBe(`the session is of account ${elsewhere}, not of ${account}`);
});

test.each<[string, Case, string]>([
  ['the session’s key tells none', {}, old],
  ['an emulator makes up ids', { endpoint: local, signer: old }, idOf(elsewhere)],
  ['an emulator’s test key', { endpoint: local, signer: 'test' }, idOf(elsewhere)],
  ['neither device nor key tells one', { signer: old, device: 'GAHT12345678' }, idOf(elsewhere)],
])('nothing is said where %s', (_, asked, id) => {
  expect(told(asked, id)).toBeUndefined();
});

test('a session of another account is given with a warning, and not cached', async () => {
  const place = await makePlace();
  const canned = await startCanned();
  try {
    place.write(
      '.aws/credentials',
      `[default]\naws_access_key_id = ${idOf(own, 'AKIA')}\naws_secret_access_key = not-a-secret\n`,
    );
    const env = { AWS_ENDPOINT_URL: canned.url };
    const Expiration = new Date(Date.now() + 3_600_000).toISOString();
    const give = (id: string): void =>
      canned.answer((socket) =>
        socket.end(granted({ AccessKeyId: id, SecretAccessKey: 's', SessionToken: 't', Expiration })),
      );
    give(idOf(elsewhere));
    const first = await place.run(['111111'], { env });
    expect(first).toMatchObject({ status: 0, stderr: expect.stringContaining(`is of account ${elsewhere}`) });
    expect(await place.run(['--cached'], { env })).toMatchObject({ status: 1 });
    give(idOf(own));
    expect((await place.run(['222222'], { env })).stderr).toMatch(/^default · 111122223333 · .* · new\n$/);
    expect(await place.run(['--cached'], { env })).toMatchObject({ status: 0 });
  } finally {
    await canned.close();
    await place.end();
  }
});
