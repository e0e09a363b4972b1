import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RoleRefusal } from '../sts/role-refusal.ts';
import { at, calls, roleArn } from './at.ts';
import { exportsOf, makePlace, type Place, serial } from './run.ts';

// A role that refuses says why, and a newer code is offered where that may help: C3.6, C6.2.

const auditor = 'arn:aws:iam::111122223333:role/deep/path/auditor';

let place: Place;
beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => place.end());

function profile(lines: string): void {
  place.write('.aws/config', `[default]\nmfa_serial = ${serial}\n[profile r]\nsource_profile = default\n${lines}\n`);
}

/** What was asked for the sake of a session. */
const asked = (from = 0): string[] => calls(place, from).filter((call) => !call.startsWith('GetCallerIdentity'));

/** An MFA session that is older than the role `auditor` wants. */
async function oldSession(): Promise<number> {
  profile(`role_arn = ${auditor}\nexternal_id = audit-2026`);
  await place.begin();
  place.sts.advance(3700);
  return place.sts.requests.length;
}

test('an age limit: a new code is offered on the terminal', async () => {
  const before = await oldSession();
  const terminal = at(place, '"$@" >"$HOME/out"', ['-p', 'r']);
  await terminal.until(/not assume .*auditor.*newer code/);
  await terminal.until('MFA code for r ');
  terminal.line(place.sts.freshCode(serial));
  await terminal.until(/r · 111122223333 · .* · new/);
  await terminal.until('status=0');
  expect(asked(before)).toEqual(['AssumeRole AccessDenied', 'GetSessionToken! ok', 'AssumeRole ok']);
  // The new session took the place of the old one, and nobody waits for a turn any more.
  const then = place.sts.requests.length;
  expect(await place.run(['-p', 'r'])).toMatchObject({ status: 0 });
  expect(place.sts.requests).toHaveLength(then);
  expect(place.cached().filter((name) => name.includes('lock'))).toEqual([]);
});

test('an age limit: Ctrl-C at the offer loses nothing', async () => {
  const before = await oldSession();
  const terminal = at(place, '"$@" >"$HOME/out"', ['-p', 'r']);
  await terminal.until('MFA code for r ');
  terminal.press('\u0003');
  await terminal.until('status=130');
  expect(asked(before)).toEqual(['AssumeRole AccessDenied']);
  expect(await place.quick([])).toMatchObject({ status: 0, stderr: expect.stringMatching(/cached\n$/) });
});

test('an age limit: without a terminal it is said, and a code on the command line does it', async () => {
  await oldSession();
  const { status, stdout, stderr } = await place.quick(['-p', 'r']);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '(exit 1);\n' });
  expect(stderr).toMatch(/not assume .*auditor\n {2}.*newer code.*: eval .*mfa-env refresh r\)"\n/);
  const done = await place.quick(['-p', 'r', place.sts.freshCode(serial)]);
  expect({ status: done.status, session: exportsOf(done.stdout) }).toMatchObject({
    status: 0,
    session: { AWS_SESSION_TOKEN: expect.any(String) },
  });
});

test.each<[RoleRefusal, number]>([
  [{ by: 'trust' }, 1],
  [{ by: 'identity', explicit: true, policyArn: 'arn:aws:iam::111122223333:policy/x' }, 1],
  [{ by: 'scp', explicit: true, policyArn: 'arn:aws:organizations::1:policy/o-1/p-1' }, 0],
  [{ by: 'boundary' }, 0],
  [{ by: 'rcp', explicit: true }, 0],
  [{ by: 'vpc-endpoint', explicit: true }, 0],
])('a cached session is refused by %o: codes that are asked for: %i', async (refusal, codes) => {
  profile(`role_arn = ${roleArn('admin')}`);
  await place.begin();
  place.sts.role('admin').refusal = refusal;
  const before = place.sts.requests.length;
  const env = { MFA_ENV_CODE_COMMAND: `echo ${place.sts.freshCode(serial)}` };
  const { status, stderr } = await place.quick(['-p', 'r'], { env });
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/AWS says: .*\n {2}ask /) });
  expect(asked(before).filter((call) => call.includes('!'))).toHaveLength(codes);
});

test('an age limit: a command that gives codes is asked', async () => {
  const before = await oldSession();
  const env = { MFA_ENV_CODE_COMMAND: `echo ${place.sts.freshCode(serial)}` };
  expect(await place.quick(['-p', 'r'], { env })).toMatchObject({ status: 0 });
  expect(asked(before)).toEqual(['AssumeRole AccessDenied', 'GetSessionToken! ok', 'AssumeRole ok']);
});

test('a cached session that AWS has ended is made anew, where somebody gives a code', async () => {
  profile(`role_arn = ${roleArn('admin')}`);
  await place.begin();
  const before = place.sts.requests.length;
  place.sts.fault({ kind: 'invalid-token', action: 'AssumeRole' });
  const env = { MFA_ENV_CODE_COMMAND: `echo ${place.sts.freshCode(serial)}` };
  expect(await place.quick(['-p', 'r'], { env })).toMatchObject({ status: 0 });
  expect(asked(before)).toEqual(['AssumeRole InvalidClientTokenId', 'GetSessionToken! ok', 'AssumeRole ok']);
});

test('a role that does not trust the user: one new code at most, then the refusal', async () => {
  place.sts.role('admin').trust = [];
  profile(`role_arn = ${roleArn('admin')}`);
  const { status, stderr } = await place.quick(['-p', 'r', place.sts.freshCode(serial)]);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(/^mfa-env: .*not assume .*role\/admin\n {2}.*role/),
  });
  expect(asked()).toEqual(['GetSessionToken! ok', 'AssumeRole AccessDenied']);
  // Nothing is lost: the session of the user is there.
  expect(await place.quick([])).toMatchObject({ status: 0, stderr: expect.stringMatching(/cached\n$/) });
});

test.each<[string, string, RegExp]>([
  ['its maximum', 'duration_seconds = 43200', /does not allow such a long session\n/],
  ['its trust', 'duration_seconds = 7200\nexternal_id = wrong', /not assume|such a long session/],
])('a refusal of %s after STS has looked at the code: it is not sent again', async (_, lines, message) => {
  place.sts.role('readonly').maxSessionDuration = 3600;
  profile(`role_arn = ${roleArn('readonly')}\n${lines}`);
  const code = place.sts.freshCode(serial);
  const { status, stderr } = await place.quick(['-p', 'r', code]);
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(message) });
  expect(await place.quick(['-p', 'r', '-d', '1h', code])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('already used'),
  });
  expect(place.sts.calls().filter(({ parameters }) => parameters.TokenCode === code)).toHaveLength(1);
});

test.each<[string, RegExp]>([
  ['role_arn = admin', /role_arn of profile r is not the ARN of a role: admin/],
  [`role_arn = ${serial}`, /role_arn of profile r is not the ARN of a role/],
  [`role_arn = ${roleArn('admin')}\nexternal_id = a b`, /external_id of profile r\b/],
  [`role_arn = ${roleArn('admin')}\nexternal_id = "quoted"`, /external_id of profile r\b/],
  [`role_arn = ${roleArn('admin')}\nexternal_id = x`, /external_id of profile r\b/],
  [`role_arn = ${roleArn('admin')}\nrole_session_name = Alice Liddell`, /role_session_name of profile r\b/],
  [`role_arn = ${roleArn('admin')}\nrole_session_name = ${'x'.repeat(65)}`, /role_session_name of profile r\b/],
  [`role_arn = ${roleArn('admin')}\nsource_identity = a/b`, /source_identity of profile r\b/],
])('%j is told before a code is used', async (lines, message) => {
  profile(lines);
  const { status, stdout, stderr } = await place.quick(['-p', 'r', '123456']);
  expect({ status, stdout, stderr }).toEqual({
    status: 3,
    stdout: '(exit 3);\n',
    stderr: expect.stringMatching(message),
  });
  expect(place.sts.connections()).toBe(0);
});

test.each(['111122223333:', 'role/a', 'with space', 'arn:aws:iam::111122223333:user/alice', 'arn:aws:iam::1:role/x'])(
  '--role-arn %j is refused as usage',
  async (arn) => {
    expect(await place.quick(['--role-arn', arn, '123456'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--role-arn'),
    });
    expect(place.sts.connections()).toBe(0);
  },
);
