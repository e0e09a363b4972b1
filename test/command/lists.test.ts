import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { at, keyLinesOf, roleArn } from './at.ts';
import { keyLines, makePlace, type Place, serial } from './run.ts';

// status, list and logout: C1. None of them asks AWS or a person.

const phone = 'arn:aws:iam::111122223333:mfa/bobs-phone';

let place: Place;
beforeEach(async () => {
  place = await makePlace();
  place.write(
    '.aws/config',
    `[default]\nregion = eu-central-1\nmfa_serial = ${serial}\n` +
      `[profile admin]\nrole_arn = ${roleArn('admin')}\nsource_profile = default\n` +
      `[profile bob]\nmfa_serial = ${phone}\n` +
      `[profile broken]\nsource_profile = nosuch\n` +
      `[profile tool]\ncredential_process = echo hunter2 >>"${place.home}/log"\n`,
  );
  place.write('.aws/credentials', `[default]\n${keyLines}[bob]\n${keyLinesOf(place, 'bob')}`);
});
afterEach(() => place.end());

async function sessions(): Promise<Record<string, string>> {
  const shell = await place.begin();
  await place.run(['-p', 'admin']);
  await place.run(['-p', 'bob', place.sts.freshCode(phone)]);
  return shell;
}

/** Words that must never be shown. */
async function expectNoSecret(text: string): Promise<void> {
  const { SecretAccessKey, SessionToken } = JSON.parse((await place.run(['-f', 'json'])).stdout) as Record<
    string,
    string
  >;
  for (const secret of [SecretAccessKey, SessionToken, keyLines.slice(-41, -1)]) expect(text).not.toContain(secret);
}

test('status: nothing yet', async () => {
  const { status, stdout, stderr } = await place.run(['status']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/this shell has no session of mfa-env.*\n\nno cached session/);
  expect(JSON.parse((await place.run(['status', '--json'])).stdout)).toEqual({ shell: null, sessions: [] });
  expect(place.sts.requests).toEqual([]);
});

test('status: the shell’s own session, and every cached one', async () => {
  const shell = await sessions();
  const before = place.sts.requests.length;
  const { stdout } = await place.run(['status'], { env: shell });
  expect(stdout).toMatch(/^this shell: default, 1[12]h \d\dm left \(until \d\d:\d\d\)\n/);
  for (const row of [
    /^default\s+111122223333\s+user alice\s+1[12]h/m,
    /^admin\s+111122223333\s+role admin\s+(59m|1h 00m)/m,
    /^bob\s+111122223333\s+user \S+\s+1[12]h/m,
  ])
    expect(stdout).toMatch(row);
  await expectNoSecret(stdout);
  const json = JSON.parse((await place.run(['status', '--json'], { env: shell })).stdout) as Record<string, unknown>;
  expect(json).toEqual({
    shell: { profile: 'default', expires: Number(shell.MFA_ENV_EXPIRES), secondsLeft: expect.any(Number) },
    sessions: expect.arrayContaining([
      {
        profiles: ['admin'],
        account: '111122223333',
        device: serial,
        roles: [roleArn('admin')],
        expires: expect.any(Number),
        secondsLeft: expect.any(Number),
      },
      {
        profiles: ['default'],
        account: '111122223333',
        device: serial,
        roles: [],
        expires: expect.any(Number),
        secondsLeft: expect.any(Number),
      },
      expect.objectContaining({ profiles: ['bob'], device: phone }),
    ]),
  });
  expect(place.sts.requests).toHaveLength(before);
});

test('status works with a broken config file and a cache full of garbage', async () => {
  await sessions();
  place.write('.aws/config', '\0');
  writeFileSync(path.join(place.cache, '0123456789abcdef.json'), '\0garbage', { mode: 0o600 });
  writeFileSync(path.join(place.cache, 'fedcba9876543210.json'), '{"version":1,"key":"[1,2]","content":{}}', {
    mode: 0o600,
  });
  const { status, stdout } = await place.run(['status', '--json']);
  expect({ status, count: JSON.parse(stdout).sessions.length }).toEqual({ status: 0, count: 3 });
});

test('list: how each profile gets its credentials', async () => {
  await sessions();
  const before = place.sts.requests.length;
  const { status, stdout, stderr } = await place.run(['list']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^default\s+111122223333\s+its own keys\s+alice\s+1[12]h/m);
  expect(stdout).toMatch(/^admin\s+111122223333\s+role admin through default\s+alice\s+(59m|1h 00m)/m);
  expect(stdout).toMatch(/^bob\s+111122223333\s+its own keys\s+bobs-phone\s+1[12]h/m);
  expect(stdout).toMatch(/^broken\s.*none: .*nosuch/m);
  expect(stdout).toMatch(/^tool\s.*credential_process/m);
  await expectNoSecret(stdout);
  const { profiles } = JSON.parse((await place.run(['list', '--json'])).stdout) as {
    profiles: Record<string, unknown>[];
  };
  expect(profiles.map(({ name, from }) => `${name} ${from}`)).toEqual([
    'default keys',
    'admin role',
    'bob keys',
    'broken nowhere',
    'tool process',
  ]);
  expect(profiles[1]).toEqual({
    name: 'admin',
    from: 'role',
    sources: ['default'],
    roles: [roleArn('admin')],
    account: '111122223333',
    device: serial,
    expires: expect.any(Number),
    secondsLeft: expect.any(Number),
    problem: null,
  });
  expect(place.sts.requests).toHaveLength(before);
  expect(readdirSync(place.home)).not.toContain('log'); // no process was started
});

test('list: no files, and names that would play with the terminal', async () => {
  place.write('.aws/config', '[profile \u001b[31mred]\nregion = r\n');
  place.write('.aws/credentials', '');
  expect((await place.run(['list'])).stdout).not.toContain('\u001b');
  place.write('.aws/config', '');
  expect(await place.run(['list'])).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^no profiles in .*aws configure/),
  });
  expect(JSON.parse((await place.run(['list', '--json'])).stdout)).toEqual({ profiles: [] });
});

test('logout: all, and then a code is needed again', async () => {
  const shell = await sessions();
  const { status, stdout, stderr } = await place.run(['logout'], { env: shell });
  expect({ status, stdout, stderr }).toEqual({
    status: 0,
    stdout: '',
    stderr: expect.stringMatching(/^3 sessions forgotten\nthis shell still has its own.*--clear/),
  });
  for (const words of [[], ['-p', 'admin'], ['-p', 'bob']]) expect((await place.run(words)).status).toBe(2);
  expect(await place.run(['logout', '-q'])).toEqual({ status: 0, stdout: '', stderr: '' });
});

test('logout -p: the sessions of that user, and only those', async () => {
  await sessions();
  expect(await place.run(['logout', '-p', 'admin'])).toMatchObject({ status: 0, stderr: '2 sessions forgotten\n' });
  expect((await place.run([])).status).toBe(2);
  expect((await place.run(['-p', 'bob'])).status).toBe(0);
  expect(await place.run(['logout', '-p', 'nosuch'])).toMatchObject({
    status: 3,
    stdout: '',
    stderr: expect.stringContaining('no profile nosuch'),
  });
  expect((await place.run(['-p', 'bob'])).status).toBe(0);
});

test('logout forgets which device was chosen', async () => {
  place.write('.aws/config', '');
  await place.begin();
  await place.run(['logout']);
  const before = place.sts.calls('ListMFADevices').length;
  await place.begin();
  expect(place.sts.calls('ListMFADevices')).toHaveLength(before + 1);
});

test('logout while another terminal asks does not disturb it', async () => {
  const terminal = at(place, '"$@" >/dev/null');
  await terminal.until('MFA code for default');
  expect((await place.run(['logout'])).status).toBe(0);
  terminal.line(place.sts.freshCode(serial));
  await terminal.until('status=0');
});

test.each([
  [['list', '-p', 'x'], '-p does not go with this command'],
  [['list', 'x'], 'list takes no words'],
  [['status', 'x'], 'status takes no words'],
  [['logout', 'admin'], 'mfa-env logout -p admin'],
  [['logout', '--json'], '--json'],
])('%j is refused', async (words, named) => {
  const { status, stdout, stderr } = await place.run(words);
  expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: expect.stringContaining(named) });
});
