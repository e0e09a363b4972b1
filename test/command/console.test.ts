import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { leaksOf, secretsOf, withFolders } from '../proof/secrets.ts';
import { canTrace, traced } from '../proof/trace.ts';
import { at, calls, roleArn } from './at.ts';
import { exportsOf, makePlace, type Place, serial } from './run.ts';

// C10: the console in the browser, with the session of a role.

let place: Place;
beforeEach(async () => {
  place = await makePlace();
  place.write(
    '.aws/config',
    `[default]\nregion = eu-central-1\nmfa_serial = ${serial}\n` +
      `[profile admin]\nrole_arn = ${roleArn('admin')}\nsource_profile = default\nregion = eu-west-1\n` +
      `[profile chained]\nrole_arn = ${roleArn('chained')}\nsource_profile = admin\n`,
  );
  // It moves the log to its place when that is whole.
  const log = path.join(place.dir, 'opened');
  place.env.BROWSER = `${place.write('browser', `#!/bin/sh\nprintf '%s\\n' "$@" >'${log}.new'; mv '${log}.new' '${log}'\n`, 0o755)} --new`;
});
afterEach(() => place.end());

/** The words that the browser was started with. */
async function opened(): Promise<string[]> {
  const log = path.join(place.dir, 'opened');
  for (let waited = 0; waited < 10_000 && !existsSync(log); waited += 20) await sleep(20);
  return readFileSync(log, 'utf8').trimEnd().split('\n');
}

/** What the sign-in was asked for; of the session only which it was. */
const asked = (): Record<string, unknown>[] =>
  place.sts.calls('getSigninToken').map(({ parameters: { Session = '{}', ...more }, verdict }) => ({
    ...more,
    id: (JSON.parse(Session) as { sessionId: string }).sessionId,
    verdict,
  }));

/** Where somebody lands who opens an address. */
async function landed(address: string): Promise<string> {
  const answer = await fetch(address, { redirect: 'manual' });
  return `${answer.status} ${answer.headers.get('location')}`;
}

const consoleOf = (region: string, path = 'console'): string =>
  `https://${region}.console.aws.amazon.com/${path}/home?region=${region}`;

test('the browser gets the address that signs in, and mfa-env ends', async () => {
  await place.begin();
  const before = place.sts.requests.length;
  const { status, stdout, stderr } = await place.run(['console', 'admin', 's3']);
  expect({ status, stdout, stderr }).toEqual({
    status: 0,
    stdout: '',
    stderr: expect.stringMatching(
      /^admin · 111122223333 · .* · new\nopened in the browser: https:\/\/eu-west-1\.console\.aws\.amazon\.com\/s3\/home\?region=eu-west-1\n$/,
    ),
  });
  expect(calls(place, before)).toEqual(['AssumeRole ok', 'getSigninToken ok']);
  const [option, address = ''] = await opened();
  expect(option).toBe('--new');
  expect(address.startsWith(`${place.sts.url}/federation?Action=login&Issuer=mfa-env&`)).toBe(true);
  expect(await landed(address)).toBe(`302 ${consoleOf('eu-west-1', 's3')}`);
});

test.each<[string[], string]>([
  [['admin'], consoleOf('eu-west-1')],
  [['-p', 'admin'], consoleOf('eu-west-1')],
  [['-p', 'admin', 'cfn'], consoleOf('eu-west-1', 'cloudformation')],
  [['admin', 'https://console.aws.amazon.com/a?b#c'], 'https://console.aws.amazon.com/a?b#c'],
  [['admin', 's3', '--region', 'us-west-2'], consoleOf('us-west-2', 's3')],
  [['--role-arn', roleArn('admin'), 'ec2'], consoleOf('eu-central-1', 'ec2')],
])('console %j', async (words, expected) => {
  await place.begin();
  const { status, stdout } = await place.quick(['console', '--print', '-q', ...words]);
  expect({ status, to: await landed(stdout.trim()) }).toEqual({ status: 0, to: `302 ${expected}` });
});

test('a single word is a service where no profile has that name', async () => {
  await place.begin();
  const env = { AWS_PROFILE: 'admin' };
  const to = async (...words: string[]): Promise<string> =>
    landed((await place.quick(['console', '--print', ...words], { env })).stdout.trim());
  expect(await to()).toBe(`302 ${consoleOf('eu-west-1')}`);
  expect(await to('s3')).toBe(`302 ${consoleOf('eu-west-1', 's3')}`);
  expect(await to('chained')).toBe(`302 ${consoleOf('us-east-1')}`);
  expect(await place.quick(['console', 'admon'], { env })).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('mfa-env console admin'),
  });
});

test('the length: of a role that took a code itself, and of no other', async () => {
  const long = await place.quick(['console', 'admin', '-d', '2h'], { env: { MFA_ENV_CODE_COMMAND: codeCommand() } });
  expect(long.status).toBe(0);
  expect(await place.quick(['console', 'admin', '-d', '2h'])).toMatchObject({ status: 0 });
  await place.begin();
  for (const profile of ['admin', 'chained'])
    expect(await place.quick(['console', profile])).toMatchObject({ status: 0 });
  expect(asked().map(({ SessionDuration, verdict }) => [SessionDuration, verdict])).toEqual([
    ['7200', 'ok'],
    ['7200', 'ok'],
    [undefined, 'ok'],
    [undefined, 'ok'],
  ]);
  expect(asked()[0]?.id).toBe(asked()[1]?.id);
});

const codeCommand = (): string => `echo ${place.sts.freshCode(serial)}`;

test('a length that AWS does not take is left out', async () => {
  place.sts.fault({ kind: 'empty403', action: 'getSigninToken' });
  const env = { MFA_ENV_CODE_COMMAND: codeCommand() };
  expect(await place.quick(['console', 'admin', '-d', '2h'], { env })).toMatchObject({ status: 0 });
  expect(asked().map(({ SessionDuration }) => SessionDuration)).toEqual(['7200', undefined]);
});

test('a session that AWS takes no more', async () => {
  await place.begin('admin');
  place.sts.world.accounts[0]?.roles.splice(0, 1);
  const { status, stdout, stderr } = await place.quick(['console', 'admin', 's3']);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/\(400\)\n {2}start a new one: mfa-env console admin --refresh s3\n$/);
  expect(existsSync(path.join(place.dir, 'opened'))).toBe(false);
});

test('a session without a role: told before a code is asked for, and where users sign in', async () => {
  const { status, stdout, stderr } = await place.quick(['console', 's3']);
  expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
  expect(stderr).toContain('https://111122223333.signin.aws.amazon.com/console');
  expect(stderr).toMatch(/mfa-env console default --role-arn ROLE s3\n$/);
  expect(place.sts.requests).toEqual([]);
});

test('no browser: told before a code is asked for', async () => {
  const { status, stderr } = await place.quick(['console', 'admin'], { env: { BROWSER: 'none' } });
  expect({ status, asked: place.sts.requests }).toEqual({ status: 1, asked: [] });
  expect(stderr).toMatch(/mfa-env console admin --print\n$/);
});

test('a browser that fails', async () => {
  await place.begin();
  const { status, stderr } = await place.quick(['console', 'admin'], { env: { BROWSER: 'false' } });
  expect(status).toBe(1);
  expect(stderr).toMatch(/false failed \(1\)\n {2}.*mfa-env console admin --print\n$/);
});

test('--print: the address on stdout, and what it is worth', async () => {
  await place.begin();
  const { status, stdout, stderr } = await place.quick(['console', 'admin', '--print']);
  expect({ status, to: await landed(stdout.trim()) }).toEqual({ status: 0, to: `302 ${consoleOf('eu-west-1')}` });
  expect(stderr).toMatch(/15 minutes/);
  expect(await place.quick(['console', 'admin', '--print', '-q'])).toMatchObject({ status: 0, stderr: '' });
  const terminal = at(place, '"$@"', ['console', 'admin', '--print']);
  await terminal.until('status=0');
  expect(terminal.everything()).toContain(`${place.sts.url}/federation?Action=login`);
  expect(existsSync(path.join(place.dir, 'opened'))).toBe(false);
});

test('at a terminal it asks for the code', async () => {
  const terminal = at(place, '"$@"', ['console', 'admin']);
  await terminal.until('MFA code for admin');
  terminal.line(place.sts.freshCode(serial));
  await terminal.until('status=0');
  expect((await opened()).length).toBe(2);
});

test('AWS_ENDPOINT_URL_SIGNIN is asked, before all others', async () => {
  const other = await makePlace();
  try {
    await place.begin();
    const env = { AWS_ENDPOINT_URL_SIGNIN: `${other.sts.url}/` };
    // It does not know a session of the other one.
    expect(await place.quick(['console', 'admin', '--print'], { env })).toMatchObject({ status: 1 });
    expect(other.sts.requests.map(({ action }) => action)).toEqual(['getSigninToken']);
    const wrong = { AWS_ENDPOINT_URL_SIGNIN: 'signin.example' };
    expect(await place.quick(['console', 'admin', '--print'], { env: wrong })).toMatchObject({ status: 3 });
  } finally {
    await other.end();
  }
});

test.runIf(canTrace)('no secret of the session in an argument, a file or a message', async () => {
  const work = withFolders(place);
  await place.begin();
  const { stdout } = await place.quick(['admin', '-s', 'posix']);
  const run = await traced(place, ['console', 'admin'], { cwd: work });
  expect(run.status).toBe(0);
  expect(run.started.filter((line) => line.includes('Action=login'))).not.toEqual([]);
  const { AWS_ACCESS_KEY_ID: id = '?' } = exportsOf(stdout);
  expect(run.started.filter((line) => line.includes(id) || line.includes('getSigninToken'))).toEqual([]);
  expect(leaksOf(place, run, secretsOf('000000x', exportsOf(stdout)))).toEqual([]);
});
