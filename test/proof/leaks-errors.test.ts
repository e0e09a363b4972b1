import { rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { keyPair, makePlace, type Outcome, type Place, serial } from '../command/run.ts';
import type { FaultKind } from '../sts/faults.ts';
import { type Canned, granted, http, refusal, startCanned } from './canned.ts';
import { allowedIn, leaksOf, type MayHold, type Secrets, withFolders } from './secrets.ts';

// Whatever goes wrong, no secret stands in what is said or in any file, with MFA_ENV_DEBUG=1 too.

let place: Place;
let canned: Canned;
let code: string;
let work: string;
/** Files that the tests wrote secrets into. */
const planted = new Set<string>();
const sessionSecret = 'session/secret+0123456789abcdefghijklmno';
const token = `token/+${'0123456789abcdef'.repeat(20)}==`;
beforeAll(async () => {
  place = await makePlace();
  canned = await startCanned();
  work = withFolders(place);
  place.env.MFA_ENV_DEBUG = '1';
});
beforeEach(() => {
  rmSync(place.cache, { recursive: true, force: true });
  code = place.sts.freshCode(serial);
});
afterAll(async () => {
  await canned.close();
  await place.end();
});

const secrets = (): Secrets => ({
  code,
  token,
  'long-term secret': keyPair.AWS_SECRET_ACCESS_KEY,
  'session secret': sessionSecret,
});

function plant(file: string, text: string): string {
  const whole = place.write(file, text);
  planted.add(whole);
  return whole;
}

/** Runs it, and gives what it said. Neither that nor any file holds a secret. */
async function runQuietly(words: string[], env: Record<string, string> = {}, more: Secrets = {}): Promise<Outcome> {
  const outcome = await place.quick(words, { env, cwd: work });
  const known = { ...secrets(), ...more };
  const mayHold: MayHold = (file, mode) => (planted.has(file) ? Object.keys(known) : allowedIn(place)(file, mode));
  expect(leaksOf(place, { stderr: outcome.stdout + outcome.stderr }, known, mayHold), words.join(' ')).toEqual([]);
  return outcome;
}

/** Fails in each way of printing it, with the trace of the fault, and says no secret. */
async function expectQuiet(words: string[], env: Record<string, string> = {}, more: Secrets = {}): Promise<Outcome> {
  const outcome = await runQuietly(words, env, more);
  expect(outcome.status).not.toBe(0);
  expect(outcome.stderr).toMatch(/^mfa-env: .*\n[\s\S]*^ {4}at .*:\d+:\d+\)?$/m);
  return outcome;
}

test.each<FaultKind>([
  ...(['error500', 'error503', 'throttling', 'invalid-token', 'html200', 'html502', 'redirect', 'empty403'] as const),
  ...(['truncated', 'no-expiration', 'no-token', 'reset-before', 'reset-after', 'wrong-length'] as const),
  'region-disabled',
])('the fault %s', async (kind) => {
  place.sts.fault({ kind });
  await expectQuiet([code]);
});

/** All that an answer could give away, in one line. */
const all = (): string => Object.values(secrets()).join(' ');
const echo = (): string => `Value '${code}' at 'tokenCode' failed to satisfy constraint: Member must be ${all()}`;
const fakeStack = (): string => `x\n    at ${code} (/${keyPair.AWS_SECRET_ACCESS_KEY}:1:2)\n    at ${token}:3:4`;

const kinds = ['AccessDenied', 'ValidationError', 'Throttling', 'SignatureDoesNotMatch', 'RegionDisabledException'];
test.each<[string, () => string]>([
  ['AWS repeats the code', () => refusal(400, 'ValidationError', `1 validation error detected: ${echo()}`)],
  ['AWS repeats the code alone', () => refusal(400, 'ValidationError', `${code} is invalid`)],
  ['AWS repeats the code in a refusal', () => refusal(403, 'AccessDenied', `not with ${code}`)],
  ...kinds.map((kind): [string, () => string] => [`${kind} with all`, () => refusal(400, kind, all())]),
  ...kinds.map((kind): [string, () => string] => [`${kind} with a false stack`, () => refusal(403, kind, fakeStack())]),
  ['the secrets are the error’s name', () => refusal(403, all().replaceAll(' ', ''), 'x')],
  ['the code is the error’s name', () => refusal(403, code, code)],
  ['the secret is the error’s name', () => refusal(500, keyPair.AWS_SECRET_ACCESS_KEY, undefined)],
  [
    'fields that errors have',
    () => refusal(403, `X</Code><code>CERT ${code}</code><stack>${all()}</stack><Code>`, 'x'),
  ],
  ['a name and a cause in the answer', () => refusal(403, `X</Code><name>${code}</name><cause>${all()}</cause><Code>`)],
  ['a page', () => http(200, `<html>${all()}</html>`, { 'content-type': 'text/html' })],
  ['a page of a proxy', () => http(502, `<html>${all()}</html>`, { 'content-type': 'text/html' })],
  ['a redirect', () => http(302, '', { location: `http://x/?${encodeURIComponent(all())}` })],
  ['JSON', () => http(400, JSON.stringify({ __type: all(), message: all(), code }), { 'x-amzn-errortype': code })],
  ['XML that is cut', () => http(200, `<GetSessionTokenResponse><a>${all()}</a><${code}`)],
  ['XML that is wrong', () => http(200, `<a b="${all()}>${fakeStack()}</c>`)],
  [
    'an answer without a date',
    () => granted({ AccessKeyId: 'A', SecretAccessKey: sessionSecret, SessionToken: token }),
  ],
  [
    'a date of secrets',
    () => granted({ AccessKeyId: 'A', SecretAccessKey: 'B', SessionToken: token, Expiration: all() }),
  ],
  ['no HTTP', () => `${code} ${all()}\r\n\r\n`],
  ['a head that is no head', () => `HTTP/1.1 ${all()}\r\n${all()}\r\n\r\n`],
  ['a false length', () => http(200, all(), { 'content-length': '99999' })],
])('an answer with secrets in it: %s', async (_, answer) => {
  canned.answer((socket) => socket.end(answer()));
  await expectQuiet([code], { AWS_ENDPOINT_URL: canned.url });
});

test('a wrong code, a used one, and one that is none', async () => {
  const wrong = { 'wrong code': '000000' };
  await expectQuiet(['000000'], {}, wrong);
  await expectQuiet(['000000'], {}, wrong);
  expect(await place.quick([code])).toMatchObject({ status: 0 });
  await expectQuiet([code]);
  for (const word of [`${code}1`, `${code}x`, `x${code}`, `-${code}`, `${code} -`, `--${code}`])
    await runQuietly([word], {}, { word: word.trim() });
});

test('a role that refuses, from new and from cached sessions', async () => {
  const role = ['--role-arn', 'arn:aws:iam::111122223333:role/nosuch'];
  await expectQuiet([...role, code]);
  await expectQuiet(role);
  await expectQuiet([...role, '-d', '2h', place.sts.freshCode(serial)], {}, { used: place.sts.code(serial) });
});

test.each<[string, Record<string, string>]>([
  ['nobody listens', { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }],
  ['no such host', { AWS_ENDPOINT_URL: 'http://sts.nowhere.invalid' }],
  ['a proxy that is not there', { HTTPS_PROXY: 'http://me:hunter2secret@127.0.0.1:9' }],
  ['no bundle of certificates', { AWS_CA_BUNDLE: '/nonexistent' }],
])('%s', async (_, env) => {
  const endpoint = { AWS_ENDPOINT_URL: 'https://sts.nowhere.invalid' };
  await expectQuiet([code], { ...endpoint, ...env }, { password: 'hunter2secret' });
});

test('a proxy that answers with secrets', async () => {
  const server = createServer((socket) => socket.on('error', () => {}).end(`HTTP/1.1 403 ${all()}\r\n\r\n${all()}`));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const proxy = `http://me:hunter2secret@127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = { AWS_ENDPOINT_URL: 'https://sts.nowhere.invalid', HTTPS_PROXY: proxy };
  await expectQuiet([code], env, { password: 'hunter2secret' });
  server.close();
});

const seed = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
test.each([
  ['fails', `: ${seed}; exit 3`],
  ['is missing', `no-such-oathtool --totp ${seed} 2>/dev/null`],
  ['prints no code', `echo ${seed}`],
  ['prints too much', `echo ${keyPair.AWS_SECRET_ACCESS_KEY} ${seed}`],
])('a command for codes that %s: what it is and prints is not shown', async (_, command) => {
  await expectQuiet([], { MFA_ENV_CODE_COMMAND: command }, { seed });
});

const document = (more: object): string =>
  JSON.stringify({ Version: 1, AccessKeyId: 'A', SecretAccessKey: sessionSecret, ...more });
test.each([
  ['fails', `echo '${document({})}'; exit 3`],
  ['prints a session', `echo '${document({ SessionToken: token })}'`],
  ['prints no key', `echo '${JSON.stringify({ SecretAccessKey: sessionSecret })}'`],
  ['prints no JSON', `echo '${sessionSecret}'`],
])('a credential_process that %s: what it is and prints is not shown', async (_, command) => {
  const env = { AWS_SHARED_CREDENTIALS_FILE: plant('none', ''), AWS_CONFIG_FILE: '' };
  env.AWS_CONFIG_FILE = plant('config', `[default]\nmfa_serial = ${serial}\ncredential_process = ${command}\n`);
  await expectQuiet([code], env);
});

test('status, list, doctor, policy and logout, in a shell with a session', async () => {
  const session = await place.begin();
  const { AWS_SESSION_TOKEN = '', AWS_SECRET_ACCESS_KEY = '' } = session;
  const known = { token: AWS_SESSION_TOKEN, 'session secret': AWS_SECRET_ACCESS_KEY };
  for (const command of ['status', 'list', 'doctor', 'policy', 'logout']) {
    for (const words of [[command], ...(/^(status|list|doctor)$/.test(command) ? [[command, '--json']] : [])]) {
      const { stdout, stderr } = await runQuietly(words, session, known);
      expect(stdout + stderr).not.toBe('');
    }
  }
});

test('files that cannot be read as they should: their values are not shown', async () => {
  const pair = `aws_access_key_id = A\naws_secret_access_key = ${sessionSecret}\n`;
  const broken = [`[default]\n${pair}aws_session_token = ${token}\n`, `[default\n${pair}`, `${pair}\0`];
  for (const text of [...broken, `[default]\naws_secret_access_key = ${sessionSecret}\n`, `[x]\n${pair}[x]\n${pair}`]) {
    const env = { AWS_SHARED_CREDENTIALS_FILE: plant('broken', text) };
    for (const words of [[code], ['doctor'], ['list'], ['status'], ['-p', 'x', code]]) {
      await runQuietly(words, { ...env, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
    }
  }
});
