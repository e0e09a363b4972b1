import { afterEach, expect, test, vi } from 'vitest';
import { sts } from '../../../src/aws/sdk/sts.ts';

// What is made ready at the prompt ends by itself, however long somebody takes to type the code: C4.2.

afterEach(() => void vi.useRealTimers());

test('after the rehearsal, time may pass', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const endpoint = { region: 'eu-west-1', fips: false, dualStack: false };
  await sts(endpoint as never, { agent: undefined, open() {} } as never).rehearse();
  expect(vi.getTimerCount()).toBeGreaterThan(0);
  vi.advanceTimersByTime(60_000);
});
