import { Agent } from 'node:http';
import { expect, test } from 'vitest';
import { clientSettings } from '../../../src/aws/sdk/client.ts';

// A call of the SDK that gets no answer ends by itself: C6.2.

const endpoint = { region: 'eu-west-1', fips: false, dualStack: false };

test('C6.2: a call without an answer times out, where the SDK alone would only warn', async () => {
  const connection = { agent: new Agent(), open: () => {} };
  const { requestHandler } = clientSettings(
    endpoint,
    connection as never,
    { accessKeyId: 'a', secretAccessKey: 's' },
    1,
  );
  await requestHandler
    .handle({ protocol: 'http:', hostname: '127.0.0.1', port: 9, path: '/', headers: {} } as never)
    .catch(() => {});
  expect(requestHandler.httpHandlerConfigs()).toMatchObject({
    throwOnRequestTimeout: true,
    requestTimeout: 20_000,
    connectionTimeout: 10_000,
  });
});
