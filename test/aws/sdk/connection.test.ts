import { type ClientRequest, request } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Connection, connection } from '../../../src/aws/sdk/connection.ts';

// The connection that opens while a code is typed: how many a server sees.

/** A server that ends a connection on which nothing came for so long. @returns its URL, and how many came so far */
async function serverWithPatience(patienceMs: number): Promise<{ url: URL; count: () => number }> {
  let count = 0;
  const server: Server = createServer((socket) => {
    count++;
    socket.on('error', () => {});
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'));
    globalThis.setTimeout(() => socket.end(), patienceMs).unref();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  return { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), count: () => count };
}

const openTo = async (url: URL): Promise<Connection> => {
  const link = await connection({ region: 'eu-west-1', url: url.href, fips: false, dualStack: false }, {}, url);
  onTestFinished(() => link.agent.destroy());
  link.open(url);
  return link;
};

const ask = ({ agent }: Connection, url: URL): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const asked: ClientRequest = request(url, { agent }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.on('error', reject).end();
  });

test('the first request takes it', async () => {
  const { url, count } = await serverWithPatience(60_000);
  const link = await openTo(url);
  await expect.poll(count).toBe(1);
  expect([await ask(link, url), count()]).toEqual([200, 1]);
});

test('one that the server ends after a while is opened again, and the request takes that', async () => {
  const { url, count } = await serverWithPatience(1500);
  const link = await openTo(url);
  await expect.poll(count, { timeout: 5000 }).toBe(2);
  await setTimeout(100);
  expect([await ask(link, url), count()]).toEqual([200, 2]);
  await setTimeout(2000);
  expect(count()).toBe(2); // it is used, and nobody needs another one
});

test('a server that ends each connection at once is not asked again and again', async () => {
  const { url, count } = await serverWithPatience(0);
  await openTo(url);
  await setTimeout(300);
  expect(count()).toBe(1);
});

test('one from before the computer slept is not taken: nobody answers on it', async () => {
  const { url, count } = await serverWithPatience(60_000);
  const link = await openTo(url);
  await expect.poll(count).toBe(1);
  vi.setSystemTime(Date.now() + 3_600_000);
  onTestFinished(() => void vi.useRealTimers());
  expect([await ask(link, url), count()]).toEqual([200, 2]);
});
