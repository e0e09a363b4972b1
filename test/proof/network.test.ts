import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makePlace, type Place, serial } from '../command/run.ts';
import type { CertificateOptions } from '../sts/certificate.ts';
import type { FaultKind } from '../sts/faults.ts';
import { expectRefused } from './refused.ts';

// Each network fault gets its own message and status, and at most one code is sent.
// What is slow is in slow.test.ts, what is no answer of STS's in faults.test.ts.

const ends: (() => unknown)[] = [];
afterAll(() => Promise.all(ends.map((end) => end())));

async function newPlace(tls?: true | CertificateOptions): Promise<Place> {
  const place = await makePlace(tls === undefined ? {} : { tls });
  ends.push(() => place.end());
  return place;
}

describe('without TLS', () => {
  let place: Place;
  beforeAll(async () => {
    place = await newPlace();
  });

  test.each<[string, string, RegExp]>([
    ['DNS', 'http://sts.nowhere.invalid', /sts\.nowhere\.invalid .*found/],
    ['refused', 'http://127.0.0.1:9', /127\.0\.0\.1:9 .*reached/],
  ])('network %s: the code still works', async (_, url, message) => {
    const { stderr, code } = await expectRefused(place, { AWS_ENDPOINT_URL: url });
    expect(stderr).toMatch(message);
    expect(await place.run([code])).toMatchObject({ status: 0 });
  });

  test.each<[string, FaultKind, RegExp]>([
    ['reset before it was read', 'reset-before', /the connection to \S+ broke before an answer came/],
    ['reset, the code being used', 'reset-after', /the connection to \S+ broke before an answer came/],
    ['a length that is wrong', 'wrong-length', /the connection to \S+ broke before an answer came/],
    ['HTML 502', 'html502', /the server at \S+ is not AWS/],
    ['empty 403', 'empty403', /the server at \S+ is not AWS/],
    ['200 with cut XML', 'truncated', /the server at \S+ is not AWS/],
    ['200 with HTML', 'html200', /the server at \S+ is not AWS/],
    ['200 without a token', 'no-token', /the server at \S+ is not AWS/],
    ['a redirect', 'redirect', /the server at \S+ is not AWS/],
  ])('network %s: one code is sent', async (_, kind, message) => {
    const before = place.sts.requests.length;
    place.sts.fault({ kind });
    expect((await expectRefused(place, {})).stderr).toMatch(message);
    expect(place.sts.requests).toHaveLength(before + 1);
  });

  test('network no region: there is always one, us-east-1 at the end', async () => {
    const asked: string[] = [];
    const proxy = await listening((head) => {
      asked.push(/^CONNECT (\S+) /.exec(head)?.[1] ?? head);
      return 'HTTP/1.1 403 Forbidden\r\n\r\n';
    });
    const config = place.write('no-region', `[default]\nmfa_serial = ${serial}\n`);
    const env = { AWS_CONFIG_FILE: config, AWS_ENDPOINT_URL: '', HTTPS_PROXY: `http://${proxy}` };
    await expectRefused(place, env);
    expect(asked).toEqual(['sts.us-east-1.amazonaws.com:443']);
  });
});

/** A server that gives one answer to the first bytes of each connection. */
async function listening(answer: (head: string) => string): Promise<string> {
  const server: Server = createServer((socket) =>
    socket.on('error', () => {}).once('data', (head) => socket.end(answer(head.toString('latin1')))),
  );
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  ends.push(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a proxy', () => {
  let place: Place;
  beforeAll(async () => {
    place = await newPlace();
  });

  test.each<[string, string, string]>([
    ['refuses', 'HTTP/1.1 403 Forbidden\r\n\r\n', 'proxy PROXY .*sts.nowhere.invalid \\(403\\)'],
    [
      'wants a password',
      'HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n',
      'proxy PROXY .*password \\(407\\)',
    ],
    ['cannot reach it', 'HTTP/1.1 502 Bad Gateway\r\n\r\n', 'proxy PROXY .*sts.nowhere.invalid \\(502\\)'],
    [
      'shows a page',
      'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 4\r\n\r\n<p/>',
      'no secure connection to sts.nowhere.invalid: the connection broke',
    ],
    ['speaks no HTTP', 'SSH-2.0-OpenSSH_9.9\r\n', 'proxy PROXY .*reached'],
    ['hangs up', '', 'proxy PROXY .*reached'],
  ])('network a proxy that %s', async (_, answer, said) => {
    const proxy = await listening(() => answer);
    const env = { AWS_ENDPOINT_URL: 'https://sts.nowhere.invalid', HTTPS_PROXY: `http://me:hunter2@${proxy}` };
    const { stderr } = await expectRefused(place, env);
    expect(stderr.split('\n')[0]).toMatch(new RegExp(`^mfa-env: .*${said.replace('PROXY', proxy)}`));
    expect(stderr).not.toContain('hunter2');
  });
});

const inYears = (years: number): Date => new Date(Date.now() + years * 365 * 24 * 60 * 60 * 1000);

// To AWS a clock that is far off never gets as far as an answer with the right time: the certificate fails first.
describe('TLS', () => {
  let tls: Place;
  beforeAll(async () => {
    tls = await newPlace(true);
  });
  beforeEach(() => expect(tls.sts.requests).toEqual([]));

  test.each<[string, CertificateOptions, string]>([
    ['self-signed', { selfSigned: true }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['self-signed in a chain', { chain: true }, 'SELF_SIGNED_CERT_IN_CHAIN'],
    ['of nobody that is known', {}, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ])('network %s: no secure connection', async (_, options, code) => {
    const place = await newPlace(options);
    const { stderr } = await expectRefused(place, {});
    expect(stderr).toMatch(/secure connection .*127\.0\.0\.1:\d+: .*certificate/);
    expect((await place.run(['123456'], { env: { MFA_ENV_DEBUG: '1' } })).stderr).toContain(code);
    expect(place.sts.requests).toEqual([]);
  });

  test('network name mismatch: no secure connection, the certificate being one of ours', async () => {
    const place = await newPlace({ hostname: 'sts.example' });
    const { stderr } = await expectRefused(place, { AWS_CA_BUNDLE: place.sts.caFile ?? '' });
    expect(stderr).toMatch(/no secure connection to 127\.0\.0\.1:\d+: its certificate is for another name/);
    expect(place.sts.requests).toEqual([]);
  });

  test.each<[string, CertificateOptions, string]>([
    ['ahead', { notBefore: inYears(-3), notAfter: inYears(-2) }, 'its certificate has expired'],
    ['behind', { notBefore: inYears(2), notAfter: inYears(3) }, 'its certificate is not valid yet'],
  ])('network a clock two years %s: no secure connection, and the code still works', async (_, options, said) => {
    const place = await newPlace(options);
    const { stderr, code } = await expectRefused(place, { AWS_CA_BUNDLE: place.sts.caFile ?? '' });
    expect(stderr).toMatch(/^mfa-env: no secure connection to 127\.0\.0\.1:\d+: /);
    expect(stderr).toContain(`: ${said}\n  check this machine's clock`);
    expect(place.sts.requests).toEqual([]);
    const right = await newPlace(); // as if the clock had been set: the same codes are good there
    expect(await place.run([code], { env: { AWS_ENDPOINT_URL: right.sts.url } })).toMatchObject({ status: 0 });
  });

  test('network TLS to an http port: no secure connection', async () => {
    const place = await newPlace();
    const url = place.sts.url.replace('http:', 'https:');
    const { stderr } = await expectRefused(place, { AWS_ENDPOINT_URL: url });
    expect(stderr).toMatch(/no secure connection to 127\.0\.0\.1:\d+/);
    expect(place.sts.requests).toEqual([]);
  });

  test('network http to a port of TLS: broken', async () => {
    const url = tls.sts.url.replace('https:', 'http:');
    expect((await expectRefused(tls, { AWS_ENDPOINT_URL: url })).stderr).toMatch(/broke before|is not AWS/);
    expect(tls.sts.requests).toEqual([]);
  });
});
