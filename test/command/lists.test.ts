import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { writeShellNote } from '../../src/cache/shell-notes.ts';
import { at, keyLinesOf, roleArn } from './at.ts';
import { exportsOf, keyLines, keyPair, makePlace, type Place, serial } from './run.ts';

// `status`, `list` and `logout` show and forget what is there, and ask neither AWS nor a person: C1.

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
  await place.quick(['-p', 'bob', place.sts.freshCode(phone)]);
  return shell;
}

/** Words that must never be shown. */
async function expectNoSecret(text: string): Promise<void> {
  const { SecretAccessKey, SessionToken } = JSON.parse((await place.quick(['-f', 'json'])).stdout) as Record<
    string,
    string
  >;
  for (const secret of [SecretAccessKey, SessionToken, keyLines.slice(-41, -1)]) expect(text).not.toContain(secret);
}

test('status: nothing yet', async () => {
  expect(await place.quick(['status'])).toEqual({
    status: 0,
    stdout: expect.stringMatching(/no session; .*: eval .*mfa-env\)"\n\nno session is cached.*\n$/),
    stderr: '',
  });
  const none = { shell: null, terminals: [], sessions: [] };
  expect(JSON.parse((await place.quick(['status', '--json'])).stdout)).toEqual(none);
  expect(place.sts.requests).toEqual([]);
});

test('without a profile default, status names the command to type, and a session is that of the only other one', async () => {
  const other = await makePlace();
  try {
    expect(
      (await other.run(['status'], { env: { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' } }))
        .stdout,
    ).toMatch(/no session; .*: mfa-env setup\n/);
    other.write('.aws/config', `[profile acme]\nmfa_serial = ${serial}\n`);
    other.write('.aws/credentials', `[acme]\n${keyLines}`);
    expect((await other.run(['status'])).stdout).toMatch(
      /^this shell has no session; to start one: eval .*mfa-env acme\)"\n/,
    );
    const plain = await other.run([]);
    expect(plain).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/code is needed.*\n.*mfa-env acme 123456\)"\n$/),
    });
    const code = other.sts.freshCode(serial);
    expect(await other.run([code])).toMatchObject({ status: 0, stdout: expect.stringContaining("PROFILE='acme'") });
    other.write('.aws/config', '[profile b]\ncredential_process = false\n');
    const two = await other.run([]);
    expect(two).toMatchObject({ status: 2, stderr: expect.stringMatching(/several.*\n.*: b, acme;.*mfa-env b\)"\n$/) });
  } finally {
    await other.end();
  }
});

test('status: the shell’s own session, and every cached one', async () => {
  const shell = await sessions();
  const before = place.sts.requests.length;
  const { stdout } = await place.sh('"$@"; true', ['status'], { env: shell });
  for (const row of [
    /^process \d+ \(here\)\s+sh\s+default\s+111122223333\s+1[12]h \d\dm\s+\d\d:\d\d$/m,
    /^default\s+111122223333\s+user alice\s+1[12]h \d\dm\s+\d\d:\d\d$/m,
    /^admin\s+111122223333\s+role admin\s+(59m|1h 00m)/m,
    /^bob\s+111122223333\s+user bob\s+1[12]h/m,
  ])
    expect(stdout).toMatch(row);
  await expectNoSecret(stdout);
  const { stdout: text } = await place.sh('"$@"; true', ['status', '--json'], { env: shell });
  await expectNoSecret(text);
  const own = { profile: 'default', expires: Number(shell.MFA_ENV_EXPIRES), secondsLeft: expect.any(Number) };
  const kept = {
    account: '111122223333',
    endpoint: place.sts.url,
    policies: [],
    expires: expect.any(Number),
    secondsLeft: expect.any(Number),
  };
  const json = JSON.parse(text) as Record<string, unknown>;
  expect(json).toEqual({
    shell: own,
    terminals: expect.arrayContaining([
      {
        ...own,
        here: true,
        terminal: null,
        pid: expect.any(Number),
        shell: 'sh',
        account: '111122223333',
        limit: null,
      },
    ]),
    sessions: expect.arrayContaining([
      { ...kept, profiles: ['admin'], device: serial, roles: [roleArn('admin')] },
      { ...kept, profiles: ['default'], device: serial, roles: [] },
      { ...kept, profiles: ['bob'], device: phone, roles: [] },
    ]),
  });
  expect(place.sts.requests).toHaveLength(before);
});

test('status: keys that were pasted over a session, or unset', async () => {
  const expires = Math.floor(Date.now() / 1000) + 3600;
  const session = { MFA_ENV_PROFILE: 'acme', MFA_ENV_EXPIRES: String(expires) };
  mkdirSync(place.cache, { recursive: true, mode: 0o700 });
  writeShellNote(place.cache, process.pid, { profile: 'acme', account: '111122223333', expires });
  const said = async (id: string): Promise<boolean> => {
    const { stdout } = await place.sh('"$@"; true', ['status'], { env: { ...session, AWS_ACCESS_KEY_ID: id } });
    return stdout.startsWith('the keys of this shell are no longer those of its session');
  };
  const ids = ['ASIARTX3GSDS7EXAMPLE', 'ASIAWO645SY5DEXAMPLE', 'AKIARTX3GSDS7EXAMPLE', '', 'LSIAQAAAAAAAAAAAAAAA'];
  expect(await Promise.all(ids.map(said))).toEqual([false, true, true, true, false]);
});

test('status: what other shells have noted, and what is over', async () => {
  mkdirSync(place.cache, { recursive: true, mode: 0o700 });
  const now = Math.floor(Date.now() / 1000);
  const other = spawn('sh', ['-c', 'read x']);
  onTestFinished(() => void other.kill());
  writeShellNote(place.cache, other.pid ?? 0, {
    profile: 'dev\u001b[31m',
    account: '444455556666',
    expires: now + 330,
  });
  const env = { MFA_ENV_PROFILE: 'ol\u001b[2Jd', MFA_ENV_EXPIRES: String(now - 5) };
  const { stdout } = await place.sh('"$@"; true', ['status'], { env });
  expect(stdout).toMatch(/^the session of this shell has expired; to renew it: eval .*mfa-env default\)"\n\nTERMINAL/);
  for (const [mark, options] of [
    [{ MFA_ENV_LIMIT: 'read-only', MFA_ENV_ROLE_ARN: 'admin' }, '--role-arn admin --read-only'],
    [{ MFA_ENV_LIMIT: 'limited' }, '--policy-arn ARN'],
  ] as const) {
    const less = await place.sh('"$@"; true', ['status'], { env: { ...env, ...mark } });
    expect(less.stdout).toContain(`to renew it: eval "$(mfa-env default ${options})"\n`);
  }
  expect(stdout).toMatch(/^process \d+ \(here\)\s+sh\s+ol \[2Jd\s+expired$/m);
  expect(stdout).toMatch(/^process \d+\s+sh\s+dev \[31m\s+444455556666\s+5m\s+\d\d:\d\d$/m);
  expect(stdout).not.toContain('\u001b');
  const { terminals } = JSON.parse((await place.sh('"$@"; true', ['status', '--json'], { env })).stdout) as {
    terminals: unknown[];
  };
  expect(terminals).toEqual([
    expect.objectContaining({ here: true, account: null, secondsLeft: 0 }),
    expect.objectContaining({ here: false, pid: other.pid, account: '444455556666', expires: now + 330 }),
  ]);
  await place.quick(['logout']);
  expect(place.cached()).toHaveLength(1); // that shell still has its session
});

test('status: keys of the environment are called so, in each table', async () => {
  place.write('.aws/credentials', '');
  const begun = await place.quick([place.sts.freshCode(serial)], { env: keyPair });
  const env = exportsOf(begun.stdout);
  const { stdout } = await place.quick(['status'], { env });
  expect(stdout.match(/environment/g)).toHaveLength(2);
  const { shell: own, sessions: kept } = JSON.parse((await place.quick(['status', '--json'], { env })).stdout);
  expect([own.profile, kept[0].profiles]).toEqual(['', []]);
});

test('status: the session of keys that a command gives is called so', async () => {
  const file = place.write(
    'keys.json',
    JSON.stringify({
      Version: 1,
      AccessKeyId: keyPair.AWS_ACCESS_KEY_ID,
      SecretAccessKey: keyPair.AWS_SECRET_ACCESS_KEY,
    }),
  );
  place.write('.aws/config', `[profile vault]\nmfa_serial = ${serial}\ncredential_process = cat "${file}"\n`);
  place.write('.aws/credentials', '');
  await place.begin('-p', 'vault');
  expect((await place.quick(['status'])).stdout).toMatch(/^credential_process\s+111122223333\s+user alice/m);
});

test('status: a profile stands beside the session that it takes, and no other', async () => {
  const role = `role_arn = ${roleArn('admin')}\nsource_profile = default\n`;
  place.write('.aws/credentials', `[default]\n${keyLines}`);
  place.write(
    '.aws/config',
    `[default]\nmfa_serial = ${serial}\n[profile short]\n${role}[profile long]\n${role}duration_seconds = 7200\n`,
  );
  await place.begin('-p', 'long');
  const profilesIn = async (): Promise<string[][]> =>
    JSON.parse((await place.quick(['status', '--json'])).stdout).sessions.map(
      ({ profiles }: { profiles: string[] }) => profiles,
    );
  expect(await profilesIn()).toEqual([['long']]);
  await place.begin('-p', 'short');
  expect((await profilesIn()).sort()).toEqual([['default'], ['long'], ['short']]);
  await place.begin('-p', 'default', '--role-arn', roleArn('readonly'));
  expect(await profilesIn()).toContainEqual([]);
  expect((await place.quick(['status'])).stdout).toMatch(/^\S.*\s+111122223333\s+role readonly/m);
  const left = JSON.parse((await place.quick(['list', '--json'])).stdout).profiles.map(
    ({ name, secondsLeft }: { name: string; secondsLeft: number }) => `${name} ${Math.round(secondsLeft / 3600)}`,
  );
  expect(left).toEqual(['default 12', 'short 1', 'long 2']);
});

test('status and list: the account behind a hardware device is remembered', async () => {
  const token = 'GAHT12345678';
  place.write('.aws/config', `[profile carol]\nmfa_serial = ${token}\n`);
  place.write('.aws/credentials', `[carol]\n${keyLinesOf(place, 'carol')}`);
  expect((await place.quick(['list'])).stdout).toMatch(/^carol\s+its own keys\s+GAHT12345678$/m);
  await place.quick(['-p', 'carol', place.sts.freshCode(token)]);
  expect((await place.quick(['list'])).stdout).toMatch(/^carol\s+111122223333\s+its own keys/m);
  expect((await place.quick(['status'])).stdout).toMatch(/^carol\s+111122223333\s+user carol\s+1[12]h/m);
});

test('status: what is wrong in the cache is said, and the rest is shown', async () => {
  await sessions();
  const write = (name: string, text: string, mode = 0o600): void =>
    writeFileSync(path.join(place.cache, name), text, { mode });
  write('0123456789abcdef.json', '{"version":1');
  write('0123456789abcdee.json', '{"version":9}');
  write('0123456789abcded.json', '{}', 0o644);
  const { status, stderr, stdout } = await place.quick(['status', '--json']);
  expect({ status, count: JSON.parse(stdout).sessions.length }).toEqual({ status: 0, count: 3 });
  const lines = ['bcded.json .*others', 'bcdee.json .*version', 'bcdef.json .*damaged'];
  expect(stderr.trim().split('\n').sort()).toEqual(lines.map((line) => expect.stringMatching(`^mfa-env: ~/.*${line}`)));
  chmodSync(place.cache, 0o777);
  const open = await place.quick(['status', '--json']);
  expect(JSON.parse(open.stdout).sessions).toEqual([]);
  expect(open.stderr).toMatch(/^mfa-env: ~\/.* written by others.*\n$/);
});

test('C6.3: status and list have colours on a terminal, and only there', async () => {
  const shell = { ...(await sessions()), TERM: 'xterm-256color' };
  for (const words of [['status'], ['list']]) {
    const shown = async (env: Record<string, string>): Promise<string> => {
      const terminal = at(place, '"$@"', words, { ...shell, ...env });
      await terminal.until('status=0');
      await terminal.close();
      return terminal.everything();
    };
    expect(await shown({})).toMatch(/\u001b\[32m1[12]h \d\dm\u001b/);
    expect(await shown({ NO_COLOR: '1' })).not.toContain('\u001b');
    expect((await place.quick(words, { env: shell })).stdout).not.toContain('\u001b');
    const forced = await place.quick(words, { env: { ...shell, FORCE_COLOR: '1' } });
    expect(forced.stdout).toContain('\u001b[32m');
    const json = await place.quick([...words, '--json'], { env: { ...shell, FORCE_COLOR: '1' } });
    expect(json.stdout).not.toContain('\u001b');
  }
});

test('status and list: a narrow terminal gets blocks, and not a line is cut', async () => {
  const shell = await sessions();
  for (const [words, line] of [
    [['status'], 'UNTIL +\\d\\d:\\d\\d'],
    [['list'], 'CREDENTIALS  role admin through\\r\\n {15}default\\r\\n  MFA DEVICE   alice'],
  ] as const) {
    const terminal = at(place, 'stty cols 40; "$@"', words, shell);
    const text = await terminal.until('status=0');
    expect(text).toMatch(new RegExp(`^  ${line}\\r$`, 'm'));
    expect(Math.max(...text.split('\r\n').map((row) => row.length))).toBeLessThanOrEqual(41);
    await terminal.close();
  }
});

test('status works with a broken config file and a cache full of garbage', async () => {
  await sessions();
  place.write('.aws/config', '\0');
  writeFileSync(path.join(place.cache, '0123456789abcdef.json'), '\0garbage', { mode: 0o600 });
  writeFileSync(path.join(place.cache, 'fedcba9876543210.json'), '{"version":1,"key":"[1,2]","content":{}}', {
    mode: 0o600,
  });
  const { status, stdout } = await place.quick(['status', '--json']);
  expect({ status, count: JSON.parse(stdout).sessions.length }).toEqual({ status: 0, count: 3 });
});

test('list: how each profile gets its credentials', async () => {
  await sessions();
  const before = place.sts.requests.length;
  const { status, stdout, stderr } = await place.quick(['list']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^default\s+111122223333\s+its own keys\s+alice\s+1[12]h \d\dm\s+\d\d:\d\d$/m);
  expect(stdout).toMatch(/^admin\s+111122223333\s+role admin through default\s+alice\s+(59m|1h 00m)/m);
  expect(stdout).toMatch(/^bob\s+111122223333\s+its own keys\s+bobs-phone\s+1[12]h/m);
  expect(stdout).toMatch(/^broken\s.*none: .*nosuch/m);
  expect(stdout).toMatch(/^tool\s.*credential_process/m);
  await expectNoSecret(stdout);
  const { profiles } = JSON.parse((await place.quick(['list', '--json'])).stdout) as {
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
    keyAgeDays: null,
    expires: expect.any(Number),
    secondsLeft: expect.any(Number),
    problem: null,
  });
  expect(place.sts.requests).toHaveLength(before);
  expect(readdirSync(place.home)).not.toContain('log'); // no process was started
});

test('list: SSO and a session of --write are no faults', async () => {
  place.write('.aws/config', '[profile dev]\nsso_session = acme\n');
  place.write('.aws/credentials', `[work]\n${keyLines}aws_session_token = t\n`);
  const { stdout } = await place.quick(['list']);
  expect(stdout).toMatch(/^dev +SSO$/m);
  expect(stdout).toMatch(/^work +session$/m);
});

test('list: no files, and names that would play with the terminal', async () => {
  place.write('.aws/config', '[profile \u001b[31mred]\nregion = r\n');
  place.write('.aws/credentials', '');
  expect((await place.quick(['list'])).stdout).not.toContain('\u001b');
  place.write('.aws/config', '');
  expect(await place.quick(['list'])).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^no profiles .*mfa-env setup/),
  });
  expect(JSON.parse((await place.quick(['list', '--json'])).stdout)).toEqual({ profiles: [] });
});

test('logout: all, and then a code is needed again', async () => {
  const shell = await sessions();
  const { status, stdout, stderr } = await place.quick(['logout'], { env: shell });
  expect({ status, stdout, stderr }).toEqual({
    status: 0,
    stdout: '',
    stderr: expect.stringMatching(/^3 sessions .*\n.*mfa-env clear/),
  });
  for (const words of [[], ['-p', 'admin'], ['-p', 'bob']]) expect((await place.quick(words)).status).toBe(2);
  expect(await place.quick(['logout', '-q'])).toEqual({ status: 0, stdout: '', stderr: '' });
});

test('logout -p: the sessions of that user, and only those', async () => {
  await sessions();
  expect(await place.quick(['logout', '-p', 'admin'])).toMatchObject({
    status: 0,
    stderr: expect.stringMatching(/^2 sessions /),
  });
  expect((await place.quick([])).status).toBe(2);
  expect((await place.quick(['-p', 'bob'])).status).toBe(0);
  expect(await place.quick(['logout', '-p', 'nosuch'])).toMatchObject({
    status: 3,
    stdout: '',
    stderr: expect.stringContaining('nosuch'),
  });
  expect((await place.quick(['-p', 'bob'])).status).toBe(0);
});

test('logout forgets which device was chosen', async () => {
  place.write('.aws/config', '');
  await place.begin();
  await place.quick(['logout']);
  const before = place.sts.calls('ListMFADevices').length;
  await place.begin();
  expect(place.sts.calls('ListMFADevices')).toHaveLength(before + 1);
});

test('logout while another terminal asks does not disturb it', async () => {
  const terminal = at(place, '"$@" >/dev/null');
  await terminal.until('MFA code for default');
  expect((await place.quick(['logout'])).status).toBe(0);
  terminal.line(place.sts.freshCode(serial));
  await terminal.until('status=0');
});

test.each([
  [['list', '-p', 'x'], 'take -p'],
  [['list', 'x'], 'list '],
  [['status', 'x'], 'status '],
  [['logout', 'admin', 'acme'], 'two profiles'],
  [['logout', '--json'], '--json'],
])('%j is refused', async (words, named) => {
  const { status, stdout, stderr } = await place.quick(words);
  expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: expect.stringContaining(named) });
});

test('logout takes away what a killed process left of a session', async () => {
  await place.begin();
  const dead = spawnSync('sh', ['-c', 'echo $$']).stdout.toString().trim();
  writeFileSync(path.join(place.cache, `.0123456789abcdef.json.mfa-env-${dead}`), 'a session, perhaps');
  expect(await place.quick(['logout'])).toMatchObject({ status: 0 });
  expect(place.cached().filter((name) => name.startsWith('.'))).toEqual([]);
});

test('--no-cache notes nothing of the shell either', async () => {
  await place.begin();
  const notes = (): string[] => place.cached().filter((name) => name.startsWith('shell-'));
  expect(notes()).toHaveLength(1);
  rmSync(path.join(place.cache, notes()[0] ?? ''));
  expect(await place.quick(['--no-cache', place.sts.freshCode(serial)])).toMatchObject({ status: 0 });
  expect(notes()).toEqual([]);
});
