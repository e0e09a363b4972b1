import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, inject, onTestFinished, test } from 'vitest';
import { runs } from '../proof/runs.ts';
import { calls, roleArn } from './at.ts';
import { makePlace, type Outcome, type Place, serial } from './run.ts';

// Many that want the same role at once make one call: C11.3.

let place: Place;
beforeEach(async () => {
  place = await makePlace();
  const role = (name: string, source: string): string =>
    `[profile ${name}]\nrole_arn = ${roleArn(name)}\nsource_profile = ${source}\n`;
  place.write(
    '.aws/config',
    `[default]\nmfa_serial = ${serial}\n${role('admin', 'default')}${role('readonly', 'default')}${role('chained', 'admin')}`,
  );
});
afterEach(() => place.end());

/** How many at once. */
const count = runs(20);
const show = ['--', 'sh', '-c', 'echo $AWS_ACCESS_KEY_ID'];
const many = (words: readonly string[], env: Record<string, string> = {}): Promise<Outcome[]> =>
  Promise.all(Array.from({ length: count }, () => place.run(['exec', '-q', ...words, ...show], { env })));

/** All have the same session. */
function expectOne(outcomes: readonly Outcome[]): void {
  expect(outcomes.filter(({ status }) => status !== 0)).toEqual([]);
  expect(new Set(outcomes.map(({ stdout }) => stdout)).size).toBe(1);
  expect(place.cached().filter((name) => name.includes('lock'))).toEqual([]);
}

test('many of one role, with a live MFA session: one AssumeRole', { timeout: 60_000 }, async () => {
  await place.begin();
  const before = place.sts.requests.length;
  expectOne(await many(['admin']));
  expect(calls(place, before)).toEqual(['AssumeRole ok']);
});

test('many of a chain: one call for each role', { timeout: 60_000 }, async () => {
  await place.begin();
  const before = place.sts.requests.length;
  expectOne(await many(['chained']));
  expect(calls(place, before)).toEqual(['AssumeRole ok', 'AssumeRole ok']);
});

test('many with nothing cached: one code, and one AssumeRole', { timeout: 60_000 }, async () => {
  place.sts.fault({ kind: 'latency', action: 'AssumeRole', ms: 500 });
  expectOne(await many(['admin'], { MFA_ENV_CODE_COMMAND: `echo ${place.sts.freshCode(serial)}` }));
  const made = calls(place).filter((call) => !call.startsWith('GetCallerIdentity'));
  expect(made).toEqual(['GetSessionToken! ok', 'AssumeRole ok']);
});

test('many of a role whose profiles name no device: one AssumeRole, or one code where it is refused', {
  timeout: 60_000,
}, async () => {
  const role = (name: string): string => `[profile ${name}]\nrole_arn = ${roleArn(name)}\nsource_profile = default\n`;
  place.write('.aws/config', `${role('admin')}${role('readonly')}`);
  const made = (): string[] => calls(place).filter((call) => !call.startsWith('GetCallerIdentity'));
  expectOne(await many(['readonly']));
  expect(made()).toEqual(['AssumeRole ok']);
  expectOne(await many(['admin'], { MFA_ENV_CODE_COMMAND: `echo ${place.sts.freshCode(serial)}` }));
  expect(
    made()
      .slice(1)
      .filter((call) => !call.endsWith('AccessDenied')),
  ).toEqual([...['ListMFADevices ok', 'GetSessionToken! ok', 'AssumeRole ok']]);
});

test('another role does not wait', async () => {
  await place.begin();
  place.sts.fault({ kind: 'latency', action: 'AssumeRole', ms: 3000 });
  const slow = place.run(['exec', '-q', 'admin', ...show]);
  while (place.sts.calls('AssumeRole').length === 0) await setTimeout(10);
  expect(await place.run(['exec', '-q', 'readonly', ...show])).toMatchObject({ status: 0 });
  expect(place.sts.calls('AssumeRole').map(({ status }) => status)).toEqual([undefined, 200]);
  expect(await slow).toMatchObject({ status: 0 });
});

test('those whose first is refused try by themselves, and each is told', { timeout: 60_000 }, async () => {
  await place.begin();
  place.sts.role('admin').trust = [];
  const outcomes = await many(['admin']);
  expect(outcomes.filter(({ status, stderr }) => status === 1 && stderr.includes('role/admin'))).toHaveLength(count);
});

test.each<NodeJS.Signals>(['SIGKILL', 'SIGTERM', 'SIGSTOP'])(
  'a first one that gets %s keeps nobody waiting',
  { timeout: 60_000 },
  async (signal) => {
    await place.begin();
    place.sts.fault({ kind: 'hang', action: 'AssumeRole' });
    const command = path.join(inject('bin'), 'mfa-env');
    const first = spawn(command, ['exec', '-q', 'admin', ...show], { env: place.env, stdio: 'ignore' });
    onTestFinished(() => void first.kill('SIGKILL'));
    while (place.sts.calls('AssumeRole').length === 0) await setTimeout(10);
    const waiting = place.run(['exec', '-q', 'admin', ...show]);
    await setTimeout(500);
    expect(place.sts.calls('AssumeRole')).toHaveLength(1);
    first.kill(signal);
    expect(await waiting).toMatchObject({ status: 0 });
    expect(place.sts.calls('AssumeRole')).toHaveLength(2);
  },
);
