import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { at, calls, roleArn } from './at.ts';
import { has } from './has.ts';
import { keyLines, makePlace, type Outcome, type Place, serial } from './run.ts';

// `exec --live` gives the command a profile in place of keys, and takes its file away at each end: C11.1.

let place: Place;
beforeAll(async () => {
  place = await makePlace();
  place.write(
    '.aws/config',
    `[default]\nregion = eu-central-1\nmfa_serial = ${serial}\n\n` +
      `[profile admin]\nrole_arn = ${roleArn('admin')}\nsource_profile = default\nregion = eu-west-1 ; Ireland\n# the end`,
  );
  await place.begin();
});
afterEach(() => expect(privateFiles()).toEqual([]));
afterAll(() => place.end());

const privateFiles = (): string[] => place.cached().filter((name) => name.startsWith('.config.'));
const live = (...words: string[]): Promise<Outcome> => place.run(['exec', '--live', ...words]);
/** What SDKs do, and what they get. */
const asSdk = `eval "$(sed -n 's/^credential_process = //p' "$AWS_CONFIG_FILE")"`;

test('the command has a profile and no keys, and the file is the user’s with one section more', async () => {
  const stale = {
    AWS_PROFILE: 'default',
    AWS_DEFAULT_PROFILE: 'default',
    AWS_ACCESS_KEY_ID: 'stale',
    AWS_SECRET_ACCESS_KEY: 'stale',
    AWS_SESSION_TOKEN: 'stale',
    AWS_SECURITY_TOKEN: 'stale',
    AWS_WEB_IDENTITY_TOKEN_FILE: 'stale',
    KEPT: 'yes',
  };
  const script = 'env; echo; stat -c "%a %n" "$AWS_CONFIG_FILE"; cat "$AWS_CONFIG_FILE"';
  const words = ['exec', '--live', 'admin', '-d', '15m', '--', 'sh', '-c', script];
  const { status, stdout } = await place.run(words, { env: stale });
  const [env = '', file = ''] = stdout.split(/\n\n(?=\d+ )/);
  expect(status).toBe(0);
  const named = env.split('\n').filter((line) => /^(AWS|MFA|KEPT)/.test(line));
  expect(named.sort()).toEqual([
    expect.stringMatching(`^AWS_CONFIG_FILE=${place.cache}/\\.config\\.mfa-env-`),
    `AWS_ENDPOINT_URL=${place.sts.url}`,
    'AWS_PROFILE=admin-live',
    'AWS_SDK_LOAD_CONFIG=1',
    'KEPT=yes',
  ]);
  const own = readFileSync(path.join(place.home, '.aws/config'), 'utf8');
  const [first = '', ...text] = file.split('\n');
  expect(first).toMatch(/^600 /);
  expect(text.join('\n')).toMatch(
    new RegExp(
      `^${own.replace(/[[\]().*]/g, '\\$&')}\n\n\\[profile admin-live\\]\ncredential_process = /usr/bin/env .* -f json --profile=admin --duration=15m\nregion = eu-west-1\n$`,
    ),
  );
});

test('with less power the other profiles are hidden, and what renews has the limit', async () => {
  const script = `env | grep -c -e CODE_COMMAND -e '^AWS_SHARED_CREDENTIALS_FILE=/dev/null'; cat "$AWS_CONFIG_FILE"; ${asSdk}`;
  const limits = [
    '--policy-arn',
    'arn:aws:iam::aws:policy/ReadOnlyAccess',
    '--policy-arn',
    'arn:aws:iam::aws:policy/job-function/ViewOnlyAccess',
  ];
  const before = place.sts.requests.length;
  const words = ['exec', '--live', 'admin', ...limits, '--', 'sh', '-c', script];
  const { status, stdout } = await place.run(words, { env: { MFA_ENV_CODE_COMMAND: 'false' } });
  expect(status).toBe(0);
  expect(stdout).toMatch(/^1\n\s*\[profile admin-live\]\ncredential_process = .*\nregion = eu-west-1\n\{/);
  expect(stdout).toContain(
    '--policy-arn=arn:aws:iam::aws:policy/ReadOnlyAccess --policy-arn=arn:aws:iam::aws:policy/job-function/ViewOnlyAccess\n',
  );
  expect(calls(place, before)).toEqual(['AssumeRole ok']); // the same one serves what renews
});

test('what gives the session reads the user’s own files, from whatever folder and with whatever profile', async () => {
  const env = { AWS_CONFIG_FILE: '.aws/config', AWS_SHARED_CREDENTIALS_FILE: '.aws/credentials' };
  const words = [
    'exec',
    '-q',
    '--live',
    'admin',
    '--',
    'sh',
    '-c',
    `cd /; AWS_PROFILE=nosuch; export AWS_PROFILE; ${asSdk}`,
  ];
  const { status, stdout, stderr } = await place.run(words, { env });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ AccountId: '111122223333', SessionToken: expect.any(String) });
});

test('and so it does where their paths hold what shells and SDKs read in their own way', async () => {
  const own = readFileSync(path.join(place.home, '.aws/config'), 'utf8');
  const env = { AWS_CONFIG_FILE: place.write("my files/it's #1 ; the = config", own) };
  const { status, stdout } = await place.run(['exec', '--live', 'admin', '--', 'sh', '-c', asSdk], { env });
  expect({ status, keys: JSON.parse(stdout) }).toMatchObject({ status: 0, keys: { AccountId: '111122223333' } });
});

test.skipIf(!has('aws', '--version'))('the user’s other profiles are there too', async () => {
  const script =
    'aws configure get region; aws configure get region --profile default; aws configure get role_arn --profile admin';
  const { stdout } = await live('admin', '--', 'sh', '-c', script);
  expect(stdout.trim().split('\n')).toEqual(['eu-west-1', 'eu-central-1', roleArn('admin')]);
});

test('the session is there before the command starts, and one that is new is told', async () => {
  const before = place.sts.requests.length;
  const { stdout, stderr } = await live('--role-arn', roleArn('readonly'), '--', 'sh', '-c', 'echo ran');
  expect({ stdout, calls: calls(place, before) }).toEqual({ stdout: 'ran\n', calls: ['AssumeRole ok'] });
  expect(stderr).toMatch(/^default · .* · new\n$/);
  expect((await live('-q', 'admin', '--', 'true')).stderr).toBe('');
});

test.each([
  ['exit 7', 7],
  ['kill -TERM $$', 143],
  ['kill -KILL $$', 137],
])('the status is the command’s: %s', async (line, status) => {
  expect(await live('admin', '--', 'sh', '-c', line)).toMatchObject({ status });
});

test('127 for what is not there, 126 for what cannot be run', async () => {
  expect(await live('admin', '--', 'no-such-command')).toMatchObject({ status: 127, stdout: '' });
  expect(await live('admin', '--', place.home)).toMatchObject({ status: 126, stdout: '' });
  expect(await live('admin', '--', 'x'.repeat(300))).toMatchObject({ status: 126 });
});

test.each([
  ['admin', '--no-cache'],
  ['admin', '--write'],
  ['admin', '-f', 'json'],
  ['admin', '--clear'],
  ['admin', '--cached'],
])('status 2 with %s %s', async (...words) => {
  expect(await live(...words, '--', 'true')).toMatchObject({ status: 2, stdout: '' });
  expect((await place.run(['--live', 'admin'])).status).toBe(2);
});

test('a name that is taken is not taken again, nor one that a file cannot hold', async () => {
  const other = await makePlace();
  const name = "it's a; #1\\ profile";
  other.write('.aws/config', `[profile ${name}]\nmfa_serial = ${serial}\nsource_profile = default\n`);
  other.write('.aws/credentials', `${readFileSync(path.join(other.home, '.aws/credentials'), 'utf8')}[mfa-env-live]\n`);
  await other.run(['-q', '-p', name, other.sts.freshCode(serial)]);
  const script = `echo "$AWS_PROFILE"; ${asSdk} | grep -c ASIA`;
  const { stdout, stderr } = await other.run(['exec', '--live', '-p', name, '--', 'sh', '-c', script]);
  expect({ stdout, stderr }).toEqual({ stdout: 'mfa-env-live-live\n1\n', stderr: '' });
  await other.end();
});

const waitFor = async (there: () => boolean): Promise<void> => {
  for (let waited = 0; !there() && waited < 20_000; waited += 20) await setTimeout(20);
  expect(there()).toBe(true);
};

test.each(['TERM', 'HUP', 'INT', 'QUIT'])(
  'SIG%s reaches the command, and the file is gone after it',
  async (signal) => {
    const ready = path.join(place.home, `live-${signal}`);
    const child = `trap 'exit 77' ${signal}; : >"${ready}"; n=0; while [ $((n += 1)) -lt 400 ]; do sleep 0.05; done`;
    const line = `set -m; "$@" & while [ ! -e "${ready}" ]; do sleep 0.02; done; kill -${signal} $!; wait $!`;
    const running = place.sh(line, ['exec', '--live', 'admin', '--', 'sh', '-c', child]);
    await waitFor(() => existsSync(ready));
    expect((await running).status).toBe(77);
  },
);

test('after a kill -9 the next one sweeps the file, and never that of a command that runs', async () => {
  const child = (name: string): string[] => [
    'sh',
    '-c',
    `echo "$AWS_CONFIG_FILE" >${name}; sleep 30 & echo $! >${name}.pid; wait`,
  ];
  const begin = (name: string): Promise<Outcome> =>
    place.sh(`"$@" >${name}.out 2>&1 & echo $! >${name}.ours; wait $!`, [
      'exec',
      '--live',
      'admin',
      '--',
      ...child(name),
    ]);
  const told = (name: string): string => readFileSync(path.join(place.home, name), 'utf8').trim();
  const isThere = (name: string): boolean =>
    existsSync(path.join(place.home, `${name}.pid`)) && told(`${name}.pid`) !== '';
  const running = [begin('one'), begin('two')];
  await waitFor(() => isThere('one') && isThere('two'));
  process.kill(Number(told('one.ours')), 'SIGKILL');
  await running[0];
  expect(privateFiles()).toHaveLength(2);
  await live('admin', '--', 'true');
  expect([existsSync(told('one')), existsSync(told('two'))]).toEqual([false, true]);
  expect(statSync(told('two')).mode & 0o777).toBe(0o600);
  for (const name of ['one', 'two']) process.kill(Number(told(`${name}.pid`)), 'SIGTERM');
  await running[1];
});

test.each(['logout', 'status', 'doctor'])(
  'after a kill -9, %s sweeps the file, also without a network',
  async (word) => {
    const other = await makePlace();
    await other.begin();
    const made = (pid: number): string => {
      const file = path.join(other.cache, `.config.mfa-env-${pid}`);
      writeFileSync(file, '', { mode: 0o600 });
      return file;
    };
    const { pid: gone = 0 } = spawnSync('true');
    const [dead, living] = [made(gone), made(process.pid)];
    await other.run([word], { env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' } });
    expect([existsSync(dead), existsSync(living)]).toEqual([false, true]);
    await other.end();
  },
);

test('rotate and keep leave the copy alone: a key that is nowhere else would go with it', async () => {
  const other = await makePlace();
  other.write('.aws/config', `[default]\nmfa_serial = ${serial}\n${keyLines}`);
  other.write('bin/pass', '#!/bin/sh\necho "$@" >>"$HOME/told"\n', 0o755);
  await other.begin();
  const env = { PATH: `${other.home}/bin:${other.env.PATH}` };
  for (const words of [
    ['rotate', '--yes'],
    ['keep', '--in', 'pass'],
  ]) {
    expect(
      await other.run(['exec', '--live', 'default', '--', 'mfa-env', words[0] ?? '', 'default', ...words.slice(1)], {
        env,
      }),
    ).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('a copy that exec --live deletes'),
    });
  }
  expect(other.sts.calls('CreateAccessKey')).toEqual([]);
  expect(existsSync(path.join(other.home, 'told'))).toBe(false);
  await other.end();
});

test('a cache that cannot be written: status 3, nobody is asked and nothing runs', async () => {
  const cache = place.write('no-folder', '');
  const outcome = await place.run(['exec', '--live', 'admin', '--', 'echo', 'ran'], {
    env: { MFA_ENV_CACHE_DIR: cache },
  });
  expect(outcome).toMatchObject({ status: 3, stdout: '', stderr: expect.stringContaining('cache') });
});

test('a read-only cache is told before a code is asked for', async () => {
  const other = await makePlace();
  mkdirSync(other.cache, { recursive: true, mode: 0o500 });
  chmodSync(path.dirname(other.cache), 0o700);
  const mortal = process.getuid?.() === 0 ? 'setpriv --bounding-set=-dac_override,-dac_read_search "$@"' : '"$@"';
  const outcome = await other.sh(mortal, ['exec', '--live', '--', 'true'], {
    env: { MFA_ENV_CODE_COMMAND: `echo ${other.sts.freshCode(serial)}` },
  });
  expect(outcome).toMatchObject({ status: 3, stderr: expect.stringMatching(/^mfa-env: --live needs the cache/) });
  expect(other.sts.requests).toEqual([]);
  await other.end();
});

test('a disk that takes nothing: status 3, and nothing is left', async () => {
  const line = 'ulimit -f 0; "$@"';
  const outcome = await place.sh(line, ['exec', '-q', '--live', 'admin', '--', 'echo', 'ran']);
  expect(outcome).toMatchObject({ status: 3, stdout: '', stderr: expect.stringContaining('cannot be written') });
});

test('without a terminal, a session that is over fails in words, and so it does in the background of one', async () => {
  const other = await makePlace();
  await other.begin();
  const forget = `rm "${other.cache}"/*.json; ${asSdk}`;
  expect(await other.run(['exec', '--live', '--', 'sh', '-c', forget])).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringContaining('no terminal'),
  });
  await other.begin();
  const terminal = at(other, 'set -m; "$@" & wait $!', ['exec', '--live', '--', 'sh', '-c', forget]);
  await terminal.until('background');
  await terminal.until('status=2');
  expect(terminal.everything()).not.toContain('MFA code');
  await other.end();
});

test('in the foreground, one question on the terminal', async () => {
  const other = await makePlace();
  await other.begin();
  const forget = `rm "${other.cache}"/*.json; { ${asSdk}; } </dev/null 2>/dev/null | grep -c ASIA; ${asSdk} | grep -c ASIA`;
  const terminal = at(other, '"$@"', ['exec', '--live', '--', 'sh', '-c', forget]);
  await terminal.until('MFA code for default');
  terminal.line(other.sts.freshCode(serial));
  await terminal.until(/1\s+1\s+status=0/);
  expect(terminal.everything().match(/MFA code/g)).toHaveLength(1);
  await other.end();
});
