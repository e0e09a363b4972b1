import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { enforcingPolicy } from '../../src/aws/mfa-policy.ts';
import { openProgram } from '../shell/terminal.ts';
import { makePlace, type Place } from './run.ts';

// `mfa-env policy`, as installed, prints a policy that IAM takes, for the right partition and user.

let place: Place;
beforeAll(async () => {
  place = await makePlace();
});
afterAll(() => place.end());

const statements = (stdout: string): unknown => JSON.parse(stdout).Statement;
const printed = (partition: string): { status: number; stdout: string; stderr: string } => ({
  status: 0,
  stdout: `${JSON.stringify(enforcingPolicy(partition), undefined, 2)}\n`,
  stderr: '',
});
const gov = 'arn:aws-us-gov:iam::111122223333';

test('C1: JSON and nothing else, without a call to AWS', async () => {
  const outcome = await place.run(['policy']);
  expect(outcome).toEqual(printed('aws'));
  expect(statements(outcome.stdout)).toHaveLength(6);
  expect(place.sts.requests).toEqual([]);
});

test.each<[string, string, string[], Record<string, string>]>([
  ['--region', 'aws-us-gov', ['--region', 'us-gov-west-1'], {}],
  ['--region of China', 'aws-cn', ['--region', 'cn-north-1'], {}],
  ['--region before a profile', 'aws', ['--region', 'eu-west-1', '-p', 'gov'], {}],
  ['the region of a profile', 'aws-cn', ['-p', 'china'], {}],
  ['and before the environment', 'aws-cn', ['-p', 'china'], { AWS_REGION: 'eu-west-1' }],
  ['the device of a profile', 'aws-us-gov', ['-p', 'gov'], { AWS_REGION: 'eu-west-1' }],
  ['the role of a profile', 'aws-us-gov', ['-p', 'gov-role'], {}],
  ['AWS_PROFILE', 'aws-us-gov', [], { AWS_PROFILE: 'gov' }],
  ['AWS_REGION', 'aws-us-gov', ['-p', 'bare'], { AWS_REGION: 'us-gov-east-1' }],
])('%s: %s', async (_, partition, words, env) => {
  const config = `[profile gov]\nmfa_serial = ${gov}:mfa/alice\n[profile gov-role]\nrole_arn = ${gov}:role/r\nsource_profile = nosuch\n[profile china]\nregion = cn-northwest-1\n[profile bare]\noutput = json\n`;
  const file = place.write('partitions', config);
  expect(await place.quick(['policy', ...words], { env: { ...env, AWS_CONFIG_FILE: file } })).toEqual(
    printed(partition),
  );
});

test('an administrator’s machine without AWS files, without a home, with broken ones', async () => {
  for (const env of [{ HOME: '/nonexistent' }, { AWS_CONFIG_FILE: place.home }, { AWS_PROFILE: 'nosuch' }])
    expect(await place.quick(['policy'], { env })).toEqual(printed('aws'));
});

test.each<[string[], number, RegExp]>([
  [['-p', 'defualt'], 3, /no profile defualt\n {2}did you mean default\?/],
  [['--region', 'nowhere'], 2, /nowhere is not a region/],
  [['--json'], 2, /does not take --json/],
  [['s3'], 3, /no profile s3/],
])('policy %j is refused, with nothing on stdout', async (words, status, message) => {
  const { stderr, ...outcome } = await place.quick(['policy', ...words]);
  expect(outcome).toEqual({ status, stdout: '' });
  expect(stderr).toMatch(message);
});

test('on a terminal it says how to use it, on stderr', async () => {
  const there = { ...place, dir: place.home } as unknown as Parameters<typeof openProgram>[2];
  const script = '"$@" 2>notes; echo done';
  const words = ['-c', script, 'sh', path.join(inject('bin'), 'mfa-env'), 'policy'];
  const terminal = openProgram('/bin/sh', words, there);
  try {
    await terminal.until('done\r\n');
    expect(JSON.parse(terminal.everything().replace('done', ''))).toEqual(enforcingPolicy('aws'));
  } finally {
    await terminal.close();
  }
  expect(readFileSync(path.join(place.home, 'notes'), 'utf8')).toContain('aws iam create-policy');
});

test('C1: the help names it', async () => {
  expect((await place.quick(['--help'])).stdout).toMatch(/^ {2}policy +.*IAM policy/m);
  expect((await place.quick(['policy', '--help'])).stdout).toMatch(/^Usage: mfa-env policy .*--region/m);
});

test('what it enforces is what mfa-env can do: without MFA bob lists his devices and starts a session, no more', async () => {
  // The local STS models the policy as `forceMfa`.
  place.write(
    '.aws/credentials',
    '[default]\naws_access_key_id = AKIARTX3GSDSZEXAMPLE\naws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY\n',
  );
  place.write('.aws/config', '[default]\nregion = eu-central-1\n');
  const { status } = await place.quick([place.sts.freshCode('arn:aws:iam::111122223333:mfa/bobs-phone')]);
  expect(status).toBe(0);
  const denied = enforcingPolicy('aws').Statement.find(({ Effect }) => Effect === 'Deny');
  const called = place.sts.requests.map(({ action }) => action).filter((action) => action !== 'GetCallerIdentity');
  expect(new Set(called)).toEqual(new Set(['ListMFADevices', 'GetSessionToken']));
  for (const action of called) expect(denied?.NotAction?.map((one) => one.split(':')[1])).toContain(action);
});
