import { expect, test } from 'vitest';
import { base32Bytes } from './base32.ts';
import { defaultWorld } from './default-world.ts';

// The local STS has the users, roles and devices that the tests lean on.

const world = defaultWorld();
const users = world.accounts.flatMap((account) => account.users);
const roles = world.accounts.flatMap((account) => account.roles);

test('keys and ids have the form of AWS, and none appears twice', () => {
  const keys = users.flatMap((user) => user.keys);
  for (const key of keys) {
    expect(key.id).toMatch(/^AKIA[A-Z0-9]{16}$/);
    expect(key.secret).toMatch(/^[A-Za-z0-9+/]{40}$/);
  }
  for (const { id } of users) expect(id).toMatch(/^AIDA[A-Z0-9]{17}$/);
  for (const { id } of roles) expect(id).toMatch(/^AROA[A-Z0-9]{17}$/);
  const all = [...keys, ...users, ...roles].map(({ id }) => id);
  expect(new Set(all).size).toBe(all.length);
});

test('seeds are base32, and only FIDO devices have none', () => {
  for (const { serial, seed } of users.flatMap((user) => user.devices)) {
    expect(seed === undefined).toBe(serial.includes(':u2f/'));
    if (seed !== undefined) expect(base32Bytes(seed).length).toBeGreaterThanOrEqual(16);
  }
});

test('every call makes a new world', () => {
  const [first, second] = [defaultWorld(), defaultWorld()];
  first.accounts.pop();
  expect(second.accounts).toHaveLength(2);
});
