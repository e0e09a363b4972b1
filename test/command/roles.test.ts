import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { calls, keyLinesOf, roleArn } from './at.ts';
import { exportsOf, keyPair, makePlace, type Place, serial } from './run.ts';

// One MFA session serves the user's roles, and a longer one needs a code: C3.6.

const phone = 'arn:aws:iam::111122223333:mfa/bobs-phone';

let place: Place;
beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => place.end());

/** Profiles with a role each: `name: more lines`. Their source is `default`, unless the lines name another. */
function roles(profiles: Record<string, string>, more = ''): void {
  const sections = Object.entries(profiles).map(([name, lines]) => {
    const source = lines.includes('source_profile') ? '' : 'source_profile = default\n';
    return `[profile ${name}]\nrole_arn = ${roleArn(name)}\n${source}${lines}\n`;
  });
  place.write('.aws/config', `[default]\nregion = eu-central-1\nmfa_serial = ${serial}\n${more}${sections.join('')}`);
}

const assumed = (): Record<string, string | undefined>[] =>
  place.sts.calls('AssumeRole').map(({ parameters }) => ({ ...parameters }));

/** Seconds that the session has left. */
const left = (stdout: string): number => Number(exportsOf(stdout).MFA_ENV_EXPIRES) - Date.now() / 1000;

test('one code serves all roles of the user, in any account', async () => {
  place.write(
    '.aws/config',
    `[default]\nmfa_serial = ${serial}\n` +
      `[profile admin]\nrole_arn = ${roleArn('admin')}\nsource_profile = default\n` +
      `[profile readonly]\nrole_arn = ${roleArn('readonly')}\nsource_profile = default\nduration_seconds = 900\n` +
      `[profile partner]\nrole_arn = ${roleArn('partner', '444455556666')}\nsource_profile = default\n`,
  );
  const first = await place.run(['-p', 'admin', place.sts.freshCode(serial)]);
  expect(first).toMatchObject({
    status: 0,
    stderr: expect.stringMatching(
      /^admin · 111122223333 · .* · new\nno region.*: aws configure set region REGION --profile admin\n$/,
    ),
  });
  expect(left(first.stdout)).toBeGreaterThan(3500);
  const second = await place.quick(['-p', 'readonly']);
  expect(left(second.stdout)).toBeLessThanOrEqual(900);
  expect(await place.quick(['-p', 'partner'])).toMatchObject({
    status: 0,
    stderr: expect.stringMatching(/^partner · 444455556666 · /),
  });
  expect(await place.quick([])).toMatchObject({ status: 0, stderr: expect.stringMatching(/cached\n$/) });
  const asked = calls(place).filter((call) => !call.startsWith('GetCallerIdentity'));
  expect(asked).toEqual(['GetSessionToken! ok', 'AssumeRole ok', 'AssumeRole ok', 'AssumeRole ok']);
});

test('a role from a live session is one AssumeRole call; a cached one sends nothing', async () => {
  roles({ admin: '' });
  await place.begin();
  const before = place.sts.requests.length;
  const { stdout } = await place.quick(['-p', 'admin']);
  expect(calls(place, before)).toEqual(['AssumeRole ok']);
  const connections = place.sts.connections();
  expect(await place.quick(['-p', 'admin'])).toMatchObject({ status: 0, stdout });
  expect(place.sts.connections()).toBe(connections);
});

test.each([
  ['the profile', ['-p', 'admin'], 'duration_seconds = 7200'],
  ['the option', ['-p', 'admin', '-d', '2h'], ''],
  ['--role-arn', ['--role-arn', roleArn('admin'), '-d', '2h'], ''],
])('over one hour by %s: straight from the keys, with the code', async (_, words, lines) => {
  roles({ admin: lines });
  const { status, stdout } = await place.quick([...words, place.sts.freshCode(serial)]);
  expect(status).toBe(0);
  expect(left(stdout)).toBeGreaterThan(7100);
  expect(place.sts.calls('GetSessionToken')).toEqual([]);
  expect(place.sts.calls('AssumeRole')).toMatchObject([
    { accessKeyId: keyPair.AWS_ACCESS_KEY_ID, parameters: { DurationSeconds: '7200', SerialNumber: serial } },
  ]);
  const before = place.sts.requests.length;
  expect(await place.quick(words)).toMatchObject({ status: 0, stdout });
  expect(place.sts.requests).toHaveLength(before);
  // It is no session of the user's.
  expect(await place.quick([])).toMatchObject({ status: 2 });
});

test('over one hour: a live MFA session does not do, a code is needed', async () => {
  roles({ admin: 'duration_seconds = 7200' });
  await place.begin();
  expect(await place.quick(['-p', 'admin'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('code'),
  });
  expect(await place.quick(['-p', 'admin', '-d', '1h'])).toMatchObject({ status: 0 });
});

test('a chain: each role from the one before, each kept', async () => {
  roles({ admin: 'duration_seconds = 7200', chained: 'source_profile = admin\nduration_seconds = 7200' });
  const { status, stdout } = await place.quick(['-p', 'chained', place.sts.freshCode(serial)]);
  expect({ status, long: left(stdout) > 3600 }).toEqual({ status: 0, long: false });
  expect(assumed().map(({ RoleArn, DurationSeconds }) => [RoleArn, DurationSeconds])).toEqual([
    [roleArn('admin'), '3600'],
    [roleArn('chained'), '3600'],
  ]);
  expect(new Set(place.sts.calls('AssumeRole').map(({ accessKeyId }) => accessKeyId)).size).toBe(2);
  const before = place.sts.requests.length;
  expect(await place.quick(['-p', 'chained'])).toMatchObject({ status: 0, stdout });
  expect(place.sts.requests).toHaveLength(before);
  expect(await place.quick(['-p', 'chained', '-d', '2h'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('one hour'),
  });
});

test('a chain whose second role wants MFA, which no role session has: told, and no code is asked for', async () => {
  place.sts.role('chained').requireMfa = 'Bool';
  roles({ admin: '', chained: 'source_profile = admin' });
  const { status, stderr } = await place.quick(['-p', 'chained', place.sts.freshCode(serial)]);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(/^mfa-env: .*not assume .*role\/chained\n/),
  });
});

test('--role-arn: behind the profile’s own role, and without any profile', async () => {
  roles({ admin: '' });
  const chain = await place.quick(['-p', 'admin', '--role-arn', roleArn('chained'), place.sts.freshCode(serial)]);
  expect(chain).toMatchObject({ status: 0 });
  expect(assumed().map(({ RoleArn }) => RoleArn)).toEqual([roleArn('admin'), roleArn('chained')]);
  const env = {
    ...keyPair,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_MFA_SERIAL: serial,
  };
  expect(await place.quick(['--role-arn', roleArn('readonly')], { env })).toMatchObject({
    status: 0,
    stderr: expect.stringMatching(/^environment · 111122223333 · role readonly · .* new\n/),
  });
});

test('C6.3: the role of --role-arn is named, of a new session, a cached one and a recalled one', async () => {
  await place.begin();
  const line = (from: string) => new RegExp(`^default · 111122223333 · role readonly · .* · ${from}\n`);
  const words = ['--role-arn', roleArn('readonly')];
  expect(await place.quick(['exec', ...words, '--', 'true'])).toMatchObject({
    stderr: expect.stringMatching(line('new')),
  });
  expect(await place.quick(words)).toMatchObject({ stderr: expect.stringMatching(line('cached')) });
  expect(await place.quick(words)).toMatchObject({ stderr: expect.stringMatching(line('cached')) });
});

test('--role-arn ROLE, where nothing tells the account: AWS is asked once, and one session serves each spelling', async () => {
  const device = 'GAHT12345678';
  const [key] = place.sts.user('carol').keys;
  if (key) key.id = 'AKIAI44QH8DHBEXAMPLE'; // from before ids told the account
  place.write('.aws/config', `[default]\nmfa_serial = ${device}\n`);
  place.write('.aws/credentials', `[default]\n${keyLinesOf(place, 'carol')}`);
  expect(await place.quick(['--cached', '--role-arn', 'readonly'])).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/account .*\n.*--role-arn ACCOUNT:readonly/),
  });
  expect(place.sts.connections()).toBe(0);
  expect(await place.quick(['--role-arn', 'readonly', place.sts.freshCode(device)])).toMatchObject({ status: 0 });
  expect(calls(place)).toEqual(['GetCallerIdentity ok', 'GetSessionToken! ok', 'AssumeRole ok']);
  expect(assumed()).toMatchObject([{ RoleArn: roleArn('readonly') }]);
  for (const role of ['readonly', '111122223333:readonly', roleArn('readonly')])
    expect(await place.quick(['--cached', '--role-arn', role])).toMatchObject({ status: 0 });
  expect(calls(place)).toHaveLength(3);
});

test('what the profile says of the role is sent', async () => {
  const more =
    'external_id = audit-2026\nrole_session_name = Alice@work=1\nsource_identity = alice.liddell\nduration_seconds = 1800\n' +
    'session_tags = team=web,stage=dev\ntransitive_session_tags = team';
  const arn = 'arn:aws:iam::111122223333:role/deep/path/auditor';
  place.write(
    '.aws/config',
    `[default]\nmfa_serial = ${serial}\n[profile auditor]\nrole_arn = ${arn}\nsource_profile = default\n${more}\n`,
  );
  expect(await place.quick(['-p', 'auditor', place.sts.freshCode(serial)])).toMatchObject({ status: 0 });
  expect(assumed()).toEqual([
    expect.objectContaining({
      RoleArn: arn,
      ExternalId: 'audit-2026',
      RoleSessionName: 'Alice@work=1',
      SourceIdentity: 'alice.liddell',
      DurationSeconds: '1800',
      'Tags.member.1.Key': 'team',
      'Tags.member.1.Value': 'web',
      'Tags.member.2.Key': 'stage',
      'TransitiveTagKeys.member.1': 'team',
    }),
  ]);
  expect(assumed()[0]).not.toHaveProperty('TokenCode');
});

test.each<[string, string, string]>([
  ['alice', 'alice', serial],
  ['bob, whose device has another name', 'bob', phone],
  ['carol, who has a hardware device', 'carol', 'GAHT12345678'],
])('the default session name is the user’s: %s', async (_, user, device) => {
  place.write('.aws/credentials', `[default]\n${keyLinesOf(place, user)}`);
  place.write(
    '.aws/config',
    `[default]\nmfa_serial = ${device}\n[profile admin]\nrole_arn = ${roleArn('admin')}\nsource_profile = default\n`,
  );
  expect(await place.quick(['-p', 'admin', place.sts.freshCode(device)])).toMatchObject({ status: 0 });
  expect(assumed()[0]?.RoleSessionName).toBe(user);
});

test.each([
  ['x', 'x-mfa-env'],
  ['a'.repeat(64), 'a'.repeat(64)],
  ['with+all=of,them.@-_', 'with+all=of,them.@-_'],
])('… fitted to STS’s alphabet and length: %s', async (name, expected) => {
  place.sts.user('alice').name = name;
  roles({ admin: '' });
  place.write('.aws/config', `[default]\n[profile admin]\nrole_arn = ${roleArn('admin')}\nsource_profile = default\n`);
  expect(await place.quick(['-p', 'admin', place.sts.freshCode(serial)])).toMatchObject({ status: 0 });
  expect(assumed()[0]?.RoleSessionName).toBe(expected);
});

describe('C3.5: a role whose profiles name no device', () => {
  const withoutDevice = (name: string): void => {
    const text = `[profile ${name}]\nrole_arn = ${roleArn(name)}\nsource_profile = default\nregion = eu-west-1\n`;
    place.write('.aws/config', text);
  };

  test('it is tried without a code, cached, and served without one', async () => {
    withoutDevice('readonly');
    expect(await place.quick(['readonly'])).toMatchObject({ status: 0, stderr: expect.stringContaining(' · new') });
    expect(await place.quick(['readonly'])).toMatchObject({ status: 0, stderr: expect.stringContaining(' · cached') });
    expect(calls(place).filter((call) => !call.startsWith('GetCallerIdentity'))).toEqual(['AssumeRole ok']);
    expect(assumed()).toEqual([expect.objectContaining({ RoleSessionName: 'alice' })]);
    expect((await place.quick(['list'])).stdout).toMatch(/readonly.* \d+m/);
  });

  test('where the role is refused without one, a code follows, and the next time comes first', async () => {
    withoutDevice('admin');
    const env = { MFA_ENV_CODE_COMMAND: `echo ${place.sts.freshCode(serial)}` };
    expect(await place.quick(['admin'], { env })).toMatchObject({
      status: 0,
      stderr: expect.stringContaining(' · new'),
    });
    const first = ['AssumeRole AccessDenied', 'ListMFADevices ok', 'GetSessionToken! ok', 'AssumeRole ok'];
    const told = (): string[] => calls(place).filter((call) => !call.startsWith('GetCallerIdentity'));
    expect(told()).toEqual(first);
    expect(await place.quick(['admin', '--refresh'], { env: { MFA_ENV_CODE_COMMAND: 'false' } })).toMatchObject({
      status: 2,
    });
    expect(told()).toEqual(first);
  });

  test('once the device is known, too: only a role that was refused takes a code at once', async () => {
    const role = (name: string): string => `[profile ${name}]\nrole_arn = ${roleArn(name)}\nsource_profile = default\n`;
    place.write('.aws/config', `[default]\nregion = eu-west-1\n${role('readonly')}${role('admin')}`);
    expect(await place.quick([place.sts.freshCode(serial)])).toMatchObject({ status: 0 }); // looks the device up
    const before = place.sts.requests.length;
    expect(await place.quick(['admin'])).toMatchObject({ status: 0 });
    expect(await place.quick(['readonly'])).toMatchObject({ status: 0 });
    expect(await place.quick(['readonly'])).toMatchObject({ stderr: expect.stringContaining(' · cached') });
    expect(await place.quick(['admin', '--refresh', '--cached'])).toMatchObject({ status: 2 });
    const made = (): string[] => calls(place, before).filter((call) => !call.startsWith('GetCallerIdentity'));
    expect(made()).toEqual(['AssumeRole AccessDenied', 'AssumeRole ok', 'AssumeRole ok']);
    expect(await place.quick(['admin'])).toMatchObject({ stderr: expect.stringContaining(' · cached') });
    const asked = { env: { MFA_ENV_CODE_COMMAND: `echo ${place.sts.freshCode(serial)}` } };
    expect(await place.quick(['admin', '--refresh'], asked)).toMatchObject({ status: 0 });
    expect(made().slice(3)).toEqual(['GetSessionToken! ok', 'AssumeRole ok']);
  });

  test('a code on the command line is used at once', async () => {
    withoutDevice('readonly');
    expect(await place.quick(['readonly', place.sts.freshCode(serial)])).toMatchObject({ status: 0 });
    expect(calls(place)).toContain('GetSessionToken! ok');
  });

  test('a chain of roles goes without one, too; a role longer than an hour, in one call', async () => {
    withoutDevice('readonly');
    const words = ['readonly', '-d', '2h'];
    place.sts.role('readonly').maxSessionDuration = 7200;
    expect(await place.quick(words)).toMatchObject({ status: 0 });
    expect(assumed()).toEqual([expect.objectContaining({ DurationSeconds: '7200' })]);
    expect(await place.quick(words)).toMatchObject({ status: 0, stderr: expect.stringContaining(' · cached') });
  });

  test('nobody is asked where nobody can be, and --cached calls nobody', async () => {
    withoutDevice('admin');
    expect(await place.quick(['admin', '--cached'])).toMatchObject({ status: 1 });
    expect(calls(place)).toEqual([]);
    expect(await place.quick(['admin'])).toMatchObject({ status: 2, stderr: expect.stringContaining('no terminal') });
  });
});
