import { expect, test } from 'vitest';
import { isSession, isUser } from '../../src/cache/entry.ts';
import { answerKey, sessionKey, userKey } from '../../src/cache/keys.ts';
import { listSessions, listUsers } from '../../src/cache/list-entries.ts';
import { noCache, openCache } from '../../src/cache/open.ts';
import { shareWithKey } from '../../src/cache/other-key.ts';
import { newFolder } from '../fs/folder.ts';

// C9.1: what the cache holds for one access key serves another one of the same user.

const device = 'arn:aws:iam::111122223333:mfa/alice';
const partsOf = (accessKeyId: string) => ({ accessKeyId, device, partition: 'aws', endpoint: 'http://x' });
const role = { arn: 'arn:aws:iam::111122223333:role/admin', duration: 7200 };
const session = (expires: number) => ({ accessKeyId: 'ASIA', secretAccessKey: 'B', sessionToken: 'C', expires });

test('sessions, those of roles, and what is known of the user', () => {
  const cache = openCache(newFolder());
  cache.write(sessionKey(partsOf('OLD'), []), session(100));
  cache.write(sessionKey(partsOf('OLD'), [role]), session(200));
  cache.write(sessionKey(partsOf('OTHER'), []), session(300));
  cache.write(userKey('OLD', 'http://x'), { name: 'alice', device, keyCreated: 1 });
  const answer = answerKey(['a command line']);
  cache.write(answer, { session: sessionKey(partsOf('OLD'), []) });
  const forget = shareWithKey(cache, 'OLD', 'NEW', { keyCreated: 7 });
  expect(cache.read(sessionKey(partsOf('NEW'), []), isSession).content).toEqual(session(100));
  expect(cache.read(sessionKey(partsOf('NEW'), [role]), isSession).content).toEqual(session(200));
  expect(cache.read(userKey('NEW', 'http://x'), isUser).content).toEqual({ name: 'alice', device, keyCreated: 7 });
  expect(listSessions(cache.folder ?? '')).toHaveLength(5);
  forget();
  expect(listSessions(cache.folder ?? '').map(({ accessKeyId }) => accessKeyId)).toEqual(['OTHER', 'NEW', 'NEW']);
  expect(listUsers(cache.folder ?? '').map(({ accessKeyId }) => accessKeyId)).toEqual(['NEW']);
  expect(cache.read(answer, (_): _ is object => true).content).toBeUndefined();
});

test('a session of the other key that lives longer stays', () => {
  const cache = openCache(newFolder());
  cache.write(sessionKey(partsOf('OLD'), []), session(100));
  cache.write(sessionKey(partsOf('NEW'), []), session(500));
  cache.write(userKey('OLD', ''), { keyCreated: 1 });
  shareWithKey(cache, 'OLD', 'NEW', {});
  expect(cache.read(sessionKey(partsOf('NEW'), []), isSession).content).toEqual(session(500));
  expect(cache.read(userKey('NEW', ''), isUser).content).not.toHaveProperty('keyCreated', 1);
});

test('without a cache there is nothing to do', () => {
  expect(() => shareWithKey(noCache, 'OLD', 'NEW', {})()).not.toThrow();
});
