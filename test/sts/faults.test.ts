import { GetSessionTokenCommand, type GetSessionTokenCommandOutput } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Fault } from './faults.ts';
import { iam } from './raw-client.ts';
import { sdkClient } from './sdk-client.ts';
import { type Sts, startSts } from './server.ts';

// A fault of the local STS looks to the SDK as it would from AWS, spends the code or does not, and stands in the log.

const SERIAL = 'arn:aws:iam::111122223333:mfa/alice';

let server: Sts;
beforeEach(async () => {
  server = await startSts();
});
afterEach(() => server.close());

async function login(code: string, maxAttempts = 1): Promise<GetSessionTokenCommandOutput> {
  const client = sdkClient(server.url, undefined, { maxAttempts });
  return client.send(new GetSessionTokenCommand({ SerialNumber: SERIAL, TokenCode: code }));
}

const http = (status: number) => ({ $metadata: { httpStatusCode: status } });

/** What the SDK throws for each fault, what the log says, and whether the code is spent. */
const FAILURES: [fault: Fault, error: object, verdict: string, spent: boolean][] = [
  [{ kind: 'error500' }, { name: 'InternalFailure', $fault: 'server', ...http(500) }, 'InternalFailure', false],
  [{ kind: 'error503' }, { name: 'ServiceUnavailable', $fault: 'server', ...http(503) }, 'ServiceUnavailable', false],
  [{ kind: 'throttling' }, { name: 'Throttling', message: 'Rate exceeded', ...http(400) }, 'Throttling', false],
  [{ kind: 'invalid-token' }, { name: 'InvalidClientTokenId', ...http(403) }, 'InvalidClientTokenId', false],
  [{ kind: 'region-disabled' }, { name: 'RegionDisabledException', ...http(403) }, 'RegionDisabledException', false],
  [
    { kind: 'reset-before' },
    { name: 'TimeoutError', code: 'ECONNRESET', message: 'socket hang up' },
    'reset-before',
    false,
  ],
  [{ kind: 'reset-after' }, { name: 'TimeoutError', code: 'ECONNRESET', message: 'socket hang up' }, 'ok', true],
  [{ kind: 'hang' }, { name: 'TimeoutError', code: 'ETIMEDOUT' }, 'hang', false],
  [{ kind: 'hang-after' }, { name: 'TimeoutError', code: 'ETIMEDOUT' }, 'ok', true],
  [{ kind: 'truncated' }, { message: expect.stringContaining('@aws-sdk XML parse error') }, 'ok', true],
  [{ kind: 'wrong-length' }, { code: 'ECONNRESET', message: expect.stringContaining('aborted') }, 'ok', true],
  [{ kind: 'html502' }, { name: 'Unknown', ...http(502) }, 'html502', false],
  [{ kind: 'empty403' }, { name: 'Unknown', ...http(403) }, 'empty403', false],
  [{ kind: 'redirect' }, { name: 'Unknown', ...http(302) }, 'redirect', false],
  [
    { kind: 'clock-offset', seconds: 1200 },
    { name: 'SignatureDoesNotMatch', message: expect.stringMatching(/^Signature expired: /) },
    'SignatureDoesNotMatch',
    false,
  ],
  [
    { kind: 'clock-offset', seconds: -1200 },
    { name: 'SignatureDoesNotMatch', message: expect.stringMatching(/^Signature not yet current: /) },
    'SignatureDoesNotMatch',
    false,
  ],
];

test.each(FAILURES)('$kind as the SDK sees it', async (fault, error, verdict, spent) => {
  server.fault(fault);
  const code = server.freshCode(SERIAL);
  expect(await login(code).catch((thrown: unknown) => thrown)).toMatchObject(error);
  expect(server.requests).toMatchObject([{ verdict, fault: fault.kind }]);
  const again = await login(code).then(
    () => false,
    () => true,
  );
  expect(again).toBe(spent);
});

/** Faults that the SDK does not see: it returns a result in which something is missing. */
const RESULTS: [fault: Fault, missing: string[]][] = [
  [{ kind: 'html200' }, ['AccessKeyId', 'SecretAccessKey', 'SessionToken', 'Expiration']],
  [{ kind: 'no-expiration' }, ['Expiration']],
  [{ kind: 'no-token' }, ['SessionToken']],
  [{ kind: 'latency', ms: 100 }, []],
  [{ kind: 'trickle', ms: 1 }, []],
];

test.each(RESULTS)('$kind gives a result without %s', async (fault, missing) => {
  server.fault(fault);
  const { Credentials: given } = await login(server.freshCode(SERIAL));
  const all = ['AccessKeyId', 'SecretAccessKey', 'SessionToken', 'Expiration'] as const;
  expect(all.filter((field) => given?.[field] === undefined)).toEqual(missing);
});

test('latency takes its time', async () => {
  server.fault({ kind: 'latency', ms: 300 });
  const start = performance.now();
  await login(server.freshCode(SERIAL));
  expect(performance.now() - start).toBeGreaterThanOrEqual(295);
});

test('a retry after a cut connection finds the code spent', async () => {
  server.fault({ kind: 'reset-after' });
  const error = await login(server.freshCode(SERIAL), 2).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'AccessDenied', $metadata: { attempts: 2 } });
  expect(server.calls().map((call) => call.verdict)).toEqual(['ok', 'AccessDenied']);
});

test('faults wait for their action, in order, as often as asked', async () => {
  server.fault({ kind: 'throttling', action: 'GetSessionToken', times: 2 });
  server.fault({ kind: 'empty403', action: 'ListMFADevices' });
  server.fault({ kind: 'error500', action: 'GetSessionToken' });
  expect((await iam(server.url, 'ListMFADevices')).status).toBe(403);
  expect((await iam(server.url, 'ListMFADevices')).status).toBe(200);
  const code = server.freshCode(SERIAL);
  const names = [];
  for (let round = 0; round < 4; round += 1) {
    names.push(
      await login(code).then(
        () => 'ok',
        (thrown: unknown) => thrown instanceof Error && thrown.name,
      ),
    );
  }
  expect(names).toEqual(['Throttling', 'Throttling', 'InternalFailure', 'ok']);
});

test('close ends requests that hang', async () => {
  server.fault({ kind: 'hang' });
  const hanging = login('123456').catch((thrown: unknown) => thrown);
  while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await server.close();
  expect(await hanging).toMatchObject({ code: 'ECONNRESET' });
  server = await startSts();
});
