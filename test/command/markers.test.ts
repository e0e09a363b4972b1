import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyLines, makePlace, type Place, serial } from './run.ts';

// New terminals are told of each profile that a session serves, and of no other: C7.3.

let place: Place;
beforeEach(async () => {
  place = await makePlace();
  place.write(
    '.aws/credentials',
    `[base]\n${keyLines}[same]\n${keyLines}[other]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = x\n`,
  );
  place.write(
    '.aws/config',
    `[profile base]\nmfa_serial = ${serial}\n[profile below]\nsource_profile = base\nmfa_serial = ${serial}\n[profile same]\nmfa_serial = ${serial}\n[profile role]\nrole_arn = arn:aws:iam::111122223333:role/admin\nsource_profile = base\n`,
  );
});
afterEach(() => place.end());

/** The profiles that have a marker, each with the time that it tells. */
const marked = (): Record<string, string> =>
  Object.fromEntries(
    place
      .cached()
      .filter((name) => name.endsWith('.until'))
      .map((name) => [name.replace('.until', ''), readFileSync(path.join(place.cache, name), 'utf8').trim()]),
  );

const names = (): string[] => Object.keys(marked()).sort();

test('a new session is announced for all profiles that it serves', async () => {
  await place.begin('-p', 'below');
  expect(names()).toEqual(['base', 'below', 'same']);
  expect(new Set(Object.values(marked())).size).toBe(1);
});

test('one that a role needs is announced for the profiles of its user, and the role for its own', async () => {
  await place.begin('-p', 'role');
  expect(names()).toEqual(['base', 'below', 'role', 'same']);
  expect(marked().role).not.toBe(marked().base);
});

test('a session from the cache is announced for the profile that took it', async () => {
  await place.begin('-p', 'base');
  rmSync(path.join(place.cache, 'same.until'));
  expect(await place.quick(['-p', 'same'])).toMatchObject({ status: 0 });
  expect(marked().same).toBe(marked().base);
});

test('after renewal all of them tell of the new session', async () => {
  await place.begin('-p', 'base', '-d', '1h');
  const before = marked();
  await place.begin('-p', 'same', '-d', '2h');
  const after = marked();
  for (const name of ['base', 'below', 'same']) expect(Number(after[name])).toBeGreaterThan(Number(before[name]));
});
