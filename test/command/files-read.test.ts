import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isInstalled } from '../shell/shells.ts';
import { makePlace, type Place, serial } from './run.ts';

// Each AWS file is read once, and by us.
// The SDK reads both again for any setting that it is not given: with many profiles that costs more than the call.

let place: Place;
beforeAll(async () => {
  place = await makePlace();
});
afterAll(() => place.end());

const strace = isInstalled('strace');

async function filesOpened(words: string[]): Promise<(string | undefined)[]> {
  const log = path.join(place.dir, 'opened');
  const { status } = await place.sh(`exec strace -f -e trace=openat -o '${log}' "$@"`, words);
  expect(status).toBe(0);
  return [...readFileSync(log, 'utf8').matchAll(/\.aws\/(\w+)/g)].map(([, name]) => name).sort();
}

test.skipIf(!strace && process.env.CI !== 'true').each([
  ['a new session', (): string[] => [place.sts.freshCode(serial)]],
  [
    'a new session of a role',
    (): string[] => [place.sts.freshCode(serial), '--role-arn', 'arn:aws:iam::111122223333:role/admin'],
  ],
  ['a cached session', (): string[] => []],
])('%s opens each of the AWS files once (needs strace)', async (_, words) => {
  expect(await filesOpened(words())).toEqual(['config', 'credentials']);
});

test.skipIf(!strace && process.env.CI !== 'true')(
  'a session that is recalled opens neither (needs strace)',
  async () => {
    await setTimeout(2100); // until then the files may change without another time of change
    await place.begin();
    await place.run([]);
    expect(await filesOpened([])).toEqual([]);
  },
);

test.skipIf(!strace && process.env.CI !== 'true')(
  'a new session waits for the disk once, and --write twice (needs strace)',
  async () => {
    const synced = async (words: string[]): Promise<string> => {
      const log = path.join(place.dir, 'synced');
      const traced = `exec strace -f -e trace=fsync,fdatasync,sync -e signal=none -qqq -o '${log}' "$@"`;
      const { status } = await place.sh(traced, words);
      return `${status} ${readFileSync(log, 'utf8').split('sync(').length - 1}`;
    };
    expect(await synced([place.sts.freshCode(serial)])).toBe('0 1');
    expect(await synced(['--write=fast'])).toBe('0 2'); // it tries before a code is used
  },
);
