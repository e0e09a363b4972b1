import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { at } from './at.ts';
import { makePlace, type Place, serial } from './run.ts';

// CA bundles and proxies are honoured, though Node 20 itself reads none of their variables: C3.8.

let place: Place;
let proxy: Server;
let tunnels: string[] = [];
beforeAll(async () => {
  place = await makePlace({ tls: true });
  proxy = createServer((client) => {
    client.on('error', () => {});
    client.once('data', (head) => {
      const [, target = ''] = /^CONNECT (\S+) /.exec(head.toString()) ?? [];
      tunnels.push(target);
      const upstream = connect(Number(target.split(':')[1]), '127.0.0.1');
      upstream.on('error', () => client.destroy());
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
});
afterAll(async () => {
  proxy.close();
  await place.end();
});

const proxyUrl = (): string => `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
const caFile = (): string => place.sts.caFile ?? '';

test('a server that nobody vouches for is not talked to', async () => {
  const { status, stdout, stderr } = await place.run([place.sts.freshCode(serial)]);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '(exit 1);\n' });
  expect(stderr).toMatch(/secure connection .*127\.0\.0\.1:\d+: .*certificate.*\n.*AWS_CA_BUNDLE/);
  expect(place.sts.requests).toHaveLength(0);
});

test('AWS_CA_BUNDLE, over one connection', async () => {
  const before = place.sts.connections();
  expect(await place.run([place.sts.freshCode(serial)], { env: { AWS_CA_BUNDLE: caFile() } })).toMatchObject({
    status: 0,
  });
  expect(place.sts.connections()).toBe(before + 1);
});

test('ca_bundle of the profile', async () => {
  const config = place.write('other', `[default]\nmfa_serial = ${serial}\nca_bundle = ${caFile()}\n`);
  expect(await place.run([place.sts.freshCode(serial)], { env: { AWS_CONFIG_FILE: config } })).toMatchObject({
    status: 0,
  });
});

test.each<[string, () => string]>([
  ['is missing', () => '/nonexistent/ca.pem'],
  ['is a folder', () => '/'],
  ['is a pipe that nobody writes to', () => pipe()],
  ['has no end', () => '/dev/zero'],
  ['is too long', () => place.write('long.pem', 'x'.repeat(10_000_001))],
])('a bundle that %s: refused at once, by AWS_CA_BUNDLE and by ca_bundle', async (_, file) => {
  const bundle = file();
  const config = place.write('with-bundle', `[default]\nmfa_serial = ${serial}\nca_bundle = ${bundle}\n`);
  for (const env of [{ AWS_CA_BUNDLE: bundle }, { AWS_CONFIG_FILE: config }]) {
    const { status, stdout, stderr } = await place.sh('exec timeout 9 "$@"', ['123456'], { env });
    expect({ status, stdout }).toEqual({ status: 3, stdout: '(exit 3);\n' });
    expect(stderr).toContain(`CA bundle ${bundle.replace(place.home, '~')} `);
  }
});

function pipe(): string {
  const file = path.join(place.home, 'pipe.pem');
  spawnSync('mkfifo', [file]);
  return file;
}

test('a bundle of garbage vouches for nobody', async () => {
  const bundle = place.write('garbage.pem', 'no certificate\n');
  const { status, stderr } = await place.run(['123456'], { env: { AWS_CA_BUNDLE: bundle } });
  expect(status).not.toBe(0);
  expect(stderr).toMatch(/^mfa-env: .*CA bundle .*no certificate/);
  expect(stderr).not.toContain('a bug in mfa-env');
});

test('a certificate for another host', async () => {
  const other = await makePlace({ tls: { hostname: 'other.example' } });
  const { status, stderr } = await other.run(['123456'], { env: { AWS_CA_BUNDLE: other.sts.caFile } });
  await other.end();
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(/no secure connection .*: its certificate is for another name\n/),
  });
});

test.each(['HTTPS_PROXY', 'https_proxy'])('%s, and NO_PROXY', async (name) => {
  tunnels = [];
  const env = { AWS_CA_BUNDLE: caFile(), [name]: proxyUrl() };
  expect(await place.run([place.sts.freshCode(serial)], { env })).toMatchObject({
    status: 0,
    stderr: expect.stringContaining('new'),
  });
  expect(tunnels).toEqual([new URL(place.sts.url).host]);
  const around = { ...env, NO_PROXY: 'example.com,127.0.0.1' };
  expect(await place.run([place.sts.freshCode(serial)], { env: around })).toMatchObject({ status: 0 });
  expect(tunnels).toHaveLength(1);
});

test('the tunnel opens while the code is typed, and is the only one', async () => {
  tunnels = [];
  const env = { AWS_CA_BUNDLE: caFile(), HTTPS_PROXY: proxyUrl() };
  const terminal = at(place, '"$@" >"$HOME/out"', ['--refresh'], env);
  await terminal.until('MFA code for');
  await expect.poll(() => tunnels).toEqual([new URL(place.sts.url).host]);
  terminal.line(place.sts.freshCode(serial));
  await terminal.until('status=0');
  expect(tunnels).toHaveLength(1);
});

test('a proxy that says no is asked once', async () => {
  let asked = 0;
  const refusing = createServer((client) => {
    asked++;
    client.on('error', () => {});
    client.once('data', () => client.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n'));
  });
  await new Promise<void>((done) => refusing.listen(0, '127.0.0.1', done));
  const { port } = refusing.address() as AddressInfo;
  const env = { AWS_CA_BUNDLE: caFile(), HTTPS_PROXY: `http://127.0.0.1:${port}` };
  const { status, stderr } = await place.run([place.sts.freshCode(serial)], { env });
  refusing.close();
  expect({ status, asked }).toEqual({ status: 1, asked: 1 });
  expect(stderr).toContain('(407)');
});

test('the console’s sign-in takes the same way', async () => {
  const env = { AWS_CA_BUNDLE: caFile() };
  const words = ['console', '--print', '--role-arn', 'arn:aws:iam::111122223333:role/readonly'];
  await place.run([place.sts.freshCode(serial)], { env });
  expect(await place.run(words, { env })).toMatchObject({ status: 0 });
  tunnels = [];
  expect(await place.run(words, { env: { ...env, HTTPS_PROXY: proxyUrl() } })).toMatchObject({ status: 0 });
  expect(tunnels).toEqual([new URL(place.sts.url).host]);
  const { status, stdout, stderr } = await place.run(words);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/no secure connection .*\n.*AWS_CA_BUNDLE/);
});

test.each([
  ['us-gov-west-1', 'signin.amazonaws-us-gov.com'],
  ['eusc-de-east-1', 'signin.amazonaws-eusc.eu'],
])('… in every partition: %s', async (region, host) => {
  const env = { AWS_CA_BUNDLE: caFile(), AWS_ENDPOINT_URL: undefined, AWS_ENDPOINT_URL_STS: place.sts.url };
  rmSync(place.cache, { recursive: true }); // and the tries that are counted there
  place.sts.advance(180);
  const words = ['console', '--print', '--region', region, '--role-arn', 'arn:aws:iam::111122223333:role/readonly'];
  await place.run(['--region', region, place.sts.freshCode(serial)], { env });
  expect(
    await place.run(
      words.filter((word) => word !== 'console' && word !== '--print'),
      { env },
    ),
  ).toMatchObject({ status: 0 });
  tunnels = [];
  expect(await place.run(words, { env: { ...env, HTTPS_PROXY: proxyUrl() } })).toMatchObject({ status: 1, stdout: '' });
  expect(tunnels).toEqual([`${host}:443`]);
});

test.each([
  ['us-gov-west-1', 'sts.us-gov-west-1.amazonaws.com'],
  ['cn-north-1', 'sts.cn-north-1.amazonaws.com.cn'],
  ['eu-west-1', 'sts.eu-west-1.amazonaws.com'],
])('the proxy counts in every partition: %s', async (region, host) => {
  tunnels = [];
  const env = { AWS_ENDPOINT_URL: undefined, AWS_CA_BUNDLE: caFile(), HTTPS_PROXY: proxyUrl() };
  const { status, stdout } = await place.run(['--region', region, '123456'], { env });
  // The tunnel ends on this machine, where nobody is that host.
  expect({ status, stdout, tunnels }).toEqual({ status: 1, stdout: '(exit 1);\n', tunnels: [`${host}:443`] });
});
