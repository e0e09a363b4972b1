import { expect } from 'vitest';
import { keyPair, type Outcome, type Place, serial } from '../command/run.ts';

/** No fault may take longer: what waits for ever is a fault of ours (milliseconds). */
export const longest = 30_000;

/** A refusal, and what holds for each: a status, words and advice, no stack, no secret, an end in time. */
export async function expectRefused(
  place: Place,
  env: Record<string, string>,
  words: readonly string[] = [],
): Promise<Outcome & { code: string }> {
  const code = place.sts.freshCode(serial);
  const start = Date.now();
  const outcome = await place.run([...words, code], { env });
  expect(Date.now() - start).toBeLessThan(longest);
  expect(outcome).toMatchObject({ status: 1, stdout: '(exit 1);\n' });
  expect(outcome.stderr).toMatch(/^mfa-env: \S.*\n {2}\S.*\n$/);
  expect(outcome.stderr).not.toMatch(/\n\s+at |Error:|should not|undefined|\[object/);
  expect(outcome.stderr).not.toContain(code);
  expect(outcome.stderr).not.toContain(keyPair.AWS_SECRET_ACCESS_KEY);
  return { ...outcome, code };
}
