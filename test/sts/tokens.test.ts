import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { newSecret, type Session, seal, unseal } from './tokens.ts';

// Session tokens of the local STS look like AWS's, and count only as they were given.

const KEY = randomBytes(32);
const SESSION: Session = {
  accessKeyId: 'ASIARTX3GSDS7EXAMPLE',
  secret: newSecret(),
  kind: 'role',
  accountId: '111122223333',
  name: 'admin',
  sessionName: 'me',
  mfaAt: 1_700_000_000,
  expires: 1_700_043_200,
};

test('a secret looks like one of AWS and has the characters that break careless programs', () => {
  for (let round = 0; round < 200; round += 1) {
    expect(newSecret()).toMatch(/^(?=.*\/)(?=.*\+)[A-Za-z0-9+/]{40}$/);
  }
});

test.each([2, 10, 33, 64])('a token keeps the session and is awkward, with a session name of %d', (length) => {
  const session = { ...SESSION, sessionName: 's'.repeat(length) };
  for (let round = 0; round < 50; round += 1) {
    const token = seal(session, KEY);
    expect(token).toMatch(/^(?=.*\/)(?=.*\+)[A-Za-z0-9+/]{300,1000}={1,2}$/);
    expect(unseal(token, KEY)).toEqual(session);
  }
});

test('a token that was changed, cut, padded or made elsewhere is refused', () => {
  const token = seal(SESSION, KEY);
  const other = token.startsWith('A') ? 'B' : 'A';
  const spoiled = [`${other}${token.slice(1)}`, token.slice(0, -8), ` ${token}`, `"${token}"`, '', 'AAAA'];
  expect(spoiled.map((text) => unseal(text, KEY))).toEqual(spoiled.map(() => undefined));
  expect(unseal(token, randomBytes(32))).toBeUndefined();
});
