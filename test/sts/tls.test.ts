import { existsSync, readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, expect, test } from 'vitest';
import { sdkClient } from './sdk-client.ts';
import { type Sts, type StsOptions, startSts } from './server.ts';

// The local STS speaks TLS, with certificates that are right or wrong.

let server: Sts | undefined;
afterEach(() => server?.close());

async function ask(tls: NonNullable<StsOptions['tls']>, trust: boolean): Promise<unknown> {
  server = await startSts({ tls });
  const httpsAgent = new Agent(trust ? { ca: readFileSync(server.caFile ?? '') } : {});
  const client = sdkClient(server.url, undefined, { requestHandler: { httpsAgent, requestTimeout: 2000 } });
  const answer = await client.send(new GetCallerIdentityCommand({})).catch((thrown: unknown) => thrown);
  client.destroy();
  return answer;
}

test('a client that trusts the CA is served', async () => {
  expect(await ask(true, true)).toMatchObject({ Arn: 'arn:aws:iam::111122223333:user/alice' });
  expect(server?.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
});

test.each([
  [{ selfSigned: true }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  [{}, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
])('a client that does not trust %o gets %s', async (tls, code) => {
  expect(await ask(tls, false)).toMatchObject({ code });
});

test('a self-signed certificate can be trusted, one for another name does not help', async () => {
  expect(await ask({ selfSigned: true }, true)).toMatchObject({ Account: '111122223333' });
  await server?.close();
  expect(await ask({ hostname: 'sts.example.com' }, true)).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
});

test.each([
  [{ notBefore: new Date('2020-01-01'), notAfter: new Date('2021-01-01') }, 'CERT_HAS_EXPIRED'],
  [{ notBefore: new Date('2090-01-01'), notAfter: new Date('2091-01-01') }, 'CERT_NOT_YET_VALID'],
])('a certificate of another time, %o, gives %s', async (tls, code) => {
  expect(await ask(tls, true)).toMatchObject({ code });
});

test('close removes the file of the CA', async () => {
  const own = await startSts({ tls: true });
  expect(existsSync(own.caFile ?? '')).toBe(true);
  await own.close();
  expect(existsSync(own.caFile ?? '')).toBe(false);
});
