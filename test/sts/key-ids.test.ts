import { expect, test } from 'vitest';
import { defaultWorld } from './default-world.ts';
import { accountOfKeyId, newAccessKeyId } from './key-ids.ts';
import { credentialsIn, sts } from './raw-client.ts';
import { startSts } from './server.ts';

// Published ids of AWS with the accounts that STS's GetAccessKeyInfo told for them.
test.each([
  ['ASIAY34FZKBOKMUTVV7A', '609629065308'],
  ['ASIAVJ2E6QGR2WZILJFM', '364679954851'],
  ['AKIASP2TPHJSQH3FJXYZ', '171436882533'],
  ['AKIAIOSFODNN7EXAMPLE', undefined],
  ['AKIAI44QH8DHBEXAMPLE', undefined],
  ['GAHT12345678', undefined],
])('%s belongs to %s', (id, account) => {
  expect(accountOfKeyId(id)).toBe(account);
});

test('new ids tell their account, small and large numbers included', () => {
  for (const account of ['000000000001', '111122223333', '999999999999']) {
    const id = newAccessKeyId('AKIA', account);
    expect(id).toMatch(/^AKIA[A-Z2-7]{16}$/);
    expect(accountOfKeyId(id)).toBe(account);
  }
});

test('the keys of the default world tell their account', () => {
  for (const { id, users } of defaultWorld().accounts) {
    for (const key of users.flatMap(({ keys }) => keys)) expect(accountOfKeyId(key.id)).toBe(id);
  }
});

test('session keys tell the account of the user, or of the role', async () => {
  const server = await startSts();
  const session = credentialsIn((await sts(server.url, 'GetSessionToken')).body);
  const partner = { RoleArn: 'arn:aws:iam::444455556666:role/partner', RoleSessionName: 'me' };
  const role = credentialsIn((await sts(server.url, 'AssumeRole', partner)).body);
  await server.close();
  expect(accountOfKeyId(session.accessKeyId)).toBe('111122223333');
  expect(accountOfKeyId(role.accessKeyId)).toBe('444455556666');
});
