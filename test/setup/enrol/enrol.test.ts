import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Session } from '../../../src/cache/entry.ts';
import { enableDevice } from '../../../src/setup/enrol/calls.ts';
import type { FaultKind } from '../../sts/faults.ts';
import type { Sts } from '../../sts/server.ts';
import { codeAt, stepAt } from '../../sts/totp.ts';
import { enrol, keysOf, newestSeed, type Person, person, phone, start, startWithoutDevice } from './enrolment.ts';

// C8.2: a device is enrolled with one typed code, and the first session is started with it.

let sts: Sts;
const serial = 'arn:aws:iam::111122223333:mfa/alice';
beforeEach(async () => {
  sts = await startWithoutDevice();
});
afterEach(() => sts.close());

const actions = (): string[] => sts.requests.map(({ action, verdict }) => `${action} ${verdict}`);
const devicesOf = (user = 'alice'): string[] => sts.user(user).devices.map(({ serial }) => serial);
const abandon = (...names: string[]): void => {
  const [account] = sts.world.accounts;
  const made = names.map((name) => ({
    serial: `arn:aws:iam::111122223333:mfa/${name}`,
    enabled: false,
    enabledAt: '',
  }));
  if (account) account.unassigned = made;
};

test('one typed code, and a session with another one', async () => {
  const [ask, seen] = person(sts);
  const enrolled = await enrol(sts, ask, { alias: 'acme' });
  expect(actions()).toEqual(['ListMFADevices ok', 'CreateVirtualMFADevice ok', 'EnableMFADevice ok']);
  expect(enrolled).toMatchObject({ serial });
  expect(sts.device(serial)).toMatchObject({ enabled: true, clockSteps: 0 });
  expect(seen.screens[0]).toMatch(/[▀▄█]/);
  const seed = sts.device(serial).seed ?? '';
  for (const group of seed.match(/.{4}/g) ?? []) expect(seen.screens[0]).toContain(group);
  expect(JSON.stringify([seen.said, seen.questions])).not.toContain(seed.slice(0, 4));
  const session = await enrolled.firstSession(start(sts, serial));
  expect(session.sessionToken).toMatch(/./);
  expect(seen.said).toContain('ten seconds');
  expect(sts.calls('GetSessionToken')).toHaveLength(1);
});

test.each([0, 8, 10, 14, 30])(
  'STS knows the device after %i s: each try has another code, and few are spent',
  async (delay) => {
    sts.world.deviceDelaySeconds = delay;
    const { firstSession } = await enrol(sts, person(sts)[0]);
    await firstSession(start(sts, serial));
    const codes = sts.calls('GetSessionToken').map(({ parameters }) => parameters.TokenCode);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.length).toBeLessThanOrEqual(delay < 15 ? 2 : 6);
    // What the person reads next is still good.
    if (delay < 15) expect(codes).not.toContain(sts.code(serial, 1));
  },
);

test('STS never gets to know the device: fewer than nine tries, then the device is told to be there', async () => {
  sts.world.deviceDelaySeconds = 1000;
  const { firstSession } = await enrol(sts, person(sts)[0]);
  await expect(firstSession(start(sts, serial))).rejects.toMatchObject({
    status: 1,
    message: expect.stringContaining('enabled'),
    advice: expect.stringMatching(/three minutes.*mfa-env setup$/),
  });
  expect(sts.calls('GetSessionToken').length).toBeLessThan(9);
});

test('an error of STS that no other code would help against is handed on', async () => {
  const { firstSession } = await enrol(sts, person(sts)[0]);
  sts.fault({ kind: 'invalid-token', action: 'GetSessionToken', times: 9 });
  await expect(firstSession(start(sts, serial))).rejects.toMatchObject({ name: /^InvalidClientTokenId/ });
  expect(sts.calls('GetSessionToken')).toHaveLength(1);
});

test.each([
  [-20, 'behind'],
  [20, 'ahead'],
  [3, 'ahead'],
])('a phone whose clock is %i steps off enrols, and its next code works', async (steps, word) => {
  const [ask, seen] = person(sts, { types: [phone(sts, steps)] });
  const { firstSession } = await enrol(sts, ask);
  expect(sts.device(serial).clockSteps).toBe(steps);
  expect(seen.said).toMatch(new RegExp(`your phone's clock is \\d+m ${word}`));
  sts.world.deviceDelaySeconds = 0;
  await firstSession(start(sts, serial));
  sts.advance(60);
  const shown = codeAt(sts.device(serial).seed ?? '', stepAt(sts.now()) + steps);
  expect(await start(sts, serial)(shown)).toMatchObject({ accessKeyId: expect.any(String) });
});

test.each([-1, 0, 1])(
  'a code %i steps off is no clock to speak of, and AWS takes the phone for right',
  async (steps) => {
    const [ask, seen] = person(sts, { types: [phone(sts, steps)] });
    await enrol(sts, ask);
    expect(sts.device(serial).clockSteps).toBe(0);
    expect(seen.said).not.toContain('clock');
  },
);

test('a phone that agrees with AWS is right, whatever the clock of this machine says', async () => {
  sts.fault({ kind: 'clock-offset', seconds: 120, times: 9 });
  const [ask, seen] = person(sts, { types: [phone(sts, 4)] });
  await enrol(sts, ask);
  expect(seen.said).not.toContain('clock');
});

test('a code of something else is not sent, and asked for again', async () => {
  const [ask, seen] = person(sts, { types: [() => '12345', () => codeAt('JBSWY3DPEHPK3PXP', 1), phone(sts)] });
  await enrol(sts, ask);
  expect(seen.complaints).toEqual([expect.stringContaining('5 digits'), expect.stringContaining('not from the entry')]);
  expect(seen.screens.at(-1)?.replace(/\s+/g, ' ')).toContain('not from the');
  expect(sts.calls('EnableMFADevice')).toHaveLength(1);
});

test('a name that is taken: the next free one', async () => {
  abandon('alice', 'alice-2');
  expect(await enrol(sts, person(sts)[0])).toMatchObject({ serial: `${serial}-3` });
  expect(devicesOf()).toEqual([`${serial}-3`]);
});

test('a second device, with a session that a code has started', async () => {
  await enrol(sts, person(sts)[0]);
  const signer: Session = await start(sts, serial)(sts.freshCode(serial));
  const second = await enrol(sts, person(sts)[0], { signer });
  expect(second.serial).toBe(`${serial}-2`);
  expect(devicesOf()).toEqual([serial, `${serial}-2`]);
});

test.each<[FaultKind, string]>([
  ['reset-after', 'the answer is lost'],
  ['truncated', 'the answer is garbled'],
  ['reset-before', 'the call is lost'],
  ['error500', 'AWS fails'],
  ['throttling', 'AWS is throttling'],
  ['temporarily-unmodifiable', 'the device is not ready'],
  ['html200', 'a captive portal answers'],
])('EnableMFADevice, %s: the device is enabled in the end', async (kind) => {
  sts.fault({ kind, action: 'EnableMFADevice' });
  const { firstSession } = await enrol(sts, person(sts)[0]);
  expect(devicesOf()).toEqual([serial]);
  await firstSession(start(sts, serial));
});

test('an answer is lost, and devices may not be listed: AWS says that the device is in use', async () => {
  sts.user('alice').mayListDevices = false;
  sts.fault({ kind: 'reset-after', action: 'EnableMFADevice' });
  await enrol(sts, person(sts)[0]);
  expect(devicesOf()).toEqual([serial]);
  expect(actions().at(-1)).toBe('DeleteVirtualMFADevice DeleteConflict');
});

test('a device that IAM does not know everywhere yet is enabled a little later', async () => {
  const answers: (Error | undefined)[] = [Object.assign(new Error('not there'), { name: 'NoSuchEntityException' })];
  const waited: number[] = [];
  const iam = {
    enable: async () => {
      const error = answers.shift();
      if (error) throw error;
    },
  };
  const wait = async (milliseconds: number): Promise<void> => void waited.push(milliseconds);
  await enableDevice(iam as never, 'alice', serial, () => ['000000', '000001'], wait);
  expect(waited).toHaveLength(1);
});

const ways: [string, Person, Record<string, string>, RegExp, boolean][] = [
  ['the key as text', { chooses: ['Type'] }, {}, /Scan a QR code.*, Type/, false],
  ['without UTF-8 there is no QR code', {}, { LANG: 'C' }, /: Type/, false],
];
test.each(ways)('%s', async (_, does, env, question, hasCode) => {
  const [ask, seen] = person(sts, does);
  await enrol(sts, ask, { env });
  expect(seen.questions).toEqual([expect.stringMatching(question)]);
  expect(/[▀▄█]/.test(seen.screens[0] ?? '')).toBe(hasCode);
  expect(seen.screens[0]).toContain(sts.device(serial).seed?.slice(0, 4));
});

test('a command takes the key on its stdin, and nothing of it is shown', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mfa-env-enrol-'));
  try {
    const file = path.join(folder, 'taken');
    const [ask, seen] = person(sts, {
      chooses: ['program'],
      writes: [`cat > '${file}'; env > '${file}.env'; cat '${file}'`],
    });
    await enrol(sts, ask, { env: { PATH: process.env.PATH ?? '' } });
    const seed = sts.device(serial).seed ?? '';
    expect(readFileSync(file, 'utf8')).toBe(`otpauth://totp/alice@111122223333?secret=${seed}&issuer=AWS\n`);
    expect(readFileSync(`${file}.env`, 'utf8')).not.toContain(seed);
    expect(JSON.stringify(seen)).not.toContain(seed.slice(0, 4));
    expect(seen.screens[0]).toContain('has taken the secret');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a command that fails: the key is shown after all', async () => {
  const [ask, seen] = person(sts, { chooses: ['program'], writes: ['exit 3'] });
  await enrol(sts, ask);
  expect(seen.screens[0]?.replace(/\s+/g, ' ')).toContain('failed (3)');
  expect(seen.screens[0]).toContain(sts.device(serial).seed?.slice(0, 4));
});

test('the seed is overwritten', async () => {
  const { firstSession } = await enrol(sts, person(sts)[0]);
  await firstSession(start(sts, serial));
  sts.advance(90);
  const codes: string[] = [];
  await firstSession(async (code) => codes.push(code));
  const seed = sts.device(serial).seed ?? '';
  expect([-2, -1, 0, 1, 2].map((step) => codeAt(seed, stepAt(sts.now()) + step))).not.toContain(codes[0]);
  expect(newestSeed(sts)).toBe('');
  expect(keysOf(sts).accessKeyId).toMatch(/^AKIA/);
});
