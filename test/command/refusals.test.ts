import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FaultKind } from '../sts/faults.ts';
import { keyPair, makePlace, type Outcome, type Place, serial } from './run.ts';

// What AWS and the network say, in our words (C6.2), with a status (C2.9) and the failing word alone on stdout (C2.8).

let place: Place;
beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => place.end());

/** Runs with a code, and looks at what holds for each refusal. */
async function refusal(words: string[] = [], env: Record<string, string> = {}): Promise<Outcome> {
  const code = place.sts.freshCode(serial);
  const outcome = await place.quick([...words, code], { env: { MFA_ENV_DEBUG: '1', ...env } });
  expect(outcome).toMatchObject({ status: 1, stdout: '(exit 1);\n' });
  const [first, advice] = outcome.stderr.split('\n');
  expect(first).toMatch(/^mfa-env: \S/);
  expect(advice).toMatch(/^ {2}\S/);
  expect(outcome.stderr).not.toContain(code);
  expect(outcome.stderr).not.toContain(keyPair.AWS_SECRET_ACCESS_KEY);
  const plain = { ...outcome, stderr: outcome.stderr.replace(/\n(\w+( \(\w+\))?\n\s+at )[\s\S]*/, '\n') };
  expect(plain.stderr).not.toMatch(/\n\s+at |Error:/);
  return plain;
}

test.each<[FaultKind, RegExp]>([
  ['error500', /AWS had an internal failure \(500\)/],
  ['error503', /AWS had an internal failure \(503\)/],
  ['html502', /the server at 127\.0\.0\.1:\d+ is not AWS/],
  ['throttling', /is throttling calls/],
  ['invalid-token', /access key of profile default/],
  ['html200', /the server at 127\.0\.0\.1:\d+ is not AWS/],
  ['redirect', /is not AWS/],
  ['empty403', /is not AWS/],
  ['truncated', /is not AWS/],
  ['no-expiration', /is not AWS/],
  ['no-token', /is not AWS/],
  ['reset-before', /127\.0\.0\.1:\d+ broke/],
  ['reset-after', /127\.0\.0\.1:\d+ broke/],
  ['wrong-length', /127\.0\.0\.1:\d+ broke/],
  ['region-disabled', /eu-central-1/],
])('the fault %s', async (kind, message) => {
  place.sts.fault({ kind });
  expect((await refusal()).stderr).toMatch(message);
  expect(place.sts.requests).toHaveLength(1);
});

test.each<[string, (place: Place) => void, RegExp]>([
  [
    'the key is inactive',
    ({ sts }) =>
      sts.user('alice').keys.forEach((key) => {
        key.active = false;
      }),
    / access key/,
  ],
  [
    'the secret is another',
    ({ sts }) =>
      sts.user('alice').keys.forEach((key) => {
        key.secret = 'x';
      }),
    /secret access key of profile default/,
  ],
  [
    'the device is disabled',
    ({ sts }) => {
      sts.device(serial).enabled = false;
    },
    /code .*mfa\/alice/,
  ],
  [
    'the device is another user’s',
    ({ write }) => write('.aws/config', '[default]\nmfa_serial = GAHT12345678\n'),
    /code .*GAHT12345678/,
  ],
])('%s', async (_, change, message) => {
  change(place);
  expect((await refusal()).stderr).toMatch(message);
});

const roleProfile = (name: string): string =>
  `[profile ${name}]\nrole_arn = arn:aws:iam::111122223333:role/${name}\nsource_profile = default\nrole_session_name = me\n`;

test('C6.2: the role is not allowed, its maximum, the external ID', async () => {
  place.write(
    '.aws/config',
    ['admin', 'chained', 'nosuch'].reduce(
      (text, name) => `${text}${roleProfile(name)}`,
      `[default]\nmfa_serial = ${serial}\n`,
    ),
  );
  expect((await refusal(['-p', 'nosuch'])).stderr).toMatch(/not assume .*role\/nosuch/);
  expect((await refusal(['-p', 'chained'])).stderr).toMatch(/not assume .*role\/chained/);
  place.sts.role('admin').maxSessionDuration = 3600;
  expect((await refusal(['-p', 'admin', '-d', '2h'])).stderr).toMatch(/role\/admin does not allow such a long session/);
});

test.each<[string, string, RegExp]>([
  ['nothing listens', 'http://127.0.0.1:9', /127\.0\.0\.1:9 .*reached/],
  ['no such host', 'http://sts.nowhere.invalid', /sts\.nowhere\.invalid .*found/],
])('%s: the code still works', async (_, url, message) => {
  expect((await refusal([], { AWS_ENDPOINT_URL: url })).stderr).toMatch(message);
});

test('TLS to a port without it', async () => {
  const url = place.sts.url.replace('http:', 'https:');
  expect((await refusal([], { AWS_ENDPOINT_URL: url })).stderr).toMatch(/secure connection .*127\.0\.0\.1/);
});

test('C2.8: a session that is still alive in the shell is told, with the time left', async () => {
  const session = await place.begin();
  const { stderr } = await place.quick(['000000'], { env: session });
  expect(stderr).toMatch(/this shell .*(12h 00m|11h 59m)\n$/);
});

test('an HTTPS proxy that is not there, or refuses', async () => {
  const secure = { AWS_ENDPOINT_URL: 'https://sts.nowhere.invalid' };
  const dead = await refusal([], { ...secure, HTTPS_PROXY: 'http://127.0.0.1:9' });
  expect(dead.stderr).toMatch(/proxy/);
  const server = createServer((socket) =>
    socket.on('error', () => {}).end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'),
  );
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const closed = await refusal([], { ...secure, HTTPS_PROXY: `http://me:hunter2@127.0.0.1:${port}` });
  expect(closed.stderr).toMatch(/proxy/);
  expect(closed.stderr).not.toContain('hunter2');
  server.close();
});
