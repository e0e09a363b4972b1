import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyLines, keyPair, makePlace, type Outcome, type Place, serial } from '../command/run.ts';
import { keysOf } from './working.ts';

// C9.1: `mfa-env rotate` replaces the key wherever it is, goes back, and finishes.

let place: Place;
beforeEach(async () => {
  place = await makePlace();
  await place.begin();
});
afterEach(() => place.end());

const old = keyPair.AWS_ACCESS_KEY_ID;
const read = (file: string): string => readFileSync(path.join(place.home, file), 'utf8');
const keys = (): string[] => keysOf(place);
const newest = (): { id: string; secret: string } => place.sts.user('alice').keys.at(-1) ?? { id: '', secret: '' };
const rotate = (...words: string[]): Promise<Outcome> => place.run(['rotate', ...words, '--yes']);
const folder = (): string => path.join(place.home, '.aws/mfa-env');

test('the new key stands where the old one stood, and the old one is inactive', async () => {
  const text = `# mine\n[default]\n${keyLines}# end\n\n[acme-long-term]\n${keyLines}\n[other]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = x\n`;
  place.write('.aws/credentials', text);
  place.write('.aws/config', `[default]\nregion = eu-central-1\nmfa_serial = ${serial}\n[profile third]\n${keyLines}`);
  const config = read('.aws/config');
  const { status, stdout, stderr } = await rotate();
  expect(stderr).toContain('is Inactive');
  expect(status).toBe(0);
  const { id, secret } = newest();
  expect(keys()).toEqual([`${old} off`, `${id} on`]);
  const swapped = (before: string): string =>
    before.replaceAll(old, id).replaceAll(keyPair.AWS_SECRET_ACCESS_KEY, secret);
  expect(read('.aws/credentials')).toBe(swapped(text));
  expect(read('.aws/config')).toBe(swapped(config));
  expect(stdout).toContain('mfa-env rotate --undo');
  expect(stdout).toContain('mfa-env rotate --finish');
  for (const said of [stdout, stderr]) {
    expect(said).not.toContain(secret);
    expect(said).not.toContain(keyPair.AWS_SECRET_ACCESS_KEY);
  }
  expect(statSync(folder()).mode & 0o777).toBe(0o700);
  const [kept = ''] = readdirSync(folder());
  expect(statSync(path.join(folder(), kept)).mode & 0o777).toBe(0o600);
  expect(read(`.aws/mfa-env/${kept}`)).not.toContain(secret);
});

test('no code is asked for: neither by rotate, nor after it', async () => {
  expect(await place.quick(['status', '--json'])).toMatchObject({ status: 0 });
  const { sessions } = JSON.parse((await place.quick(['status', '--json'])).stdout);
  expect(await rotate()).toMatchObject({ status: 0 });
  expect(await place.quick(['-f', 'json'])).toMatchObject({ status: 0, stderr: '' });
  expect(place.sts.calls('GetSessionToken')).toHaveLength(1);
  expect(JSON.parse((await place.quick(['status', '--json'])).stdout).sessions).toMatchObject(
    sessions.map(({ expires, profiles }: { expires: number; profiles: string[] }) => ({ expires, profiles })),
  );
  expect(
    place.sts.requests.filter(({ action }) => /AccessKey/.test(action)).map(({ accessKeyId }) => accessKeyId),
  ).toEqual(Array(3).fill(expect.stringMatching(/^ASIA/)));
});

test('--undo puts the old key back, and --finish deletes the other one', async () => {
  const before = read('.aws/credentials');
  await rotate();
  const { id } = newest();
  expect(await rotate('--undo')).toMatchObject({ status: 0 });
  expect(read('.aws/credentials')).toBe(before);
  expect(keys()).toEqual([`${old} on`, `${id} off`]);
  expect(await place.quick(['-f', 'json'])).toMatchObject({ status: 0, stderr: '' });
  expect(await rotate('--undo')).toMatchObject({ status: 1, stderr: expect.stringContaining('undone already') });
  expect(await rotate('--finish')).toMatchObject({ status: 0 });
  expect(keys()).toEqual([`${old} on`]);
  expect(existsSync(folder())).toBe(false);
});

test('--finish deletes the old key, and what was kept of it', async () => {
  await rotate();
  const { id } = newest();
  expect(await rotate('--finish')).toMatchObject({ status: 0, stdout: expect.stringContaining(id) });
  expect(keys()).toEqual([`${id} on`]);
  expect(existsSync(folder())).toBe(false);
  expect(await rotate('--finish')).toMatchObject({ status: 1 });
  expect(await rotate('--undo')).toMatchObject({ status: 1 });
});

test('the next rotation deletes the key of the one before', async () => {
  await rotate();
  const { id: second } = newest();
  expect(await rotate()).toMatchObject({ status: 0 });
  const { id: third } = newest();
  expect(keys()).toEqual([`${second} off`, `${third} on`]);
  expect(read('.aws/credentials')).toContain(third);
  expect(readdirSync(folder())).toEqual([`rotation-${second}.json`]);
});

test('a role profile and a long-term section lead to the key that they use', async () => {
  place.write('.aws/credentials', `[acme-long-term]\n${keyLines}`);
  place.write(
    '.aws/config',
    `[profile acme]\nregion = eu-central-1\nmfa_serial = ${serial}\n[profile admin]\nrole_arn = arn:aws:iam::111122223333:role/admin\nsource_profile = acme\n`,
  );
  expect(await rotate('admin')).toMatchObject({ status: 0, stdout: expect.stringContaining('rotate admin --undo') });
  expect(read('.aws/credentials')).toContain(newest().id);
  expect(place.sts.calls('AssumeRole')).toEqual([]);
});

test('AWS learns late of a new key: until then the files hold the old one', async () => {
  place.sts.world.keyDelaySeconds = 20;
  const running = rotate();
  await expect.poll(() => place.sts.user('alice').keys.length, { timeout: 20_000 }).toBe(2);
  await expect
    .poll(() => place.sts.requests.filter(({ verdict }) => verdict === 'InvalidClientTokenId').length, {
      timeout: 20_000,
    })
    .toBeGreaterThan(0);
  expect(read('.aws/credentials')).toContain(old);
  place.sts.advance(30);
  expect(await running).toMatchObject({ status: 0, stderr: expect.stringContaining('waiting until AWS accepts it') });
  expect(read('.aws/credentials')).toContain(newest().id);
});

test('without a terminal and without --yes it says what it would do', async () => {
  const { status, stderr } = await place.quick(['rotate']);
  expect(status).toBe(2);
  expect(stderr).toMatch(/would replace the key AKIA\w+ of profile default; in ~\/\.aws\/credentials: \[default\]/);
  expect(keys()).toEqual([`${old} on`]);
  expect(existsSync(folder())).toBe(false);
});

test('a file that cannot be written is told before AWS is asked for anything', async () => {
  await rotate();
  const before = place.sts.requests.length;
  chmodSync(path.join(place.home, '.aws/credentials'), 0o400);
  expect(await rotate()).toMatchObject({ status: 3, stderr: expect.stringContaining('read-only') });
  expect(place.sts.requests.length).toBe(before);
  expect(keys()).toHaveLength(2);
});

test('a file that others can read is named once', async () => {
  chmodSync(path.join(place.home, '.aws/credentials'), 0o644);
  const { status, stderr } = await rotate();
  expect(status).toBe(0);
  expect(stderr.match(/others on this machine can read/g)).toHaveLength(1);
});
