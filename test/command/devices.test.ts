import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Terminal } from '../shell/terminal.ts';
import type { Device } from '../sts/world.ts';
import { at, calls, keyLinesOf } from './at.ts';
import { exportsOf, makePlace, type Place, serial } from './run.ts';

// Where nobody names the MFA device it is found, chosen or guessed, and the message says so: C3.5.

const tablet = 'arn:aws:iam::111122223333:mfa/tablet';
const phone = 'arn:aws:iam::111122223333:mfa/bobs-phone';
const passkey = 'arn:aws:iam::111122223333:u2f/user/alice/default-EXAMPLE';
const which = 'default has several MFA devices:';

let place: Place;
let terminals: Terminal[];
beforeEach(async () => {
  place = await makePlace();
  place.write('.aws/config', '[default]\nregion = eu-central-1\n');
  terminals = [];
});
afterEach(async () => {
  for (const terminal of terminals) await terminal.close();
  await place.end();
});

function open(line: string, words: readonly string[] = []): Terminal {
  const terminal = at(place, line, words);
  terminals.push(terminal);
  return terminal;
}

function addDevice(serialNumber: string, more: Partial<Device> = {}): void {
  const [first] = place.sts.user('alice').devices;
  if (!first) throw new Error('alice has no device');
  place.sts.user('alice').devices.push({ ...first, serial: serialNumber, ...more });
}

/** A device that shows codes of its own. */
const addTablet = (): void => addDevice(tablet, { seed: 'KRSXG5CTMVRXEZLUJBSWY3DPEHPK3PXP' });

const asBob = (): string => place.write('.aws/credentials', `[default]\n${keyLinesOf(place, 'bob')}`);

test('one device: used without a question, and looked up once', async () => {
  await place.begin();
  expect(calls(place)).toEqual(['ListMFADevices ok', 'GetSessionToken! ok']);
  expect(await place.run([])).toMatchObject({ status: 0 });
  await place.begin();
  expect(calls(place, 2)).toEqual(['GetSessionToken! ok']);
});

test('page by page', async () => {
  addTablet();
  place.sts.world.pageSize = 1;
  const { status, stderr } = await place.quick(['123456']);
  expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringContaining(`${serial}, ${tablet}`) });
  expect(place.sts.calls('ListMFADevices')).toHaveLength(2);
});

test('several, on the terminal: chosen, and remembered', async () => {
  addTablet();
  const terminal = open('"$@" >"$HOME/out"');
  await terminal.until(which);
  await terminal.until(`1  ${serial}`);
  await terminal.until(`2  ${tablet}`);
  for (const nonsense of ['0', '3', 'x', '', '1.5']) {
    await terminal.until('Which one? [1-2] ');
    terminal.line(nonsense);
  }
  await terminal.until('Which one? [1-2] ');
  terminal.line('2');
  await terminal.until('device tablet): ');
  terminal.line(place.sts.freshCode(tablet));
  await terminal.until('status=0');
  expect(place.sts.calls('GetSessionToken')).toMatchObject([{ verdict: 'ok', parameters: { SerialNumber: tablet } }]);
  expect(await place.quick([])).toMatchObject({ status: 0, stderr: expect.stringMatching(/cached\n$/) });
  // The next code needs no choice, in a process without a terminal either.
  expect(await place.quick([place.sts.freshCode(tablet)])).toMatchObject({ status: 0 });
  expect(place.sts.calls('ListMFADevices')).toHaveLength(1);
});

test('several: Ctrl-C at the choice gives 130, and nothing is remembered', async () => {
  addTablet();
  const terminal = open('"$@" >"$HOME/out"');
  await terminal.until('Which one? [1-2] ');
  terminal.press('\u0003');
  await terminal.until('status=130');
  expect(calls(place)).toEqual(['ListMFADevices ok']);
  expect(await place.quick(['123456'])).toMatchObject({ status: 3 });
});

test('several, and a code on the command line: the choice is offered all the same', async () => {
  addTablet();
  const terminal = open('"$@" >"$HOME/out"', [place.sts.freshCode(tablet)]);
  await terminal.until('Which one? [1-2] ');
  terminal.line('2');
  await terminal.until('status=0');
  expect(calls(place)).toEqual(['ListMFADevices ok', 'GetSessionToken! ok']);
});

test('several, without a terminal: listed, and the code is not used', async () => {
  addTablet();
  const code = place.sts.freshCode(serial);
  const { status, stdout, stderr } = await place.quick([code]);
  expect({ status, stdout }).toEqual({ status: 3, stdout: '(exit 3);\n' });
  expect(stderr).toContain(`${serial}, ${tablet}\n`);
  expect(stderr).toContain(`mfa-env default --serial ${serial})"\n`);
  expect(await place.quick([code, '--serial', serial])).toMatchObject({ status: 0 });
});

test('a sign-in page in the place of AWS is told, and no device is said to be missing', async () => {
  place.sts.fault({ kind: 'html200', times: 9 });
  const { status, stderr } = await place.quick([place.sts.freshCode(serial)]);
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('is not AWS') });
  expect(stderr).not.toMatch(/no MFA device/);
});

test('FIDO is left out, and it is said why; what is left is used', async () => {
  asBob();
  const { status, stderr } = await place.quick([place.sts.freshCode(phone)]);
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: expect.stringMatching(/^mfa-env: .*passkeys.*\ndefault · .* · new\n$/),
  });
  expect(place.sts.calls('GetSessionToken')[0]?.parameters.SerialNumber).toBe(phone);
});

test('the prompt names the user, also where the device has another name (C4.2)', async () => {
  asBob();
  const terminal = open('"$@" >"$HOME/out"');
  await terminal.until(/MFA code for default \(bob, 111122223333, device bobs-phone\): /);
  terminal.line(place.sts.freshCode(phone));
  await terminal.until('status=0');
});

test.each<[string, Device[]]>([
  ['none', []],
  ['FIDO only', [{ serial: passkey, enabled: true, enabledAt: '2025-01-01T00:00:00Z' }]],
  ['a disabled one', [{ serial, enabled: false, enabledAt: '2025-01-01T00:00:00Z' }]],
])('%s: said before a code is used, with what to do', async (_, devices) => {
  place.sts.user('alice').devices = devices;
  const { status, stdout, stderr } = await place.quick(['123456']);
  expect({ status, stdout }).toEqual({ status: 3, stdout: '(exit 3);\n' });
  expect(stderr).toMatch(/no MFA device.*\n {2}.*authenticator app/);
  expect(calls(place)).toEqual(['ListMFADevices ok']);
});

test('a denied look-up: taken by the user’s name, and said', async () => {
  place.sts.user('alice').mayListDevices = false;
  const { status, stderr } = await place.quick([place.sts.freshCode(serial)]);
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: expect.stringMatching(new RegExp(`^mfa-env: .*looked up.* ${serial}; --serial .*\ndefault`)),
  });
  expect(calls(place)).toEqual(['ListMFADevices AccessDenied', 'GetCallerIdentity ok', 'GetSessionToken! ok']);
});

test('a denied look-up of a user with a path and a device of another name: the guess is wrong, and not kept', async () => {
  asBob();
  place.sts.user('bob').mayListDevices = false;
  const wrong = await place.quick([place.sts.freshCode(phone)]);
  expect(wrong).toMatchObject({ status: 1, stdout: '(exit 1);\n' });
  expect(wrong.stderr).toMatch(/^.*for arn:aws:iam::111122223333:mfa\/bob;.*\n/);
  expect(wrong.stderr).toMatch(/code .*mfa\/bob\b.*\n.*--serial/);
  // Once the look-up is allowed, the right one is found.
  place.sts.user('bob').mayListDevices = true;
  expect(await place.quick([place.sts.freshCode(phone)])).toMatchObject({ status: 0 });
});

test('a look-up that meets a fault falls back too', async () => {
  place.sts.fault({ kind: 'error500', action: 'ListMFADevices', times: 2 });
  expect(await place.quick([place.sts.freshCode(serial)])).toMatchObject({
    status: 0,
    stderr: expect.stringContaining('looked up'),
  });
});

test('neither list nor name of the user: --serial is named, with all that was given', async () => {
  place.sts.user('alice').mayListDevices = false;
  place.sts.fault({ kind: 'denied-by-endpoint', action: 'GetCallerIdentity' });
  expect(await place.quick(['-d', '2h', '123456'])).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/look one up\n {2}.*mfa-env default --serial ARN -d 2h\)"\n/),
  });
  expect(calls(place)).toEqual(['ListMFADevices AccessDenied', 'GetCallerIdentity AccessDenied']);
});

test('a look-up that IAM refuses for the clock: the clock is told, and no device is guessed', async () => {
  place.sts.fault({ kind: 'clock-offset', action: 'ListMFADevices', seconds: 3600, times: 9 });
  const env = { AWS_DISABLE_CLOCK_SKEW_CORRECTION: 'true' };
  expect(await place.quick(['123456'], { env })).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/clock .*(1h 00m|59m|60m) behind\n/),
  });
  expect(new Set(calls(place))).toEqual(new Set(['ListMFADevices SignatureDoesNotMatch']));
});

test('a look-up with a wrong key says so, and asks nothing more', async () => {
  place.write('.aws/credentials', '[default]\naws_access_key_id = AKIANOSUCHKEYEXAMPLE\naws_secret_access_key = x\n');
  expect(await place.quick(['123456'])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('access key of profile default'),
  });
  expect(calls(place)).toEqual(['ListMFADevices InvalidClientTokenId']);
});

test('a new phone: the device that was remembered is looked up again', async () => {
  await place.begin();
  addTablet();
  place.sts.user('alice').devices.shift();
  const old = await place.quick([place.sts.freshCode(tablet)]);
  expect(old).toMatchObject({ status: 1, stderr: expect.stringMatching(/new.* deleted/) });
  const { status, stdout } = await place.quick([place.sts.freshCode(tablet)]);
  expect({ status, session: exportsOf(stdout) }).toMatchObject({
    status: 0,
    session: { AWS_SESSION_TOKEN: expect.any(String) },
  });
});

test('a device that somebody named is not looked up, and beats a remembered one', async () => {
  await place.begin();
  addTablet();
  const before = place.sts.requests.length;
  expect(await place.quick(['--serial', tablet, place.sts.freshCode(tablet)])).toMatchObject({ status: 0 });
  expect(calls(place, before)).toEqual(['GetSessionToken! ok']);
});
