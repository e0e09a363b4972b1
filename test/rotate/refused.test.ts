import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { at } from '../command/at.ts';
import { keyPair, makePlace, type Outcome, type Place, start } from '../command/run.ts';
import { expectWorking, keysOf } from './working.ts';

// C9.1: whatever AWS refuses and whichever answer is lost, the files hold a key that works, and rotate goes on from there.

let place: Place;
beforeEach(async () => {
  place = await makePlace();
  await place.begin();
});
afterEach(() => place.end());

const old = keyPair.AWS_ACCESS_KEY_ID;
const rotate = (...words: string[]): Promise<Outcome> => place.quick(['rotate', ...words, '--yes']);
const keys = (): string[] => keysOf(place);
const credentials = (): string => readFileSync(path.join(place.home, '.aws/credentials'), 'utf8');
const folder = (): string => path.join(place.home, '.aws/mfa-env');
const kept = (): string[] => (existsSync(folder()) ? readdirSync(folder()) : []);
const alice = () => place.sts.user('alice');

/** Adds a key that no file has. */
function addKey(more: Partial<ReturnType<typeof alice>['keys'][number]> = {}): void {
  alice().keys.push({
    id: 'AKIARTX3GSDSOTHER000',
    secret: 'x'.repeat(40),
    active: true,
    createdAt: '2025-06-01T00:00:00Z',
    ...more,
  });
}

describe('a right that is missing is named', () => {
  test.each<[string, string, (before: string) => void]>([
    ['ListAccessKeys', 'list', () => expect(keys()).toEqual([`${old} on`])],
    ['CreateAccessKey', 'create', () => expect([keys(), kept()]).toEqual([[`${old} on`], []])],
    ['UpdateAccessKey', 'deactivate', (before) => expect(credentials()).not.toBe(before)],
  ])('%s', async (action, verb, check) => {
    const before = credentials();
    alice().mayNot = [action];
    const { status, stderr } = await rotate();
    expect(status).toBe(1);
    expect(stderr).toMatch(new RegExp(`your user may not .*${verb}.*iam:${action}\n.*mfa-env policy\n$`));
    check(before);
    expectWorking(place);
    alice().mayNot = [];
    expect(await rotate()).toMatchObject({ status: 0 });
    expect(keys()[0]).toBe(`${old} off`);
  });

  test('DeleteAccessKey', async () => {
    await rotate();
    alice().mayNot = ['DeleteAccessKey'];
    expect(await rotate('--finish')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('iam:DeleteAccessKey'),
    });
    expect(kept()).toHaveLength(1);
    alice().mayNot = [];
    expect(await rotate('--finish')).toMatchObject({ status: 0 });
  });

  test('GetAccessKeyLastUsed is not needed', async () => {
    addKey();
    alice().mayNot = ['GetAccessKeyLastUsed'];
    expect(await rotate()).toMatchObject({ status: 1, stderr: expect.stringContaining('last use unknown') });
  });
});

const lostKinds = ['reset-after', 'truncated', 'error500', 'html200', 'reset-before'] as const;

test.each(lostKinds)('the answer to CreateAccessKey is lost: %s', async (kind) => {
  place.sts.fault({ kind, action: 'CreateAccessKey' });
  const debug = { MFA_ENV_DEBUG: '1' };
  const { status, stderr } = await place.quick(['rotate', '--yes'], { env: kind === 'truncated' ? debug : {} });
  expect(status).toBe(1);
  expect(stderr).not.toContain(alice().keys[1]?.secret ?? 'no key');
  expect(credentials()).toContain(old);
  const isMade = keys().length === 2;
  expect(isMade).toBe(/after|trunc/.test(kind));
  expect(stderr).toMatch(
    isMade ? /whose secret was lost\n.*at a terminal: mfa-env rotate/ : /a key may have been made/,
  );
  expectWorking(place);
  if (isMade) {
    expect(await rotate()).toMatchObject({ status: 1, stderr: expect.stringContaining('whose secret was lost') });
    const terminal = at(place, '"$@"', ['rotate']);
    await terminal.until(/Go on with the rotation/);
    terminal.press('\r');
    await terminal.until(/Delete the key AKIA\w+\?/);
    await terminal.until('never used');
    terminal.press('y');
    await terminal.until('status=0');
  } else expect(await rotate()).toMatchObject({ status: 0 });
  expect(keys()).toEqual([`${old} off`, expect.stringMatching(/ on$/)]);
  expectWorking(place);
});

test.each(['UpdateAccessKey', 'ListAccessKeys', 'GetCallerIdentity', 'DeleteAccessKey'])(
  'the answer to %s is lost, and nothing else',
  async (action) => {
    const words = action === 'DeleteAccessKey' ? ['--finish'] : [];
    if (words.length > 0) await rotate();
    for (const kind of lostKinds) {
      place.sts.fault({ kind, action, times: 3 });
      let status: number | null = -1;
      for (let tries = 0; tries < 5 && status !== 0; tries++) {
        ({ status } = await rotate(...words));
        expectWorking(place, kind);
      }
      expect(status, kind).toBe(0);
      if (words.length > 0) expect(await rotate()).toMatchObject({ status: 0 });
    }
  },
);

test('a change whose answer is lost is not made twice: the list tells that it was made', async () => {
  place.sts.fault({ kind: 'reset-after', action: 'UpdateAccessKey' });
  expect(await rotate()).toMatchObject({ status: 0 });
  expect(place.sts.calls('UpdateAccessKey')).toHaveLength(1);
});

describe('two keys', () => {
  test('one is in no file: it is told, and Enter does not delete it', async () => {
    addKey({ lastUsed: { date: '2026-01-02T03:04:05Z', service: 's3', region: 'eu-west-1' } });
    const terminal = at(place, '"$@"', ['rotate']);
    await terminal.until(/Replace the key AKIA\w+ of profile default\?/);
    terminal.press('\r');
    await terminal.until('last used 2026-01-02');
    terminal.press('\r');
    await terminal.until('status=1');
    expect(keys()).toHaveLength(2);
    expectWorking(place);
    const again = at(place, '"$@"', ['rotate']);
    await again.until(/Replace the key/);
    again.press('\r');
    await again.until(/Delete the key AKIARTX3GSDSOTHER000\?/);
    again.press('y');
    await again.until('status=0');
    expect(keys()).toEqual([`${old} off`, expect.stringMatching(/ on$/)]);
  });

  test('both are in the files', async () => {
    addKey();
    place.write(
      '.aws/credentials',
      `${credentials()}[ci]\naws_access_key_id = AKIARTX3GSDSOTHER000\naws_secret_access_key = ${'x'.repeat(40)}\n`,
    );
    expect(await rotate()).toMatchObject({ status: 1, stderr: expect.stringContaining('both keys of alice') });
    expect(keys()).toHaveLength(2);
  });
});

test('a damaged record is set aside as the advice says, and the next run deletes no key unasked', async () => {
  await rotate();
  writeFileSync(path.join(folder(), kept()[0] ?? ''), '{');
  const { status, stderr } = await rotate();
  expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringMatching(/is damaged.*\n.*: mv \S+ \S+\n$/) });
  await start(['/bin/sh', '-c', stderr.slice(stderr.lastIndexOf(': mv ') + 2)], { env: place.env });
  expect(kept()).toEqual([expect.stringMatching(/\.old$/)]);
  expect(await rotate()).toMatchObject({ status: 1, stderr: expect.stringContaining('which no file here has') });
  expect(keys()).toHaveLength(2);
  expectWorking(place);
});

test('a person who does not want it changes nothing', async () => {
  const terminal = at(place, '"$@"', ['rotate']);
  await terminal.until(/Replace the key/);
  terminal.press('n');
  await terminal.until('status=130');
  expect(keys()).toEqual([`${old} on`]);
});

test('without a cached session it asks for a code first', async () => {
  rmSync(place.cache, { recursive: true });
  const terminal = at(place, '"$@"', ['rotate']);
  await terminal.until(/Replace the key/);
  terminal.press('\r');
  await terminal.until('MFA code for default');
  terminal.press(`${place.sts.freshCode('arn:aws:iam::111122223333:mfa/alice')}\r`);
  await terminal.until('status=0');
  expect(keys()[0]).toBe(`${old} off`);
});
