import { rmSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { makePlace, type Place, serial } from '../command/run.ts';
import { type Canned, granted, http, refusal, startCanned } from './canned.ts';
import { refusals, roleRefusals, skews } from './catalogue.ts';
import { expectRefused } from './refused.ts';

// Each row of AWS's error catalogue gets its own message and status, and one code is sent. What the local STS
// answers by itself is in test/command/refusals.test.ts and codes.test.ts; what is slow, in slow.test.ts.

let place: Place;
let canned: Canned;
beforeAll(async () => {
  place = await makePlace();
  canned = await startCanned();
  place.write(
    '.aws/config',
    `[default]
region = eu-central-1
mfa_serial = ${serial}
[profile admin]
role_arn = arn:aws:iam::111122223333:role/admin
source_profile = default
role_session_name = me
duration_seconds = 7200
`,
  );
});
// A code that the last test sent is not to count.
beforeEach(() => rmSync(place.cache, { recursive: true, force: true }));
afterAll(async () => {
  await canned.close();
  await place.end();
});

async function said(answer: string, words: string[] = []): Promise<string> {
  const before = canned.codes().length;
  canned.answer((socket) => socket.end(answer));
  const { stderr } = await expectRefused(place, { AWS_ENDPOINT_URL: canned.url, NO_PROXY: '*' }, words, place.quick);
  expect(canned.codes().length - before, 'codes sent').toBe(1);
  return stderr;
}

test.each(refusals)('row $name', async ({ status, code, message, said: expected }) => {
  expect(await said(refusal(status, code, message))).toMatch(expected);
});

test.each(roleRefusals)('row $name, of a role', async ({ status, code, message, said: expected }) => {
  expect(await said(refusal(status, code, message), ['-p', 'admin'])).toMatch(expected);
});

const notAws = /^mfa-env: the server at 127\.0\.0\.1:\d+ is not AWS\n.*sign-in page.*\n$/;
const credentials = {
  AccessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  SecretAccessKey: 'secret/of+the/session',
  SessionToken: 'token/of+the/session==',
  Expiration: '2030-01-01T00:00:00Z',
};

test.each<[string, string]>([
  ['row 29 to the sign-in page', http(302, '', { location: 'https://aws.amazon.com/iam' })],
  ['row 30 wrong path', http(404, '<UnknownOperationException/>\n')],
  ['row 30 too long', http(413, '')],
  ['no content', http(204, '')],
  ['an empty 200', http(200, '')],
  ['a page', http(200, '<!DOCTYPE html><title>Welcome</title>', { 'content-type': 'text/html' })],
  ['JSON', http(200, '{"ok":true}', { 'content-type': 'application/json' })],
  ['bytes', http(200, '\u0001\u0002\u00ff')],
  ['XML of another kind', http(200, '<feed><entry>1</entry></feed>')],
  ['cut XML', http(200, '<GetSessionTokenResponse><GetSessionTokenResult><Credentials><AccessKey')],
  ['cut XML of a refusal', http(403, '<ErrorResponse><Error><Code>AccessDenied</Co')],
  ['a proxy’s page', http(502, '<html><h1>Bad Gateway</h1></html>', { 'content-type': 'text/html' })],
  ['no credentials', granted({})],
  ...Object.keys(credentials).flatMap((name): [string, string][] => [
    [`${name} is missing`, granted(Object.fromEntries(Object.entries(credentials).filter(([key]) => key !== name)))],
    [`${name} is empty`, granted({ ...credentials, [name]: '' })],
  ]),
  ['the expiration is no date', granted({ ...credentials, Expiration: 'tomorrow' })],
])('%s: what is not STS', async (_, answer) => {
  expect(await said(answer)).toMatch(notAws);
});

test.each<[string, string]>([
  ['the length is too long', http(200, 'x', { 'content-length': '500' })],
  ['the length is no number', http(200, 'x', { 'content-length': 'many' })],
  ['not HTTP', 'SSH-2.0-OpenSSH_9.9\r\n'],
  ['nothing at all', ''],
  ['a head that never ends', 'HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\n'],
])('a broken answer: %s; the code may be used', async (_, answer) => {
  expect(await said(answer)).toMatch(/127\.0\.0\.1:\d+ broke .*\n.*same code/);
});

test.each(skews)('row $name, and a correction does not help', async ({ message, ahead, said: expected }) => {
  const before = canned.codes().length;
  const date = new Date(Date.now() + ahead * 60_000).toUTCString();
  canned.answer((socket) => socket.end(refusal(403, 'SignatureDoesNotMatch', message, { date })));
  const { stderr } = await expectRefused(place, { AWS_ENDPOINT_URL: canned.url }, [], place.quick);
  expect(stderr).toMatch(expected);
  const isFar = Math.abs(ahead) > 24 * 60; // nothing is signed
  expect(stderr).toContain(isFar ? 'too far' : 'not used');
  const codes = canned.codes().slice(before);
  expect([codes.length, new Set(codes).size], 'STS refuses a skewed signature before it looks at the code').toEqual([
    isFar ? 1 : 2,
    1,
  ]);
});

test.each([1200, -1200, 36_000, -36_000])(
  'a clock %i s off is corrected, with the same code, and said',
  async (seconds) => {
    const code = place.sts.freshCode(serial);
    const before = place.sts.calls('GetSessionToken').length;
    place.sts.fault({ kind: 'clock-offset', action: 'GetSessionToken', seconds, times: 2 });
    expect(await place.quick([code])).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/^mfa-env: .*clock .*(ahead|behind)\b.*\ndefault · .* · new\n$/),
    });
    expect(
      place.sts
        .calls('GetSessionToken')
        .slice(before)
        .map(({ verdict }) => verdict),
    ).toEqual(['SignatureDoesNotMatch', 'ok']);
  },
);

test('row 11: the session of the cache has ended, by AWS’s clock', async () => {
  const other = await makePlace();
  await other.begin();
  other.sts.advance(13 * 3600);
  const { status, stdout, stderr } = await other.run(['--role-arn', 'arn:aws:iam::111122223333:role/admin']);
  await other.end();
  expect({ status, stdout }).toEqual({ status: 1, stdout: '(exit 1);\n' });
  expect(stderr).toMatch(/^mfa-env: .*expired\n.*code/);
});
