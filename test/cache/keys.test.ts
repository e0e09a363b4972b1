import { expect, test } from 'vitest';
import { answerKey, codesKey, markerFile, parseKey, sessionKey, userKey } from '../../src/cache/keys.ts';

// What a key tells of its entry is what it was made from.

const parts = { accessKeyId: 'AKIA1', device: 'arn:aws:iam::111122223333:mfa/alice', partition: 'aws', endpoint: '' };
const roles = ['arn:aws:iam::1:role/a', 'arn:aws:iam::2:role/b'];

test.each<[string, string, object]>([
  ['a session', sessionKey(parts, []), { kind: 'session', roles: [] }],
  [
    'a session of roles',
    sessionKey(
      parts,
      roles.map((arn) => ({ arn, externalId: 'x' })),
    ),
    { kind: 'session', roles },
  ],
  [
    'a user',
    userKey('AKIA1', 'http://localhost'),
    { kind: 'user', accessKeyId: 'AKIA1', endpoint: 'http://localhost' },
  ],
  ['an answer', answerKey(['0.1.0', ['-p', 'acme']]), { kind: 'answer' }],
  ['used codes', codesKey('GAHT12345678', ''), { kind: 'other' }],
  ['an older version’s', '["AKIA1","mfa/a"]', { kind: 'other', accessKeyId: 'AKIA1' }],
  ['a role that is none', '["AKIA1","mfa/a","aws","",{"arn":5}]', { kind: 'other', accessKeyId: 'AKIA1' }],
  ['no JSON', 'AKIA1', { kind: 'other', accessKeyId: '' }],
])('%s', (_, key, told) => {
  expect(parseKey(key)).toMatchObject(told);
});

test('a session’s key tells whose it is', () => {
  const { accessKeyId, device, endpoint } = parts;
  const told = { kind: 'session', accessKeyId, device, endpoint };
  expect(parseKey(sessionKey(parts, []))).toEqual({ ...told, roles: [], policyArns: [] });
  const policyArns = ['arn:aws:iam::aws:policy/ReadOnlyAccess'];
  const key = sessionKey(parts, [{ arn: 'a' }, { arn: 'b', policyArns }]);
  expect(parseKey(key)).toEqual({ ...told, roles: ['a', 'b'], policyArns });
});

test('no two profiles share a marker', () => {
  const names = ['a/b', 'a%2Fb', 'a%252Fb', 'a'].map((name) => markerFile('/cache', name));
  expect(new Set(names).size).toBe(4);
  expect(names.every((name) => name.lastIndexOf('/') === '/cache'.length)).toBe(true);
});
