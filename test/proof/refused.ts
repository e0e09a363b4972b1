import { expect } from 'vitest';
import { keyPair, type Outcome, type Place, serial } from '../command/run.ts';

/** A refusal, and what holds for each: a status, words and advice, no stack, no secret, an end (`start` kills what waits for ever). */
export async function expectRefused(
  place: Place,
  env: Record<string, string>,
  words: readonly string[] = [],
  run: Place['run'] = place.run,
): Promise<Outcome & { code: string }> {
  const code = place.sts.freshCode(serial);
  const outcome = await run([...words, code], { env });
  expect(outcome).toMatchObject({ status: 1, stdout: '(exit 1);\n' });
  expect(outcome.stderr).toMatch(/^mfa-env: \S.*\n {2}\S.*\n$/);
  expect(outcome.stderr).not.toMatch(/\n\s+at |Error:|a bug in mfa-env|undefined|\[object/);
  expect(outcome.stderr).not.toContain(code);
  expect(outcome.stderr).not.toContain(keyPair.AWS_SECRET_ACCESS_KEY);
  return { ...outcome, code };
}
