import { afterEach, beforeEach, expect, test } from 'vitest';
import { ALICE, type Credentials, credentialsIn, sts } from './raw-client.ts';
import { type Sts, startSts } from './server.ts';

// The console's sign-in takes the session of a role, and no other (docs/aws.md, The console).

const SERIAL = 'arn:aws:iam::111122223333:mfa/alice';
const READONLY = 'arn:aws:iam::111122223333:role/readonly';
const TO = 'https://console.aws.amazon.com/';

let server: Sts;
beforeEach(async () => {
  server = await startSts();
});
afterEach(() => server.close());

const assume = async (signer: Credentials = ALICE, RoleArn = READONLY): Promise<Required<Credentials>> =>
  credentialsIn((await sts(server.url, 'AssumeRole', { RoleArn, RoleSessionName: 'me' }, signer)).body);
const userSession = async (): Promise<Required<Credentials>> => {
  const mfa = { SerialNumber: SERIAL, TokenCode: server.freshCode(SERIAL) };
  return credentialsIn((await sts(server.url, 'GetSessionToken', mfa)).body);
};

const get = (fields: Record<string, string>, method = 'GET'): Promise<Response> =>
  fetch(`${server.url}/federation?${new URLSearchParams(fields)}`, { method, redirect: 'manual' });

const signinToken = ({ accessKeyId, secret, token = '' }: Credentials, more: Record<string, string> = {}) => {
  const Session = JSON.stringify({ sessionId: accessKeyId, sessionKey: secret, sessionToken: token });
  return get({ Action: 'getSigninToken', Session, ...more });
};
const login = (SigninToken: string, Destination = TO) =>
  get({ Action: 'login', Issuer: 'test', Destination, SigninToken });
const tokenIn = async (answer: Response): Promise<string> =>
  ((await answer.json()) as { SigninToken: string }).SigninToken;

test('a role’s session signs in, for fifteen minutes', async () => {
  const answer = await signinToken(await assume());
  expect({ status: answer.status, type: answer.headers.get('content-type') }).toEqual({
    status: 200,
    type: 'application/json;charset=UTF-8',
  });
  const token = await tokenIn(answer);
  const signedIn = await login(token);
  expect({ status: signedIn.status, to: signedIn.headers.get('location') }).toEqual({ status: 302, to: TO });
  expect(await signedIn.text()).toContain('Signed in as readonly @ 111122223333');
  server.advance(15 * 60 + 1);
  expect(await login(token)).toMatchObject({ status: 400 });
});

test('neither a user’s session nor a long-term key does', async () => {
  const answer = await signinToken(await userSession());
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain('Only federation tokens or assume role tokens');
  expect(await signinToken(ALICE)).toMatchObject({ status: 400 });
});

test('each part of the session has to be right, and the session alive', async () => {
  const role = await assume();
  for (const wrong of [{ accessKeyId: 'ASIAX' }, { secret: 'x' }, { token: `${role.token}x` }])
    expect(await signinToken({ ...role, ...wrong })).toMatchObject({ status: 400 });
  expect(await signinToken(role)).toMatchObject({ status: 200 });
  server.advance(3601);
  expect(await signinToken(role)).toMatchObject({ status: 400 });
});

test('a length of its own only where long-term keys assumed the role', async () => {
  const direct = await assume();
  for (const [SessionDuration, status] of [
    ['900', 200],
    ['43200', 200],
    ['899', 400],
    ['43201', 400],
    ['1h', 400],
  ] as const)
    expect(await signinToken(direct, { SessionDuration })).toMatchObject({ status });
  const bySession = await assume(await userSession());
  const chained = await assume(
    await assume(await userSession(), READONLY.replace('readonly', 'admin')),
    READONLY.replace('readonly', 'chained'),
  );
  for (const role of [bySession, chained]) {
    expect(await signinToken(role, { SessionDuration: '900' })).toMatchObject({ status: 400 });
    expect(await signinToken(role)).toMatchObject({ status: 200 });
  }
});

test('no session is a sign-in token, and the other way round', async () => {
  const role = await assume();
  expect(await login(role.token)).toMatchObject({ status: 400 });
  const token = await tokenIn(await signinToken(role));
  expect(await signinToken({ ...role, token })).toMatchObject({ status: 400 });
  expect(await login(token, 'no address')).toMatchObject({ status: 400 });
});

test('GET is the only method, and there are two actions', async () => {
  expect(await get({ Action: 'getSigninToken' }, 'POST')).toMatchObject({ status: 404 });
  expect(await get({ Action: 'logout' })).toMatchObject({ status: 400 });
  expect(server.calls('logout')).toMatchObject([{ verdict: 'Unknown action' }]);
});
