import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { calls, roleArn } from './at.ts';
import { has } from './has.ts';
import { exportsOf, keyPair, makePlace, type Outcome, type Place, serial } from './run.ts';

// A role session that may do less than its role, for commands that one does not trust with all: C11.2.

const readOnly = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const viewOnly = 'arn:aws:iam::aws:policy/job-function/ViewOnlyAccess';

let place: Place;
beforeEach(async () => {
  place = await makePlace();
  const role = (name: string, source: string, more = ''): string =>
    `[profile ${name}]\nrole_arn = ${roleArn(name)}\nsource_profile = ${source}\n${more}`;
  place.write(
    '.aws/config',
    `[default]\nmfa_serial = ${serial}\nregion = eu-central-1\n${role('admin', 'default', 'region = eu-west-1\n')}${role('chained', 'admin')}`,
  );
});
afterEach(() => place.end());

/** The policies of each AssumeRole, in order. */
const policies = (): (string | undefined)[][] =>
  place.sts.calls('AssumeRole').map(({ parameters }) => {
    const names = Object.keys(parameters).filter((name) => name.startsWith('PolicyArns'));
    return names.sort().map((name) => parameters[name]);
  });

const keyId = (words: readonly string[]): Promise<Outcome> =>
  place.run(['exec', '-q', ...words, '--', 'sh', '-c', 'echo $AWS_ACCESS_KEY_ID']);

test('exec --read-only: the policy is in the call, and the command finds no way to more by itself', async () => {
  await place.begin();
  const env = { MFA_ENV_CODE_COMMAND: 'echo 123456' };
  for (const _ of ['new', 'recalled']) {
    const { stdout } = await place.quick(['exec', '-q', 'admin', '--read-only', '--', 'env'], { env });
    const lines = stdout.split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'MFA_ENV_PROFILE=admin',
        'MFA_ENV_LIMIT=read-only',
        'AWS_CONFIG_FILE=/dev/null',
        'AWS_SHARED_CREDENTIALS_FILE=/dev/null',
        'AWS_REGION=eu-west-1',
      ]),
    );
    expect(stdout).not.toContain('MFA_ENV_CODE_COMMAND');
  }
  expect(policies()).toEqual([[readOnly]]);
  for (const words of [
    ['mfa-env', 'admin'],
    ['mfa-env', '--cached'],
    ['mfa-env', 'exec', 'admin', '--', 'env'],
  ])
    expect(await place.quick(['exec', '-q', 'admin', '--read-only', '--', ...words])).toEqual({
      status: 3,
      stdout: expect.not.stringContaining('AWS_'),
      stderr: expect.stringMatching(/less power \(read-only\).*\n.*outside/),
    });
  const { stdout } = await place.quick(['exec', '-q', 'admin', '--read-only', '--', 'mfa-env', 'doctor']);
  expect(stdout).not.toContain('chmod');
});

test('exec --live --read-only: the only profile is the one that renews, with the same limit', async () => {
  await place.begin();
  const script = 'cat "$AWS_CONFIG_FILE"; echo "$AWS_SHARED_CREDENTIALS_FILE"';
  const { stdout } = await place.quick(['exec', '-q', '--live', 'admin', '--read-only', '--', 'sh', '-c', script]);
  expect(stdout.match(/^\[.*/gm)).toEqual(['[profile admin-live]']);
  expect(stdout).toMatch(/^credential_process = .* --profile=admin --read-only$/m);
  expect(stdout).toMatch(/\n\/dev\/null\n$/);
  expect(policies()).toEqual([[readOnly]]);
});

const boto3 =
  'import boto3; print(boto3.client("sts").get_caller_identity()["Arn"], boto3.Session().available_profiles)';

test.skipIf(!has('aws', '--version'))('the recipe for agents, with the AWS CLI', { timeout: 120_000 }, async () => {
  await place.begin();
  const agent = `aws sts get-caller-identity --query Arn --output text
    aws --profile default sts get-caller-identity 2>&1 && echo found; true`;
  const { status, stdout } = await place.quick(['exec', '-q', 'admin', '--read-only', '--', 'sh', '-c', agent]);
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: expect.stringMatching(
      /^arn:aws:sts::111122223333:assumed-role\/admin\/alice\n[\s\S]*\(default\) could not be found\n$/,
    ),
  });
});

test.skipIf(!has('python3', '-c', 'import boto3'))('… and with boto3', { timeout: 120_000 }, async () => {
  await place.begin();
  expect(await place.quick(['exec', '-q', 'admin', '--read-only', '--', 'python3', '-c', boto3])).toMatchObject({
    status: 0,
    stdout: 'arn:aws:sts::111122223333:assumed-role/admin/alice []\n',
  });
});

test('exec without limits hides nothing', async () => {
  await place.begin();
  const { stdout } = await place.quick(['exec', '-q', 'admin', '--', 'env'], { env: { MFA_ENV_CODE_COMMAND: 'x' } });
  expect(stdout).not.toMatch(/MFA_ENV_LIMIT|AWS_CONFIG_FILE|AWS_SHARED/);
  expect(stdout).toContain('MFA_ENV_CODE_COMMAND=x');
});

test('a session with less power is never given for a full one, nor the other way round', async () => {
  await place.begin();
  const ways = [
    ['admin'],
    ['admin', '--read-only'],
    ['admin', '--policy-arn', viewOnly],
    ['admin', '--policy-arn', viewOnly, '--read-only'],
  ];
  const ids: string[] = [];
  for (const words of ways) ids.push((await keyId(words)).stdout);
  expect(new Set(ids).size).toBe(ways.length);
  expect(policies()).toEqual([[], [readOnly], [viewOnly], [readOnly, viewOnly]]);
  for (const [at, words] of [...ways.entries()].reverse()) expect((await keyId(words)).stdout).toBe(ids[at]);
  // Other words for the same.
  expect((await keyId(['admin', '--policy-arn', readOnly])).stdout).toBe(ids[1]);
  const both = ['--policy-arn', viewOnly, `--policy-arn=${readOnly}`];
  expect((await keyId(['admin', ...both])).stdout).toBe(ids[3]);
  expect((await keyId(['default', '--role-arn', 'admin', '--read-only'])).stdout).toBe(ids[1]);
  expect(policies()).toHaveLength(ways.length);
});

test('in a chain the last role is limited, and a long role takes its policies with the code', async () => {
  await place.begin();
  expect(await keyId(['chained', '--read-only'])).toMatchObject({ status: 0 });
  expect(policies()).toEqual([[], [readOnly]]);
  const words = ['-p', 'admin', '-d', '2h', '--read-only'];
  expect(await place.quick([...words, place.sts.freshCode(serial)])).toMatchObject({ status: 0 });
  expect(policies().at(-1)).toEqual([readOnly]);
  expect(calls(place).at(-1)).toBe('AssumeRole! ok');
});

test('in a shell: the prompt’s variable comes and goes with the session', async () => {
  await place.begin();
  const { stdout, stderr } = await place.quick(['admin', '--read-only']);
  expect(stderr).toMatch(/^admin \(read-only\) · 111122223333 · /);
  expect(exportsOf(stdout)).toMatchObject({ MFA_ENV_PROFILE: 'admin', MFA_ENV_LIMIT: 'read-only' });
  expect(stdout).not.toContain('/dev/null');
  const env = exportsOf(stdout);
  const full = await place.quick(['admin'], { env });
  expect(full.stdout).toMatch(/^unset .*\bMFA_ENV_LIMIT\b/);
  expect(exportsOf(full.stdout)).not.toHaveProperty('MFA_ENV_LIMIT');
  expect((await place.quick(['clear'], { env })).stdout).toMatch(/\bMFA_ENV_LIMIT\b/);
  const other = await place.quick(['admin', '--policy-arn', viewOnly]);
  expect(exportsOf(other.stdout)).toMatchObject({ MFA_ENV_LIMIT: 'limited' });
});

test('in a shell whose key is in its environment, and whose files are empty, the next session comes as ever', async () => {
  const env = {
    ...keyPair,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_MFA_SERIAL: serial,
  };
  const words = ['--role-arn', 'admin', '--read-only', place.sts.freshCode(serial)];
  const { stdout } = await place.quick(words, { env });
  const more = { ...env, ...exportsOf(stdout) };
  expect(more).toMatchObject({ MFA_ENV_LIMIT: 'read-only' });
  expect(await place.quick(['--role-arn', 'admin'], { env: more })).toMatchObject({ status: 0 });
});

test('nothing takes it for the session of the profile', async () => {
  await place.begin();
  expect(await place.quick(['admin', '--read-only'])).toMatchObject({ status: 0 });
  expect(await place.quick(['admin', '--read-only', '--cached'])).toMatchObject({ status: 0 });
  expect(readdirSync(place.cache).filter((name) => /^admin\./.test(name))).toEqual([]);
  expect(await place.quick(['admin', '--cached'])).toMatchObject({ status: 1 });
  const { stdout } = await place.quick(['list', '--json']);
  expect(JSON.parse(stdout).profiles.find(({ name }: { name: string }) => name === 'admin')).toMatchObject({
    expires: null,
  });
});

test('status tells it apart', async () => {
  await place.begin();
  const { stdout } = await place.quick(['admin', '--read-only']);
  await place.quick(['admin', '--policy-arn', viewOnly, '-q']);
  await place.quick(['admin', '-q']);
  const env = exportsOf(stdout);
  const report = await place.quick(['status'], { env });
  expect(report.stdout).toMatch(/ admin \(read-only\) +111122223333 /); // of this shell
  expect(report.stdout).toMatch(/^admin \(read-only\) +111122223333 +role admin /m);
  expect(report.stdout).toMatch(/^admin \(ViewOnlyAccess\) +111122223333 +role admin /m);
  expect(report.stdout).toMatch(/^admin +111122223333 +role admin /m);
  const { terminals, sessions } = JSON.parse((await place.quick(['status', '--json'], { env })).stdout);
  expect(terminals[0]).toMatchObject({ profile: 'admin', limit: 'read-only' });
  expect(sessions.map((one: { policies: string[] }) => one.policies)).toEqual(
    expect.arrayContaining([[], [readOnly], [viewOnly]]),
  );
});

test.each<[string, string[]]>([
  ['a profile without a role', ['--read-only']],
  ['the same, by a policy', ['--policy-arn', readOnly]],
  ['a policy that is none', ['admin', '--policy-arn', 'x']],
  ['eleven policies', ['admin', ...Array.from({ length: 11 }, (_, at) => `--policy-arn=${readOnly}${at}`)]],
  ['one of another account', ['admin', '--policy-arn', 'arn:aws:iam::444455556666:policy/x']],
])('%s is told before a code is used', async (_, words) => {
  for (const command of [[], ['exec'], ['console', '--print']]) {
    const profile = words[0]?.startsWith('-') ? [] : ['-p', words[0] ?? ''];
    const more = [...profile, ...words.slice(profile.length / 2)];
    const last = command[0] === 'exec' ? ['--', 'true'] : [];
    const env = {
      MFA_ENV_CODE_COMMAND: `echo ${place.sts.freshCode(serial)}; touch ${path.join(place.home, 'asked')}`,
    };
    expect(await place.quick([...command, ...more, ...last], { env })).toMatchObject({ status: 2 });
  }
  expect(place.sts.connections()).toBe(0);
  expect(readdirSync(place.home)).not.toContain('asked');
});

test('what AWS says of a policy is told', async () => {
  await place.begin();
  const missing = 'arn:aws:iam::111122223333:policy/missing';
  expect(await keyId(['admin', '--policy-arn', missing])).toEqual({
    status: 1,
    stdout: '',
    stderr: expect.stringMatching(/AWS says: Policy .*missing does not exist.*\n.*--policy-arn/),
  });
  const long = ['x'.repeat(1200), 'y'.repeat(1200)];
  Object.assign(place.sts.world.accounts[0] ?? {}, { policies: long });
  const both = long.flatMap((name) => ['--policy-arn', `arn:aws:iam::111122223333:policy/${name}`]);
  expect(await keyId(['admin', ...both])).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/too large together: .*Packed policy consumes 1\d\d%/),
  });
});
