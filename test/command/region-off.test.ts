import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { calls, roleArn } from './at.ts';
import { makePlace, type Place, serial } from './run.ts';

// C6.2: a region that is not enabled in the account answers as if the key were unknown.

let place: Place;
let proxy: Server;
let env: Record<string, string | undefined>;
let hosts: string[];
beforeEach(async () => {
  const hostname = ['sts.ap-east-1.amazonaws.com', 'sts.us-east-1.amazonaws.com', 'sts.eu-west-1.amazonaws.com'];
  place = await makePlace({ tls: { hostname } });
  hosts = [];
  proxy = createServer((client) => {
    client.on('error', () => {});
    client.once('data', (head) => {
      hosts.push(/^CONNECT sts\.(\S+)\.amazonaws/.exec(head.toString())?.[1] ?? '');
      const upstream = connect(Number(new URL(place.sts.url).port), '127.0.0.1');
      upstream.on('error', () => client.destroy());
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  env = {
    AWS_ENDPOINT_URL: undefined,
    AWS_CA_BUNDLE: place.sts.caFile,
    HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
  };
  const [account] = place.sts.world.accounts;
  if (account) account.regionsNotEnabled = ['ap-east-1'];
});
afterEach(async () => {
  proxy.close();
  await place.end();
});

const off = /ap-east-1 is not enabled .*\n {2}.*mfa-env default --region us-east-1\)"\n/;

test('it is told by a call without a code, and the code is still good', async () => {
  const code = place.sts.freshCode(serial);
  const { status, stderr } = await place.quick(['--region', 'ap-east-1', code], { env });
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(off) });
  expect(calls(place)).toEqual(['GetSessionToken! InvalidClientTokenId', 'GetCallerIdentity ok']);
  expect(new Set(hosts)).toEqual(new Set(['ap-east-1', 'us-east-1']));
  expect(await place.quick(['--region', 'us-east-1', code], { env })).toMatchObject({ status: 0 });
});

test('a key that no region knows is told as one', async () => {
  place.write('.aws/credentials', '[default]\naws_access_key_id = AKIANOSUCHKEYEXAMPLE\naws_secret_access_key = x\n');
  const { stderr } = await place.quick(['--region', 'ap-east-1', '123456'], { env });
  expect(stderr).toContain('access key of profile default');
  expect(calls(place)).toEqual(['GetSessionToken! InvalidClientTokenId', 'GetCallerIdentity InvalidClientTokenId']);
});

test('a region that each account has is not asked about', async () => {
  place.write('.aws/credentials', '[default]\naws_access_key_id = AKIANOSUCHKEYEXAMPLE\naws_secret_access_key = x\n');
  const { stderr } = await place.quick(['--region', 'eu-west-1', '123456'], { env });
  expect(stderr).toContain('access key of profile default');
  expect(calls(place)).toEqual(['GetSessionToken! InvalidClientTokenId']);
});

test('a cached session that is refused there does not cost a new code', async () => {
  expect(await place.quick(['--region', 'us-east-1', place.sts.freshCode(serial)], { env })).toMatchObject({
    status: 0,
  });
  const before = place.sts.requests.length;
  const more = { ...env, MFA_ENV_CODE_COMMAND: 'echo 123456' };
  const words = ['--region', 'ap-east-1', '--role-arn', roleArn('readonly')];
  const { stderr } = await place.quick(words, { env: more });
  expect(stderr).toMatch(/--region us-east-1 --role-arn arn:aws:iam::111122223333:role\/readonly\)"\n/);
  expect(calls(place, before)).toEqual(['AssumeRole InvalidClientTokenId', 'GetCallerIdentity ok']);
});
