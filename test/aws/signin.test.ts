import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { errorKind } from '../../src/aws/error-kind.ts';
import { loginUrl, signinToken } from '../../src/aws/signin.ts';

// C10.3: what the sign-in answers, and what else may answer in its place.

const session = { accessKeyId: 'ASIAX', secretAccessKey: 'se/cr+et', sessionToken: 'to/k+en=', expires: 1 };

let server: Server;
let say: (socket: Socket) => void = () => {};
let heard = '';
beforeAll(async () => {
  server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (text) => {
      heard = text.toString();
      say(socket);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(() => void server.close());

const url = (): URL => new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/federation`);
const ask = (duration?: number, timeoutMs = 5000) =>
  signinToken(url(), session, duration, { region: 'eu-west-1', fips: false, dualStack: false }, {}, timeoutMs);
const http = (status: string, body = '', more = '') =>
  `HTTP/1.1 ${status}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n${more}\r\n${body}`;
const answers = (text: string): void => {
  say = (socket) => void socket.end(text);
};

test('a token, and what is asked for it', async () => {
  answers(http('200 OK', '{"SigninToken":"VCQgs5qZ_-."}'));
  expect(await ask(7200)).toEqual({ token: 'VCQgs5qZ_-.' });
  const [, asked = ''] = /^GET (\S+) HTTP/.exec(heard) ?? [];
  const fields = Object.fromEntries(new URL(asked, url()).searchParams);
  expect(fields).toEqual({
    Action: 'getSigninToken',
    SessionDuration: '7200',
    Session: '{"sessionId":"ASIAX","sessionKey":"se/cr+et","sessionToken":"to/k+en="}',
  });
  await ask();
  expect(heard).not.toContain('SessionDuration');
});

test.each([400, 401, 403])('a refusal: %s', async (status) => {
  answers(http(`${status} x`, '<html>Invalid credentials parameter</html>'));
  expect(await ask()).toEqual({ refused: status });
});

const huge = `{"SigninToken":"${'x'.repeat(200_000)}"}`;

test.each<[string, string, string]>([
  ['the page of a hotel', http('200 OK', '<!DOCTYPE html><title>Log in</title>'), 'not-aws'],
  ['a redirect', http('302 Found', '', 'location: https://example.com/\r\n'), 'not-aws'],
  ['not there', http('404 Not Found', '{"SigninToken":"x"}'), 'not-aws'],
  ['an empty answer', http('200 OK'), 'not-aws'],
  ['other JSON', http('200 OK', '{"SigninToken":7}'), 'not-aws'],
  ['null', http('200 OK', 'null'), 'not-aws'],
  ['a token that is none', http('200 OK', '{"SigninToken":"a b"}'), 'not-aws'],
  ['a huge answer', http('200 OK', huge), 'not-aws'],
  ['a failure', http('500 x', '{}'), 'fault'],
  ['a gateway', http('503 x', '<html>'), 'fault'],
  ['the connection ends too soon', 'HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{"Sig', 'lost'],
  ['no HTTP', 'SSH-2.0-OpenSSH\r\n', 'lost'],
])('%s', async (_, text, kind) => {
  answers(text);
  const error: unknown = await ask().catch((error: unknown) => error);
  expect(errorKind(error)).toBe(kind);
  expect(String(error)).not.toMatch(/se\/cr|to\/k|Session=/);
});

test.each<[string, (socket: Socket) => void]>([
  ['no answer', () => {}],
  ['half an answer', (socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{"Sig')],
  ['one that never ends', (socket) => drip(socket)],
])('%s: given up in time', async (_, how) => {
  say = how;
  expect(errorKind(await ask(undefined, 200).catch((error: unknown) => error))).toBe('timeout');
});

function drip(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
  const timer = setInterval(() => socket.write('1\r\nx\r\n'), 10);
  socket.on('close', () => clearInterval(timer));
}

test('a server that is not there', async () => {
  const error: unknown = await signinToken(
    new URL('http://127.0.0.1:9/federation'),
    session,
    undefined,
    { region: 'eu-west-1', fips: false, dualStack: false },
    {},
  ).catch((error: unknown) => error);
  expect(errorKind(error)).toBe('no-connection');
});

test('the address that signs in', () => {
  const to = 'https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1#a';
  const login = loginUrl(new URL('https://signin.aws.amazon.com/federation'), 'a+b/c=', to);
  expect(login).toMatch(/^https:\/\/signin\.aws\.amazon\.com\/federation\?Action=login&/);
  expect(Object.fromEntries(new URL(login).searchParams)).toEqual({
    Action: 'login',
    Issuer: 'mfa-env',
    Destination: to,
    SigninToken: 'a+b/c=',
  });
});
