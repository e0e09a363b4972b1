import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { makePlace, type Place, serial } from '../command/run.ts';
import { type Canned, http, startCanned } from './canned.ts';
import { expectRefused } from './refused.ts';

// What is slow ends by itself, with a message and without a second code. All at once: they wait.

const timeout = 60_000;
const inTime = /^mfa-env: .* in time\n/;

/** At the end of all: tests that run at once have no end of their own here. */
const ends: (() => unknown)[] = [];
afterAll(() => Promise.all(ends.map((end) => end())));

async function newPlace(options?: Parameters<typeof makePlace>[0]): Promise<Place> {
  const place = await makePlace(options);
  ends.push(() => place.end());
  return place;
}

async function newCanned(...first: Parameters<typeof startCanned>): Promise<Canned> {
  const canned = await startCanned(...first);
  ends.push(() => canned.close());
  return canned;
}

/** A server of bare connections. */
async function listening(each: (socket: Socket) => void): Promise<string> {
  const server: Server = createServer((socket) => each(socket.on('error', () => {})));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  ends.push(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Writes a text a byte at a time. */
function trickle(socket: Socket, text: string, ms: number): void {
  let at = 0;
  const timer = setInterval(() => {
    if (socket.destroyed || at >= text.length) clearInterval(timer);
    else socket.write(text.charAt(at++));
  }, ms);
}

describe.concurrent('slow', { timeout }, () => {
  test('a slow trickle of a good answer that ends in time is one', async () => {
    const place = await newPlace();
    place.sts.fault({ kind: 'trickle', ms: 1 });
    expect(await place.run([place.sts.freshCode(serial)])).toMatchObject({ status: 0 });
  });

  test('a slow trickle of the body', async () => {
    const place = await newPlace();
    place.sts.fault({ kind: 'trickle', ms: 150 });
    const { stderr } = await expectRefused(place, {});
    expect(stderr).toMatch(inTime);
    expect(stderr).toContain('same code');
    expect(place.sts.requests).toHaveLength(1);
  });

  test('network requestTimeout: a slow trickle of the head', async () => {
    const place = await newPlace();
    const canned = await newCanned((socket) => trickle(socket, http(200, 'x'.repeat(2000)), 500));
    expect((await expectRefused(place, { AWS_ENDPOINT_URL: canned.url })).stderr).toMatch(inTime);
    expect(canned.codes()).toHaveLength(1);
  });

  test('network socketTimeout: a body that stops', async () => {
    const place = await newPlace();
    const canned = await newCanned((socket) => socket.write(http(200, 'x'.repeat(2000)).slice(0, 300)));
    expect((await expectRefused(place, { AWS_ENDPOINT_URL: canned.url })).stderr).toMatch(inTime);
    expect(canned.codes()).toHaveLength(1);
  });

  test('a body that never ends', async () => {
    const place = await newPlace();
    const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\ntransfer-encoding: chunked\r\n\r\n';
    const canned = await newCanned((socket) => {
      socket.write(head);
      const timer = setInterval(() => socket.destroyed || socket.write('4\r\n<a/>\r\n'), 100);
      socket.on('close', () => clearInterval(timer));
    });
    expect((await expectRefused(place, { AWS_ENDPOINT_URL: canned.url })).stderr).toMatch(inTime);
    expect(canned.codes()).toHaveLength(1);
  });

  test('nothing answers, neither IAM nor STS, while the device is looked up', async () => {
    const place = await newPlace();
    place.write('.aws/config', '[default]\nregion = eu-central-1\n');
    const canned = await newCanned(() => {});
    expect((await expectRefused(place, { AWS_ENDPOINT_URL: canned.url })).stderr).toMatch(inTime);
    expect(canned.codes()).toEqual([]);
  });

  test('a role is refused its session by a server that hangs, with a cached session', async () => {
    const place = await newPlace();
    await place.begin();
    place.sts.fault({ kind: 'hang', times: 9 });
    const { status, stderr } = await place.run(['--role-arn', 'arn:aws:iam::111122223333:role/admin']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(inTime) });
  });

  test('TLS that never begins', async () => {
    const place = await newPlace();
    const host = await listening(() => {});
    expect((await expectRefused(place, { AWS_ENDPOINT_URL: `https://${host}` })).stderr).toMatch(inTime);
  });

  test('network connectionTimeout: a connection that is never accepted', async () => {
    const place = await newPlace();
    const host = await deafHost();
    const { stderr } = await expectRefused(place, { AWS_ENDPOINT_URL: `http://${host}` });
    expect(stderr).toMatch(/connection to \S+ timed out/);
  });

  test('a proxy that trickles its answer', async () => {
    const place = await newPlace();
    const proxy = await listening((socket) => trickle(socket, `HTTP/1.1 200 ${'x'.repeat(3000)}`, 100));
    const env = { AWS_ENDPOINT_URL: 'https://sts.nowhere.invalid', HTTPS_PROXY: `http://${proxy}` };
    expect((await expectRefused(place, env)).stderr).toMatch(/in time|proxy/);
  });
});

/** A host whose system accepts no more connections: its program is stopped, and its queue is full. */
async function deafHost(): Promise<string> {
  const source = `const server = require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () =>
    console.log(server.address().port))`;
  const child = spawn(process.execPath, ['-e', source], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(line);
  child.kill('SIGSTOP');
  const sockets: Socket[] = [];
  for (let count = 0; count < 8; count++) sockets.push(connect(port, '127.0.0.1').on('error', () => {}));
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    child.kill('SIGKILL');
  });
  await new Promise((done) => setTimeout(done, 500));
  return `127.0.0.1:${port}`;
}
