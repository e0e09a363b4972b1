import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { isSession, isUser } from '../../src/cache/entry.ts';
import { entryFile } from '../../src/cache/keys.ts';
import { listSessions, listUsers } from '../../src/cache/list-entries.ts';
import { openCache } from '../../src/cache/open.ts';
import { dialects } from '../../src/shell/dialects.ts';
import { enter } from '../../src/shell/env-diff.ts';
import { sessionLine } from '../../src/text/format.ts';
import { isoSeconds } from '../../src/text/time.ts';
import { runs } from './runs.ts';

// Whatever stands in a file of the cache, it is used where it is whole, else named; nothing is thrown.

const folder = mkdtempSync(path.join(tmpdir(), 'mfa-env-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true }));

const key = JSON.stringify([
  'AKIA',
  'arn:aws:iam::111122223333:mfa/alice',
  'aws',
  '',
  { arn: 'arn:aws:iam::1:role/x' },
]);
const json = fc.jsonValue({ maxDepth: 2 });
const text = fc.oneof(
  { weight: 5, arbitrary: fc.string({ unit: 'binary', minLength: 1 }) },
  { weight: 1, arbitrary: fc.constantFrom('', "a'b\n", '\0', '\ud800') },
);
const whenever = fc.oneof(
  { weight: 3, arbitrary: fc.nat() },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, 1.5, 4_000_000_000, 8.64e12, Number.MAX_SAFE_INTEGER) },
  { weight: 1, arbitrary: fc.maxSafeInteger() },
);
const content = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ accessKeyId: text, secretAccessKey: text, sessionToken: text, expires: whenever }),
  },
  { weight: 1, arbitrary: fc.record({ name: text, account: text, device: text }, { requiredKeys: [] }) },
  { weight: 1, arbitrary: json },
);
const keys = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(key) },
  { weight: 1, arbitrary: fc.constantFrom(JSON.stringify(['user', 'AKIA', '']), '[]', 'x') },
  {
    weight: 1,
    arbitrary: fc.tuple(json, json, json, json).map((parts) => JSON.stringify(['AKIA', 'mfa', ...parts])),
  },
  { weight: 1, arbitrary: json.map((value) => JSON.stringify(value)) },
);
const versions = fc.oneof(
  { weight: 8, arbitrary: fc.constant(1) },
  { weight: 1, arbitrary: fc.constantFrom(2, '1', null) },
);
const entries = fc.record({ version: versions, key: keys, content });
const bytes = fc.oneof(
  { weight: 6, arbitrary: entries.map((entry) => Buffer.from(JSON.stringify(entry))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((all) => Buffer.from(all)) },
  {
    weight: 1,
    arbitrary: fc.tuple(entries, fc.nat(200)).map(([entry, at]) => Buffer.from(JSON.stringify(entry)).subarray(0, at)),
  },
);

test('whatever a file of the cache holds', () => {
  let used = 0;
  fc.assert(
    fc.property(bytes, (all) => {
      writeFileSync(entryFile(folder, key), all, { mode: 0o600 });
      const { content: session, problem } = openCache(folder).read(key, isSession);
      expect(session === undefined || problem === undefined).toBe(true);
      if (problem !== undefined) expect(problem).toMatch(/damaged|version/);
      const kept = listSessions(folder);
      for (const { session: one, roles, device } of kept) {
        expect([...roles, device].every((part) => typeof part === 'string')).toBe(true);
        expect(isSession(one)).toBe(true);
      }
      for (const { user } of listUsers(folder)) expect(isUser(user)).toBe(true);
      if (session === undefined) return;
      used += 1;
      // What is used can be printed for every shell, and shown.
      const change = enter({}, { ...session, profile: '' });
      for (const dialect of Object.values(dialects)) expect(dialect.change(change)).toContain('AWS_SESSION_TOKEN');
      expect(isoSeconds(session.expires)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(sessionLine({ profile: '', account: '1', session, fresh: false }, Date.now())).not.toContain('NaN');
    }),
    { numRuns: runs(1000) },
  );
  expect(used).toBeGreaterThan(runs(10));
});

test.each<[string, object]>([
  ['a date that no calendar has', { expires: Number.MAX_SAFE_INTEGER }],
  ['a date before all sessions', { expires: -1e15 }],
  ['half a character', { sessionToken: 'a\ud800' }],
])('found by it: %s', (_, more) => {
  const good = { accessKeyId: 'A', secretAccessKey: 'B', sessionToken: 'C', expires: 4_000_000_000 };
  writeFileSync(entryFile(folder, key), JSON.stringify({ version: 1, key, content: { ...good, ...more } }));
  expect(openCache(folder).read(key, isSession)).toEqual({ problem: expect.stringContaining('damaged') });
});

test('found by it: a role that is no text', () => {
  const good = { accessKeyId: 'A', secretAccessKey: 'B', sessionToken: 'C', expires: 4_000_000_000 };
  const odd = JSON.stringify(['AKIA', 'mfa', 'aws', '', { arn: { toString: 1 } }]);
  writeFileSync(entryFile(folder, key), JSON.stringify({ version: 1, key: odd, content: good }));
  expect(listSessions(folder)).toEqual([]);
});
