import { chmodSync, cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer as createProxy } from 'node:http';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { checkNames } from '../../src/doctor/finding.ts';
import { keyLines, keyPair, makePlace, type Outcome, type Place, serial } from './run.ts';

// `mfa-env doctor`, as installed, finds what is wrong, says how to mend it, and shows no secret.

let place: Place;
beforeAll(async () => {
  place = await makePlace();
  const young = place.sts.now().toISOString().replace(/\.\d+/, '');
  for (const { users } of place.sts.world.accounts)
    for (const { keys } of users) for (const key of keys) key.createdAt = young;
});
afterAll(() => place.end());
beforeEach(() => {
  place.write('.aws/config', `[default]\nregion = eu-central-1\nmfa_serial = ${serial}\n`);
  place.write('.aws/credentials', `[default]\n${keyLines}`);
});

const region = '[default]\nregion = eu-central-1\n';

/** One mfa-env on PATH, and functions that fit it. */
const fine = (): Record<string, string> => ({
  PATH: `${inject('bin')}:${path.dirname(process.execPath)}`,
  MFA_ENV_FUNCTIONS: JSON.parse(readFileSync(path.join(inject('installed'), 'package.json'), 'utf8')).version,
});
const doctor = (env: Record<string, string | undefined> = {}, words: string[] = []): Promise<Outcome> =>
  place.quick(['doctor', ...words], { env: { ...fine(), ...env } });

interface Report {
  ok: boolean;
  findings: { check: string; level: string; message: string; advice: string }[];
  checked: string[];
  user: { profile: string; arn: string } | null;
  unchecked: { check: string; reason: string }[];
}

async function report(env: Record<string, string | undefined> = {}): Promise<Report & { status: number | null }> {
  const { status, stdout, stderr } = await doctor(env, ['--json']);
  expect(stderr).toBe('');
  return { ...(JSON.parse(stdout) as Report), status };
}

/** A finding in which a text is like a pattern. */
const like = ({ message, ...rest }: { message?: RegExp; check: string; level: string; advice?: string }): object => ({
  ...rest,
  ...(message && { message: expect.stringMatching(message) }),
});

const wellWith = (missed = ''): string =>
  `✓ all is well
  checked: the AWS files, the profiles, this shell, the way to AWS, the clock, the cache, the installation, the key of default (user alice of 111122223333)
${missed}  not checked: codes of the MFA device
`;
const well = wellWith();

test('all is well: what was checked and what not, status 0; one request that nobody signed, and two with the key', async () => {
  const before = place.sts.requests.length;
  expect(await place.run(['doctor'], { env: fine() })).toEqual({ status: 0, stdout: well, stderr: '' });
  const asked = place.sts.requests.slice(before).map(({ action, verdict }) => `${action} ${verdict}`);
  const all = ['GetCallerIdentity MissingAuthenticationToken', 'GetCallerIdentity ok', 'ListMFADevices ok'];
  expect(asked).toEqual(all);
});

test('all is well with a session in the shell, and with FORCE_COLOR and NO_COLOR', async () => {
  const session = await place.begin();
  expect((await doctor(session)).stdout).toBe(well);
  expect((await doctor({ FORCE_COLOR: '1' })).stdout).toBe(`\u001b[32m✓\u001b[39m${well.slice(1)}`);
  expect((await doctor({ FORCE_COLOR: '1', NO_COLOR: '1' })).stdout).toBe(well);
});

test('called by its own name, it says how to see the functions, or that this shell has none', async () => {
  const unseen = { MFA_ENV_FUNCTIONS: undefined };
  const none = '  not checked: functions: this shell has none; bash, zsh and fish do\n';
  expect((await doctor(unseen)).stdout).toBe(wellWith(none));
});

test('--json: the shape that scripts can trust', async () => {
  const { stdout } = await doctor({}, ['--json']);
  const rest = {
    checked: checkNames,
    unchecked: [],
    user: { profile: 'default', arn: 'arn:aws:iam::111122223333:user/alice' },
  };
  expect(JSON.parse(stdout)).toEqual({ ok: true, findings: [], ...rest });
  place.write('.aws/credentials', `[default]\n${keyLines}`, 0o644);
  const file = path.join(place.home, '.aws/credentials');
  const warned = await report();
  expect(warned).toEqual({
    ok: true,
    findings: [
      {
        check: 'permissions',
        level: 'warning',
        message: expect.stringContaining(`${file} is readable by other users`),
        advice: `chmod 600 ${file}`,
        profiles: [],
      },
    ],
    ...rest,
    status: 0,
  });
});

test('several findings: a mark, what is wrong, what to do, and status 3', async () => {
  place.write('.aws/config', `${region}mfa_serial = ${serial}\n[acme]\nregion = eu-west-1\n`);
  const { status, stdout } = await doctor({ AWS_PROFILE: 'acme', AWS_SECURITY_TOKEN: 'stale-secret', EDITOR: 'nano' });
  expect(stdout).toBe(
    `! ~/.aws/config, line 4: the AWS tools do not read [acme] as a profile
  write '[profile acme]': nano ~/.aws/config
✗ AWS_PROFILE names profile acme, which does not exist
  there are: default; otherwise: unset AWS_PROFILE
! AWS_SECURITY_TOKEN is left from an old tool; most tools read AWS_SESSION_TOKEN
  unset AWS_SECURITY_TOKEN
1 error, 2 warnings
  checked: the AWS files, the profiles, this shell, the way to AWS, the clock, the cache, the installation
  not checked: key: profile acme has no access key; to check another profile: authaws doctor default
  not checked: codes of the MFA device
`,
  );
  expect(status).toBe(3);
});

test.each<[string, () => Record<string, string | undefined>, string[]]>([
  ['no files', () => ({ HOME: '/nonexistent' }), ['config error']],
  ['a home that is a file', () => ({ HOME: '/dev/null' }), ['config error', 'cache warning']],
  ['no home', () => ({ AWS_CONFIG_FILE: place.home }), ['config error']],
  [
    'half a pair',
    () => {
      place.write('.aws/credentials', '[default]\naws_access_key_id = AKIARTX3GSDS7EXAMPLE\n');
      return {};
    },
    ['keys error'],
  ],
  ['a region that is none', () => ({ AWS_REGION: 'not a region' }), ['endpoint error']],
  ['an endpoint that is no URL', () => ({ AWS_ENDPOINT_URL: 'nonsense' }), ['endpoint error']],
  ['an endpoint where nobody listens', () => ({ AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }), ['endpoint error']],
  [
    'a proxy where nobody listens',
    () => ({ AWS_ENDPOINT_URL: undefined, HTTPS_PROXY: 'http://127.0.0.1:9' }),
    ['endpoint error'],
  ],
  [
    'an empty CA bundle',
    () => ({ AWS_ENDPOINT_URL: undefined, AWS_CA_BUNDLE: place.write('empty.pem', '') }),
    ['endpoint error'],
  ],
  [
    'a CA bundle that is not there',
    () => ({ AWS_ENDPOINT_URL: undefined, AWS_CA_BUNDLE: '/nonexistent' }),
    ['endpoint error'],
  ],
  ['no host of that name', () => ({ AWS_ENDPOINT_URL: undefined, AWS_REGION: 'xx-nowhere-1' }), ['endpoint warning']],
  [
    'expired keys',
    () => ({
      ...keyPair,
      AWS_SESSION_TOKEN: 't',
      AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE',
      AWS_CREDENTIAL_EXPIRATION: '2020-01-01T00:00:00Z',
    }),
    ['environment error'],
  ],
  ['functions of another version', () => ({ MFA_ENV_FUNCTIONS: '0.0.1' }), ['functions warning']],
])('%s', async (_, prepare, expected) => {
  const { findings, status, ok } = await report(prepare());
  expect(findings.map(({ check, level }) => `${check} ${level}`)).toEqual(expected);
  const failed = expected.some((one) => one.endsWith('error'));
  expect({ status, ok }).toEqual({ status: failed ? 3 : 0, ok: !failed });
  for (const { message, advice } of findings) expect([message, advice]).not.toContain('');
});

test.each<[string, () => void, string, RegExp, RegExp]>([
  [
    'is not known',
    () => place.write('.aws/credentials', `[default]\n${keyLines.replace('EXAMPLE\n', 'EXAMPLF\n')}`),
    'access key of profile default',
    /Security credentials.*: aws configure$/,
    /the key$/m,
  ],
  [
    'has another secret',
    () => place.write('.aws/credentials', `[default]\n${keyLines.replace(/.{5}\n$/, 'WRONG\n')}`),
    'secret access key of profile default',
    /: aws configure$/,
    /the key$/m,
  ],
  [
    'is of another account than the device',
    () => place.write('.aws/config', `${region}mfa_serial = ${serial.replace('111122223333', '444455556666')}\n`),
    'profile default: 111122223333',
    /^aws configure set mfa_serial arn:aws:iam::111122223333:mfa\/alice --profile default$/,
    /the key of default \(user alice of 111122223333\)$/m,
  ],
])('a key that %s', async (_, prepare, message, advice, checked) => {
  prepare();
  const { findings, status } = await report();
  expect(findings).toEqual([
    {
      check: 'key',
      level: 'error',
      message: expect.stringContaining(message),
      advice: expect.stringMatching(advice),
      profiles: ['default'],
    },
  ]);
  expect(status).toBe(3);
  const { stdout, stderr } = await doctor();
  expect(stdout).toMatch(checked);
  expect(stdout + stderr).not.toMatch(/AKIA|wJalr/);
});

test('an inactive key', async () => {
  const [key] = place.sts.user('alice').keys;
  if (key) key.active = false;
  const { findings } = await report();
  if (key) key.active = true;
  expect(findings).toMatchObject([{ check: 'key', message: expect.stringContaining('inactive') }]);
});

test('a key that only a command gives is not asked for', async () => {
  place.write('.aws/credentials', '');
  place.write('.aws/config', `${region}mfa_serial = ${serial}\ncredential_process = : >"$HOME/ran"\n`);
  const { findings, unchecked } = await report();
  expect(findings).toEqual([]);
  expect(unchecked).toEqual([{ check: 'key', reason: expect.stringContaining('command') }]);
  expect((await place.sh('ls', [])).stdout).not.toContain('ran');
});

test('what the AWS CLI cannot read is found, with the line', async () => {
  place.write('.aws/credentials', `\uFEFF[default]\n${keyLines}[x\n`);
  const { findings } = await report();
  expect(findings).toMatchObject([
    { check: 'syntax', level: 'error', message: expect.stringContaining('byte order mark') },
    { check: 'syntax', level: 'error', message: expect.stringMatching(/line 4: .*\[x /) },
  ]);
});

test.each([
  [-3600, 'error', /clock .*(1h 00m|59m) ahead/],
  [3600, 'error', /clock .*(1h 00m|59m) behind/],
  [120, 'warning', /clock .*(2m|1m) behind/],
])('a clock that is off by %i s', async (seconds, level, message) => {
  place.sts.fault({ kind: 'clock-offset', seconds });
  const { findings, unchecked } = await report();
  expect(findings).toMatchObject([{ check: 'clock', level, message: expect.stringMatching(message) }]);
  expect(unchecked).toEqual([]);
});

test.each([
  ['html200', /is not AWS/],
  ['redirect', /is not AWS/],
  ['reset-before', /broke|reached/],
] as const)('the network answers with %s: no clock is believed', async (kind, message) => {
  place.sts.fault({ kind });
  const { findings, unchecked } = await report();
  expect(findings).toMatchObject([{ check: 'endpoint', message: expect.stringMatching(message) }]);
  expect(unchecked).toEqual(
    ['clock', 'key'].map((check) => ({ check, reason: expect.stringContaining('not answer') })),
  );
});

test('STS that never answers is waited for 5 seconds', async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as { port: number };
  const { findings } = await report({ AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` });
  silent.close();
  expect(findings).toMatchObject([{ check: 'endpoint', message: expect.stringContaining('in time') }]);
});

test('STS that does not say whose the key is, is waited for 5 seconds', async () => {
  const deaf = createProxy(({ headers }, response) => {
    if (!headers.authorization) response.writeHead(403, { 'content-type': 'text/xml' }).end('<ErrorResponse/>');
  });
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
  const { port } = deaf.address() as { port: number };
  const { findings, unchecked } = await report({ AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` });
  deaf.closeAllConnections();
  deaf.close();
  expect(findings).toEqual([]);
  expect(unchecked).toEqual([{ check: 'key', reason: expect.stringContaining('identify') }]);
});

test.each([
  ['eu-west-1', 'sts.eu-west-1.amazonaws.com:443'],
  ['us-gov-west-1', 'sts.us-gov-west-1.amazonaws.com:443'],
  ['cn-north-1', 'sts.cn-north-1.amazonaws.com.cn:443'],
])('in %s it asks %s', async (region, host) => {
  const asked: (string | undefined)[] = [];
  const proxy = createProxy().on('connect', ({ url }, socket) => {
    asked.push(url);
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as { port: number };
  const env = { AWS_ENDPOINT_URL: undefined, AWS_REGION: region, HTTPS_PROXY: `http://127.0.0.1:${port}` };
  const { findings } = await report(env);
  proxy.close();
  expect(asked).toEqual([host]);
  expect(findings).toMatchObject([{ check: 'endpoint', level: 'error', advice: expect.stringContaining('NO_PROXY') }]);
});

test('a second mfa-env on PATH, but not a second name of this one', async () => {
  const link = path.dirname(place.write('links/x', ''));
  symlinkSync(path.join(inject('bin'), 'mfa-env'), path.join(link, 'mfa-env'));
  expect((await report({ PATH: `${link}:${fine().PATH}` })).findings).toEqual([]);
  const other = place.write('other/mfa-env', '#!/bin/sh\n', 0o755);
  expect((await report({ PATH: `${fine().PATH}:${path.dirname(other)}` })).findings).toMatchObject([
    { check: 'path', level: 'warning', advice: `rm ${other}` },
  ]);
});

test('no secret of the files or the environment in any output', async () => {
  const token = 'FwoGZXIvYXdzEXAMPLETOKEN';
  place.write(
    '.aws/credentials',
    `[default]\n${keyLines}${keyLines}aws_session_token = ${token}\n[default]\n${keyLines}`,
    0o666,
  );
  const env = {
    ...keyPair,
    AWS_SESSION_TOKEN: token,
    AWS_SECURITY_TOKEN: `${token}2`,
    HTTPS_PROXY: 'http://user:hunter2@127.0.0.1:9',
    AWS_ENDPOINT_URL: undefined,
  };
  for (const words of [[], ['--json']]) {
    const { status, stdout, stderr } = await doctor(env, words);
    expect(status).toBe(3);
    expect(stdout + stderr).not.toMatch(new RegExp(`${token}|wJalr|hunter2`));
  }
});

test('a user without a device, or with security keys only', async () => {
  place.write('.aws/config', region);
  const { devices } = place.sts.user('alice');
  const own = devices.splice(0);
  expect((await report()).findings).toMatchObject(
    [{ check: 'key', level: 'error', message: /no MFA device/ }].map(like),
  );
  const [bobs] = place.sts.user('bob').devices.filter((one) => one.serial.includes(':u2f/'));
  if (bobs) devices.push(bobs);
  expect((await report()).findings).toMatchObject(
    [{ check: 'key', level: 'error', message: /only security keys/ }].map(like),
  );
  devices.splice(0, 1, ...own);
});

test('the look-up is refused: the guess by the name is said, until it has started a session', async () => {
  place.write('.aws/config', region);
  rmSync(place.cache, { recursive: true, force: true });
  place.sts.user('alice').mayListDevices = false;
  expect((await report()).findings).toMatchObject([{ check: 'key', level: 'warning', message: /looked up/ }].map(like));
  await place.begin('--refresh');
  expect((await report()).findings).toEqual([]);
  place.sts.user('alice').mayListDevices = true;
});

test("the device of default, which is another account's", async () => {
  const foreign = serial.replace('111122223333', '444455556666');
  place.write('.aws/config', `${region}mfa_serial = ${foreign}\n[profile acme]\n`);
  place.write('.aws/credentials', `[acme]\n${keyLines}`);
  rmSync(place.cache, { recursive: true, force: true });
  const { stdout } = await doctor({}, ['-p', 'acme']);
  expect(stdout).toContain(`: ${foreign}\n  aws configure set mfa_serial ${serial} --profile acme\n`);
});

test('a region that does not know the key, although the first one of the partition does', async () => {
  place.sts.fault({ kind: 'invalid-token', action: 'GetCallerIdentity', times: 2 }); // the first is asked unsigned
  expect((await report()).findings).toMatchObject(
    [{ check: 'region', level: 'error', message: /eu-central-1 is not enabled/ }].map(like),
  );
});

test('the session in this shell: asked for, and refused', async () => {
  const session = await place.begin();
  const before = place.sts.requests.length;
  expect((await report(session)).findings).toEqual([]);
  expect(place.sts.requests.slice(before).filter(({ verdict }) => verdict === 'ok')).toHaveLength(4);
  const refused = { ...session, AWS_SESSION_TOKEN: `${session.AWS_SESSION_TOKEN}x` };
  expect((await report(refused)).findings).toMatchObject([
    { check: 'session', level: 'error', advice: 'authaws refresh default' },
  ]);
  const foreign = { ...refused, MFA_ENV_EXPIRES: undefined, MFA_ENV_PROFILE: undefined };
  expect((await report(foreign)).findings).toMatchObject([
    { check: 'session', advice: expect.stringMatching(/^unset /) },
  ]);
  const { findings, unchecked } = await report({ ...session, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
  expect([findings, unchecked]).toMatchObject([
    [{ check: 'endpoint' }],
    ['clock', 'key', 'session'].map((check) => ({ check })),
  ]);
});

test('a cache folder that others can write to, and a program that is not there', async () => {
  await place.begin();
  chmodSync(place.cache, 0o777);
  place.write('.aws/config', `${region}mfa_serial = ${serial}\nmfa_process = no-such-program\n`);
  expect((await report()).findings).toMatchObject(
    [
      { check: 'keys', level: 'error', message: /runs no-such-program/ },
      { check: 'cache', level: 'warning', advice: `chmod 700 ${place.cache}` },
    ].map(like),
  );
  chmodSync(place.cache, 0o700);
});

test.each(['bash', 'zsh', 'fish'])(
  'mfa-env doctor in %s: the line that loads the functions, and then who loads them',
  async (shell) => {
    const has = await place.sh(`command -v ${shell}`, []);
    if (has.status !== 0) return expect(process.env.CI, `${shell} is needed`).not.toBe('true');
    place.write('.config/fish/config.fish', ''); // fish makes its folder itself when it starts
    const quiet = { bash: '--norc', zsh: '-f', fish: '--no-config' }[shell];
    const script = place.write(`script.${shell}`, 'mfa-env doctor --json\ntrue\n'); // else the shell becomes mfa-env
    const run = async (): Promise<Report> => {
      const env = { PATH: `${inject('bin')}:${process.env.PATH}`, MFA_ENV_FUNCTIONS: undefined };
      const { stdout } = await place.sh(`exec ${shell} ${quiet} '${script}'`, [], { env });
      return JSON.parse(stdout) as Report;
    };
    const [found] = (await run()).findings;
    expect(found).toMatchObject({ check: 'functions', level: 'warning' });
    const [, line = '', file = ''] = / authaws: (.*) is not in ~\/(\S*)/.exec(found?.message ?? '') ?? [];
    place.write(file, `${line}\n`);
    const { findings, unchecked } = await run();
    expect(findings).toEqual([]);
    expect(unchecked).toMatchObject([{ check: 'functions', reason: expect.stringMatching(/: authaws doctor$/) }]);
  },
);

test('usage', async () => {
  expect(await doctor({}, ['now', 'then'])).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringContaining('two profiles'),
  });
});

test('-p: the profile whose key, place and device are looked at', async () => {
  place.write('.aws/config', `[profile acme]\nregion = eu-west-1\nmfa_serial = ${serial}\n[profile keyless]\n`);
  place.write('.aws/credentials', `[acme]\n${keyLines}`);
  expect((await doctor()).stdout).toMatch(/the key of acme \(user alice/); // the only one
  const well = await doctor({}, ['-p', 'acme']);
  expect(well).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/all is well\n.* the key of acme \(user alice/),
  });
  expect(await doctor({}, ['-p', 'acmee'])).toMatchObject({
    status: 3,
    stdout: expect.stringMatching(/^✗ .*acmee\n {2}.*\bacme\b.*\n1 error/),
  });
  expect(await doctor({}, ['-p', 'keyless'])).toMatchObject({
    status: 3,
    stdout: expect.stringMatching(/^✗ .*keyless .*access key\n/),
  });
});

test('a device that IAM knows nothing of, where it may be asked: before a code is used', async () => {
  place.write('.aws/config', `${region}mfa_serial = ${serial.replace('alice', 'alcie')}\n`);
  expect(await report()).toMatchObject({
    status: 3,
    findings: [
      {
        check: 'key',
        level: 'error',
        message: expect.stringMatching(/mfa\/alcie .*profile default/),
        advice: `aws configure set mfa_serial ${serial} --profile default`,
      },
    ],
  });
});

test.each(['bash', 'zsh', 'fish'])('authaws doctor in %s: the functions are those of the command', async (shell) => {
  const file = path.join(place.dir, `mfa-env.${shell}`);
  cpSync(path.join(inject('installed'), `dist/shell/mfa-env.${shell}`), file);
  const quiet = { bash: '--norc', zsh: '-f', fish: '--no-config' }[shell];
  const say = (text: string): Promise<Outcome> => {
    const script = path.join(place.dir, `script.${shell}`);
    writeFileSync(script, `. '${file}'\n${text}\n`);
    return place.sh(`exec ${shell} ${quiet} '${script}'`, [], {
      env: { PATH: `${inject('bin')}:${process.env.PATH}`, MFA_ENV_FUNCTIONS: undefined },
    });
  };
  const has = await place.sh(`command -v ${shell}`, []);
  if (has.status !== 0) return expect(process.env.CI, `${shell} is needed`).not.toBe('true');
  expect(await say('authaws doctor')).toMatchObject({ status: 0, stdout: well, stderr: '' });
  expect((await say('authaws doctor >/dev/null\nenv')).stdout).not.toContain('MFA_ENV_FUNCTIONS');
  await place.begin();
  expect((await say('authaws exec -- env')).stdout).not.toContain('MFA_ENV_FUNCTIONS');
});
