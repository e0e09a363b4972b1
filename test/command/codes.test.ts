import { afterEach, beforeEach, expect, test } from 'vitest';
import { exportsOf, makePlace, type Place, serial } from './run.ts';

// A code is sent once, and is told apart where it is wrong, used or malformed: C4.1, C4.3.

let place: Place;
beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => place.end());

const codesSent = (): (string | undefined)[] =>
  place.sts.calls('GetSessionToken').map((call) => call.parameters.TokenCode);

test('C4.3: a used code is refused before it is sent again', async () => {
  const code = place.sts.freshCode(serial);
  expect(await place.run([code])).toMatchObject({ status: 0 });
  const { status, stdout, stderr } = await place.quick([code]);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '(exit 1);\n' });
  expect(stderr).toMatch(/^mfa-env: .*already used\n {2}.* \d+ s\n$/);
  expect(codesSent()).toEqual([code]);
  // in another terminal too, and although the profile is another one with the same device
  place.write('.aws/config', `[profile b]\nsource_profile = default\nmfa_serial = ${serial}\n`);
  expect(await place.quick(['-p', 'b', code])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('already used'),
  });
  expect(codesSent()).toEqual([code]);
});

test('C4.3: a wrong code is sent once', async () => {
  const first = await place.quick(['000000']);
  expect(first).toMatchObject({ status: 1, stderr: expect.stringContaining('wrong') });
  expect(await place.quick(['000000'])).toMatchObject({ status: 1, stderr: expect.stringContaining('already used') });
  expect(codesSent()).toEqual(['000000']);
});

test('C4.3: a code is remembered as a hash only', async () => {
  const code = place.sts.freshCode(serial);
  await place.quick([code]);
  const { stdout } = await place.sh(`grep -rc '"[^"]*${code}' "${place.cache}"`, []);
  expect(stdout).toMatch(/^(\S+:0\n)+$/);
});

test.each(['reset-after', 'truncated', 'wrong-length', 'no-token'] as const)(
  'C4.3: %s: one call, and the same code tried again is refused with the likely reason',
  async (kind) => {
    place.sts.fault({ kind });
    const code = place.sts.freshCode(serial);
    const lost = await place.quick([code]);
    expect(lost).toMatchObject({ status: 1, stdout: '(exit 1);\n' });
    expect(lost.stderr).toContain('same code');
    const again = await place.quick([code]);
    expect(again).toMatchObject({ status: 1, stderr: expect.stringContaining('first try') });
    expect(codesSent()).toEqual([code, code]);
    // and now STS has answered for it
    expect(await place.quick([code])).toMatchObject({ stderr: expect.stringContaining('already used') });
    expect(codesSent()).toHaveLength(2);
  },
);

test.each(['reset-before', 'error500', 'error503', 'html502', 'html200', 'throttling', 'region-disabled'] as const)(
  'C4.3: %s: one call, and the code still works',
  async (kind) => {
    place.sts.fault({ kind });
    const code = place.sts.freshCode(serial);
    expect(await place.quick([code])).toMatchObject({ status: 1, stdout: '(exit 1);\n' });
    expect(codesSent()).toEqual([code]);
    expect(await place.quick([code])).toMatchObject({ status: 0 });
  },
);

test.each([3600, -3600, 82_800])('C4.3: a clock %i s off is corrected once, without the user', async (seconds) => {
  place.sts.fault({ kind: 'clock-offset', seconds, times: 2 });
  const code = place.sts.freshCode(serial);
  const { status, stdout, stderr } = await place.quick([code]);
  expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.stringContaining(' · new\n') });
  expect(exportsOf(stdout)).toHaveProperty('AWS_SESSION_TOKEN');
  expect(place.sts.requests.map(({ verdict }) => verdict)).toEqual(['SignatureDoesNotMatch', 'ok']);
});

test('a clock that is over a day off is not corrected, and the code still works', async () => {
  place.sts.fault({ kind: 'clock-offset', seconds: 86_400 * 400 });
  const code = place.sts.freshCode(serial);
  const { status, stderr } = await place.quick([code]);
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('clock is 400 days behind') });
  expect(place.sts.requests).toHaveLength(1);
  expect(await place.quick([code])).toMatchObject({ status: 0 });
});

test('C6.2: a clock that cannot be corrected: by how much it is off, and the code is not used up', async () => {
  place.sts.fault({ kind: 'clock-offset', seconds: 3600 });
  place.sts.fault({ kind: 'clock-offset', seconds: 7200 + 30 });
  const code = place.sts.freshCode(serial);
  const { status, stdout, stderr } = await place.quick([code]);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '(exit 1);\n' });
  expect(stderr).toMatch(/clock .*2h 00m behind\n.*not used/);
  expect(place.sts.requests).toHaveLength(2);
  expect(await place.quick([code])).toMatchObject({ status: 0 });
});

test.each(['12345', '1234567', '12 34', '１２３４５６', '12345a', '', ' '])(
  'C4.1: the malformed code %j is refused at once, and never sent',
  async (code) => {
    const { status, stdout, stderr } = await place.quick([code]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '(exit 2);\n' });
    expect(stderr).toMatch(/^mfa-env: /);
    expect(place.sts.connections()).toBe(0);
  },
);

test('C4.1: a malformed code on stdin, or none', async () => {
  for (const stdin of ['', '\n', '12345\n', 'hello\n'])
    expect(await place.run(['-'], { stdin })).toMatchObject({ status: 2, stdout: '(exit 2);\n' });
  expect(place.sts.requests).toEqual([]);
});

test('a code that a touched YubiKey types is told as such', async () => {
  const { status, stderr } = await place.quick(['cccccckdvvulgjvtkjdhtlrbjjctggdihuevikehtlil']);
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('YubiKey') });
  expect(stderr).not.toContain('cccccckdv');
});
