import { afterEach, beforeEach, expect, test } from 'vitest';
import { makePlace, type Place } from '../command/run.ts';

// C9.1: doctor learns the age of a key with a cached session, and list shows it without a call.

let place: Place;
beforeEach(async () => {
  place = await makePlace();
  const [key] = place.sts.user('alice').keys;
  if (key) key.createdAt = new Date(place.sts.now().getTime() - 100.5 * 86_400_000).toISOString().replace(/\.\d+/, '');
});
afterEach(() => place.end());

const lists = (): number => place.sts.calls('ListAccessKeys').length;

test('without a session nobody asks, and nothing is said', async () => {
  expect((await place.run(['doctor'])).stdout).not.toContain('days old');
  expect(lists()).toBe(0);
});

test('with one, doctor asks once, and then both know', async () => {
  await place.begin();
  expect((await place.quick(['list'])).stdout).not.toContain('days old');
  for (let count = 0; count < 2; count++) {
    expect(await place.quick(['doctor'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/is 100 days old, .*\n.*mfa-env rotate default\n/),
    });
  }
  expect(lists()).toBe(1);
  const before = place.sts.requests.length;
  expect((await place.quick(['list'])).stdout).toContain('its own keys, 100 days old');
  expect(JSON.parse((await place.quick(['list', '--json'])).stdout).profiles[0]).toMatchObject({ keyAgeDays: 100 });
  expect(place.sts.requests.length).toBe(before);
  const quiet = await place.quick(['doctor'], { env: { MFA_ENV_MAX_KEY_AGE: '0' } });
  expect(quiet.stdout).not.toContain('days old');
});

test('a right that is missing is no matter', async () => {
  await place.begin();
  place.sts.user('alice').mayNot = ['ListAccessKeys'];
  expect(await place.quick(['doctor'])).toMatchObject({ status: 0, stdout: expect.not.stringContaining('days old') });
});

test('a new key is young', async () => {
  await place.begin();
  await place.quick(['rotate', '--yes']);
  expect((await place.quick(['doctor'])).stdout).not.toContain('days old');
  expect((await place.quick(['list'])).stdout).toContain('its own keys, made today');
});
