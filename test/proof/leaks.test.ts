import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { at } from '../command/at.ts';
import { exportsOf, keyPair, makePlace, type Place, serial } from '../command/run.ts';
import { allowedIn, leaks, leaksInFiles, leaksOf, secretsOf, withFolders } from './secrets.ts';
import { canTrace, newTrace, traced, withoutTyped, wordsOf } from './trace.ts';

// No secret of a run stands anywhere but where it belongs: in the exported variables and the cache.
// What goes wrong is in leaks-errors.test.ts, `authaws` in leaks-authaws.test.ts.

let place: Place;
let code: string;
let work: string;
beforeEach(async () => {
  place = await makePlace();
  code = place.sts.freshCode(serial);
  work = withFolders(place);
});
afterEach(() => place.end());

test('the harness finds what is planted', () => {
  const secrets = secretsOf(code, {
    AWS_SECRET_ACCESS_KEY: 'abc/def+ghi'.repeat(4),
    AWS_SESSION_TOKEN: 'xyz/'.repeat(50),
  });
  expect(leaks({ a: `x ${code} y`, b: `1${code}`, c: 'xyz/'.repeat(4) }, secrets)).toEqual([
    'the code in a',
    'the token in c',
  ]);
  const base64 = Buffer.from(`x=${secrets.token}`.slice(2)).toString('base64');
  expect(leaks({ a: base64, b: encodeURIComponent('abc/def+ghi'.repeat(4)) }, secrets)).toEqual([
    'the token in a',
    'the session secret in b',
  ]);
  const planted = path.join(place.dir, 'tmp', 'planted');
  writeFileSync(planted, JSON.stringify({ key: keyPair.AWS_SECRET_ACCESS_KEY }));
  writeFileSync(path.join(work, `x-${code}`), '');
  symlinkSync(`/nowhere/${code}`, path.join(work, 'link'));
  expect(
    leaksOf(place, { stderr: code, started: [`["oathtool", "${code}"]`], written: { [planted]: code } }, secrets),
  ).toEqual([
    'the code in stderr',
    'the code in started programs',
    `the code in ${planted}`,
    `the long-term secret in ${planted}`,
    `the code in ${path.join(work, 'link')}`,
    `the code in ${path.join(work, `x-${code}`)}`,
  ]);
});

test.skipIf(canTrace || process.env.CI !== 'true')('strace is on this machine', () => {
  throw new Error('strace is not installed, and what it shows was not looked at');
});

test.runIf(canTrace)('the harness sees what programs are started with, and what they write', async () => {
  const env = { MFA_ENV_CODE_COMMAND: `echo ${code} | tee "${work}/planted"` };
  const run = await traced(place, ['-q'], { env, cwd: work });
  expect(run.status).toBe(0);
  const found = leaksOf(place, run, secretsOf(code, exportsOf(run.stdout)));
  expect(found).toContain('the code in started programs');
  expect(found.filter((leak) => leak === `the code in ${work}/planted`)).toHaveLength(2); // written, and still there
  expect(found).toHaveLength(3);
  // The session is where it belongs: the harness looked there too.
  const kept = leaksInFiles(place.cache, secretsOf(code, exportsOf(run.stdout)), () => []);
  expect(kept).toEqual([expect.stringContaining('session secret'), expect.stringContaining('token')]);
});

test.runIf(canTrace)(
  'what is written, started and left behind by each way to a session',
  async () => {
    place.write('code', code, 0o600);
    const fromFile = { MFA_ENV_CODE_COMMAND: `cat "${place.home}/code"; rm "${place.home}/code"` };
    const first = await traced(place, [], { env: fromFile, cwd: work });
    const secrets = secretsOf(code, exportsOf(first.stdout));
    expect(first).toMatchObject({ status: 0, stdout: expect.stringContaining(secrets.token ?? '') });
    expect(leaksOf(place, first, secrets)).toEqual([]);

    code = place.sts.freshCode(serial);
    const second = await traced(place, ['-', '--refresh'], { stdin: `${code}\n`, cwd: work });
    const renewed = secretsOf(code, exportsOf(second.stdout));
    expect(second.status).toBe(0);
    expect(leaksOf(place, second, renewed)).toEqual([]);
    expect(leaksOf(place, {}, { ...secrets, code: '000000' }), 'the session before it').toEqual([]);

    const again = await traced(place, ['-'], { stdin: `${code}\n`, cwd: work, env: { MFA_ENV_DEBUG: '1' } });
    expect(again.status).toBe(1);
    expect(leaksOf(place, { ...again, stderr: again.stdout + again.stderr }, renewed)).toEqual([]);

    code = place.sts.freshCode(serial);
    const typed = await traced(place, ['--refresh', code], { cwd: work });
    const third = secretsOf(code, exportsOf(typed.stdout));
    expect(typed.status).toBe(0);
    expect(leaksOf(place, typed, third)).toEqual(['the code in started programs']);
    const refused = await traced(place, [code], { cwd: work, env: { MFA_ENV_DEBUG: '1' } });
    expect(refused.status).toBe(1);
    for (const run of [typed, refused])
      expect(leaksOf(place, { ...run, started: withoutTyped(run.started, code) }, third)).toEqual([]);

    const role = ['--role-arn', 'arn:aws:iam::111122223333:role/admin'];
    const assumed = await traced(place, role, { cwd: work });
    expect(leaksOf(place, assumed, secretsOf(code, exportsOf(assumed.stdout)))).toEqual([]);

    const { AWS_ACCESS_KEY_ID: AccessKeyId, AWS_SECRET_ACCESS_KEY: SecretAccessKey } = keyPair;
    const keys = place.write('keys.json', JSON.stringify({ Version: 1, AccessKeyId, SecretAccessKey }));
    const withKeys = (file: string, mode: number): string[] =>
      file === keys ? ['long-term secret'] : allowedIn(place)(file, mode);
    place.write('.aws/config', `[profile process]\nmfa_serial = ${serial}\ncredential_process = cat "${keys}"\n`);
    code = place.sts.freshCode(serial);
    const process = await traced(place, ['-p', 'process', '-'], { stdin: code, cwd: work });
    expect(process).toMatchObject({
      status: 0,
      started: expect.arrayContaining([expect.stringContaining('keys.json')]),
    });
    expect(leaksOf(place, process, secretsOf(code, exportsOf(process.stdout)), withKeys)).toEqual([]);
  },
  60_000,
);

test.runIf(canTrace)('a code that is typed: on no screen, in no file, and in no argument', async () => {
  const { strace, read } = newTrace(place);
  const terminal = at(place, `text=$(cd "${work}" && exec ${strace.join(' ')} "$@")`);
  await terminal.until('): ');
  terminal.press(`${code}\r`);
  await terminal.until('status=0');
  await terminal.close();
  const trace = read();
  const { AccessKeyId, ...kept } = JSON.parse((await place.run(['-f', 'json'])).stdout);
  expect(terminal.everything()).not.toContain(AccessKeyId);
  const secrets = secretsOf(code, {
    AWS_SECRET_ACCESS_KEY: kept.SecretAccessKey,
    AWS_SESSION_TOKEN: kept.SessionToken,
  });
  expect(leaksOf(place, { ...trace, stderr: terminal.everything() }, secrets)).toEqual([]);
  const screens = Object.entries(trace.written).filter(([file]) => file.startsWith('/dev/'));
  expect(screens.map(([, text]) => text).join('')).toContain('MFA code for');
  expect(leaks(Object.fromEntries(screens), secrets)).toEqual([]);
});

test.runIf(canTrace)('exec: the session is in the environment of the command, and in no argument', async () => {
  const session = secretsOf(code, await place.begin());
  const run = await traced(place, ['exec', '--', 'env'], { cwd: work });
  expect(run).toMatchObject({ status: 0, stdout: expect.stringContaining(session.token ?? '') });
  const argv = wordsOf(run.started);
  expect(argv.at(-1)).toContain('["env"]');
  expect(leaksOf(place, { ...run, started: argv }, session)).toEqual([]);
  expect(leaks({ environment: run.stdout }, { key: keyPair.AWS_SECRET_ACCESS_KEY, code })).toEqual([]);
});

test.runIf(canTrace)('--write: in the credentials file, which only its owner reads, and nowhere else', async () => {
  const run = await traced(place, ['-', '-w', 'target'], { stdin: code, cwd: work });
  expect(run.status).toBe(0);
  const credentials = path.join(place.home, '.aws/credentials');
  const withTarget = (file: string, mode: number): string[] =>
    file === credentials && mode === 0o600
      ? ['long-term secret', 'session secret', 'token']
      : allowedIn(place)(file, mode);
  expect(leaksOf(place, run, secretsOf(code, exportsOf(run.stdout)), withTarget)).toEqual([]);
  expect(leaksInFiles(path.dirname(credentials), secretsOf(code, exportsOf(run.stdout)), () => [])).toHaveLength(3);
});
