import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deleteExpired } from '../../src/cache/list-entries.ts';
import { openCache } from '../../src/cache/open.ts';
import { keyPair, makePlace, type Place, serial } from './run.ts';

// A session that came from an endpoint which the user named is never given out as one of AWS: C5.0.

let place: Place;
beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => place.end());

const atAws = { env: { AWS_ENDPOINT_URL: undefined } };
const elsewhere = { env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' } };
const live = { accessKeyId: 'ASIA', secretAccessKey: 's', sessionToken: 't', expires: Date.now() / 1000 + 3600 };
const whole = { ...live, expires: Math.floor(live.expires) };

test('without the variable no command and no new terminal takes it', async () => {
  await place.begin();
  expect(await place.quick([])).toMatchObject({ status: 0 });
  expect(await place.quick([])).toMatchObject({ status: 0 }); // recalled
  for (const there of [atAws, elsewhere]) {
    for (const words of [['--cached'], ['--cached', '-q'], ['--cached', '-d', '1h'], ['-f', 'json', '--cached']])
      expect(await place.quick(words, there), words.join(' ')).toMatchObject({ status: 1 });
    expect(await place.quick([], there)).toMatchObject({ status: 2 }); // a code is needed
    const list = JSON.parse((await place.quick(['list', '--json'], there)).stdout);
    expect(list.profiles).toMatchObject([{ name: 'default', expires: null }]);
  }
  expect(await place.quick(['--cached'])).toMatchObject({ status: 0 });
});

test('status says where it belongs, and no profile takes it', async () => {
  await place.begin();
  const { stdout } = await place.quick(['status', '--json'], atAws);
  expect(JSON.parse(stdout).sessions).toMatchObject([{ profiles: [], endpoint: place.sts.url }]);
  expect((await place.quick(['status'], atAws)).stdout).toContain(`(at ${place.sts.url})`);
  openCache(place.cache).write(JSON.stringify([keyPair.AWS_ACCESS_KEY_ID, serial, 'aws', '']), whole);
  const both = JSON.parse((await place.quick(['status', '--json'])).stdout).sessions;
  expect(both).toHaveLength(2);
  expect(both).toContainEqual(expect.objectContaining({ profiles: ['default'], endpoint: place.sts.url }));
  expect(both).toContainEqual(expect.objectContaining({ profiles: [], endpoint: null }));
});

test.each([[['logout']], [['logout', '-p', 'default']]])('%j forgets those of every place', async (words) => {
  await place.begin();
  expect(await place.quick(words, atAws)).toMatchObject({ status: 0, stderr: expect.stringMatching(/^1 session /) });
  expect(await place.quick(['--cached'])).toMatchObject({ status: 1 });
});

test('a file of an older version, whose key names no endpoint, is not found, and goes in time', async () => {
  const old = JSON.stringify([keyPair.AWS_ACCESS_KEY_ID, serial, 'aws']);
  openCache(place.cache).write(old, whole);
  for (const there of [{}, atAws]) expect(await place.quick(['--cached'], there)).toMatchObject({ status: 1 });
  expect(JSON.parse((await place.quick(['status', '--json'])).stdout).sessions).toEqual([]);
  deleteExpired(place.cache, live.expires - 60);
  expect(readdirSync(place.cache).filter((name) => name.endsWith('.json'))).toHaveLength(1);
  deleteExpired(place.cache, live.expires + 60);
  expect(readdirSync(place.cache)).toEqual([]);
  openCache(place.cache).write(old, whole);
  expect(await place.quick(['logout', '-p', 'default'])).toMatchObject({
    stderr: expect.stringMatching(/^1 session /),
  });
  expect(readdirSync(place.cache)).toEqual([]);
});
