import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Asker } from '../../../src/setup/enrol/show.ts';
import type { FaultKind } from '../../sts/faults.ts';
import type { Sts } from '../../sts/server.ts';
import { enrol, person, phone, start, startWithoutDevice } from './enrolment.ts';

// C8.2: where enrolment ends early, nothing is enabled that the user does not have, and what is left in AWS is said.

let sts: Sts;
const serial = 'arn:aws:iam::111122223333:mfa/alice';
beforeEach(async () => {
  sts = await startWithoutDevice();
});
afterEach(() => sts.close());

const left = (): string[] => sts.world.accounts[0]?.unassigned?.map((device) => device.serial) ?? [];
const enabled = (): string[] => sts.user('alice').devices.map((device) => device.serial);
const failing = (ask: Asker): Promise<unknown> =>
  enrol(sts, ask).then(
    () => 'enrolled',
    (error: unknown) => error,
  );
const deleteLine = new RegExp(`: aws iam delete-virtual-mfa-device --serial-number ${serial}$`);

const give = (...serials: string[]): void => {
  sts.user('alice').devices = serials.map((each) => ({
    serial: each,
    enabled: true,
    enabledAt: '2026-01-01T00:00:00Z',
  }));
};

test.each<[string, string[], RegExp]>([
  ['a security key only', ['arn:aws:iam::111122223333:u2f/user/alice/key'], /security key/],
  ['a device with codes', [serial], /has an MFA device/],
  ['eight devices', Array.from({ length: 8 }, (_, at) => `${serial}-${at}`), /eight/],
])('%s: refused before anything is made', async (_, serials, message) => {
  give(...serials);
  expect(await failing(person(sts)[0])).toMatchObject({ status: 1, message: expect.stringMatching(message) });
  expect(sts.requests.map(({ action }) => action)).toEqual(['ListMFADevices']);
});

test('a device that may not be listed: AWS refuses to enable another, and the new one is deleted again', async () => {
  give(serial);
  sts.user('alice').mayListDevices = false;
  expect(await failing(person(sts)[0])).toMatchObject({
    status: 1,
    message: expect.stringMatching(/has an MFA device/),
  });
  expect(left()).toEqual([]);
});

test.each([
  ['CreateVirtualMFADevice', 'create'],
  ['EnableMFADevice', 'enable'],
])('%s is not allowed: which right is missing, who can give it, and the console', async (action, word) => {
  sts.user('alice').mayNot = [action];
  expect(await failing(person(sts)[0])).toMatchObject({
    status: 1,
    message: expect.stringMatching(new RegExp(`may not ${word} .*iam:${action}$`)),
    advice: expect.stringMatching(/administrator.*AWS console.*: mfa-env policy$/),
  });
  expect([left(), enabled()]).toEqual([[], []]);
});

test('a device that cannot be deleted before MFA is told, and does not stand in the way of the next try', async () => {
  sts.user('alice').forceMfa = true;
  const stop = person(sts, { types: [() => 'stop'] })[0];
  expect(await failing(stop)).toMatchObject({
    status: 130,
    message: expect.stringMatching(/^cancelled; an unused MFA device is left in AWS.*: alice$/),
    advice: expect.stringMatching(deleteLine),
  });
  expect(left()).toEqual([serial]);
  expect(await enrol(sts, person(sts)[0])).toMatchObject({ serial: `${serial}-2` });
});

test('Ctrl-C at the code: the device is deleted again where the user may', async () => {
  expect(await failing(person(sts, { types: [() => 'stop'] })[0])).toMatchObject({
    status: 130,
    message: 'cancelled',
    advice: '',
  });
  expect([left(), enabled()]).toEqual([[], []]);
});

test('Ctrl-C where the way is chosen: nothing was made', async () => {
  const [ask] = person(sts);
  const choose = (): Promise<number> => Promise.reject(new Error('stopped'));
  expect(await failing({ ...ask, choose })).toMatchObject({ message: 'stopped' });
  expect(sts.calls('CreateVirtualMFADevice')).toEqual([]);
});

test.each([
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGQUIT', 131],
] as const)('%s while the code is awaited', async (signal, status) => {
  const listeners = process.listenerCount(signal);
  const type = (): string => {
    process.emit(signal);
    return phone(sts)();
  };
  expect(await failing(person(sts, { types: [type] })[0])).toMatchObject({ status });
  expect([left(), enabled()]).toEqual([[], []]);
  expect(process.listenerCount(signal)).toBe(listeners);
});

/** Sends SIGTERM when a call has come to IAM, which answers later. */
function endDuring(action: string): void {
  const timer = setInterval(() => {
    if (sts.calls(action).length === 0) return;
    clearInterval(timer);
    process.emit('SIGTERM');
  }, 5);
}

test('a signal while the device is made: it is deleted again, and its key goes nowhere', async () => {
  sts.fault({ kind: 'latency', ms: 300, action: 'CreateVirtualMFADevice' });
  endDuring('CreateVirtualMFADevice');
  const [ask, seen] = person(sts, { chooses: ['program'], writes: ['exit 0'] });
  await expect(enrol(sts, ask)).rejects.toMatchObject({ status: 143 });
  expect(sts.requests.map(({ action }) => action)).toContain('CreateVirtualMFADevice');
  expect([left(), enabled(), seen.screens]).toEqual([[], [], []]);
});

test('a signal while the device is enabled: it is told to be there', async () => {
  sts.fault({ kind: 'latency', ms: 300, action: 'EnableMFADevice' });
  endDuring('EnableMFADevice');
  expect(await failing(person(sts)[0])).toMatchObject({
    status: 143,
    message: expect.stringMatching(/is enabled, and yours: alice$/),
    advice: expect.stringMatching(/: mfa-env setup$/),
  });
  expect([left(), enabled()]).toEqual([[], [serial]]);
});

test('a signal while STS does not know the device yet: the same', async () => {
  sts.world.deviceDelaySeconds = 20;
  const { firstSession } = await enrol(sts, person(sts)[0]);
  const session = firstSession((code) => {
    process.emit('SIGINT');
    return start(sts, serial)(code);
  });
  await expect(session).rejects.toMatchObject({ status: 130, message: expect.stringMatching(/is enabled, and yours/) });
  expect(sts.calls('GetSessionToken')).toHaveLength(1);
});

test.each<[FaultKind, number, string[]]>([
  ['reset-after', 1, [serial]],
  ['truncated', 1, [serial]],
  ['html200', 1, []],
  ['error500', 1, []],
])('CreateVirtualMFADevice, %s: what may be left is said', async (kind, status, expected) => {
  sts.fault({ kind, action: 'CreateVirtualMFADevice' });
  expect(await failing(person(sts)[0])).toMatchObject({
    status,
    message: expect.stringMatching(/^explained.*; an unused MFA device may be left in AWS.*: alice$/s),
  });
  expect(left()).toEqual(expected);
  expect(await enrol(sts, person(sts)[0])).toBeTruthy();
});

test.each<[FaultKind, boolean, RegExp, string[]]>([
  ['error500', false, /^explained: \S+ \S+/, []],
  ['reset-before', false, /^explained: [^;]*$/, []],
  ['reset-before', true, /; AWS may have enabled the new MFA device alice, so keep it in your app$/, [serial]],
  ['throttling', true, /; an unused MFA device is left in AWS/, [serial]],
  ['denied-by-endpoint', false, /^explained: [^;]*$/, []],
])('EnableMFADevice, %s each time, MFA enforced: %s', async (kind, forced, message, expected) => {
  sts.user('alice').forceMfa = forced;
  sts.fault({ kind, action: 'EnableMFADevice', times: 9 });
  expect(await failing(person(sts)[0])).toMatchObject({ status: 1, message: expect.stringMatching(message) });
  expect([left(), enabled()]).toEqual([expected, []]);
  expect(sts.calls('EnableMFADevice').length).toBeLessThanOrEqual(3);
});

test('each answer is lost, and the network with it: the device may be enabled', async () => {
  const [ask] = person(sts);
  const screen: Asker['screen'] = async (...words) => {
    sts.fault({ kind: 'reset-after', action: 'EnableMFADevice' });
    sts.fault({ kind: 'reset-before', times: 99 });
    return await ask.screen(...words);
  };
  expect(await failing({ ...ask, screen })).toMatchObject({
    status: 1,
    message: expect.stringMatching(/; AWS may have enabled the new MFA device alice, so keep it in your app$/),
    advice: expect.stringMatching(/: mfa-env setup$/),
  });
  expect(enabled()).toEqual([serial]);
});

test('all names are taken', async () => {
  const names = ['alice', ...Array.from({ length: 19 }, (_, at) => `alice-${at + 2}`)];
  const [account] = sts.world.accounts;
  const taken = names.map((name) => ({ serial: serial.replace('alice', name), enabled: false, enabledAt: '' }));
  if (account) account.unassigned = taken;
  expect(await failing(person(sts)[0])).toMatchObject({
    status: 1,
    message: expect.stringContaining('alice to alice-20'),
  });
});
