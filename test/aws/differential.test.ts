import { expect, test } from 'vitest';
import { botocore, hasBotocore, javascript, ours } from './peers.ts';
import { samples } from './samples.ts';

// C3.2: mfa-env reads AWS files as the JavaScript SDK and botocore do.

test.each(samples)('$what, in the $kind file', async (sample) => {
  expect(ours(sample.kind, sample.text)).toEqual(sample.ours);
  expect(await javascript(sample.kind, sample.text)).toEqual(sample.javascript ?? sample.ours);
});

test.skipIf(!hasBotocore)('botocore', () => {
  const readings = botocore(samples);
  for (const [number, sample] of samples.entries())
    expect(readings[number], `${sample.what}, in the ${sample.kind} file`).toEqual(sample.botocore ?? sample.ours);
});

test('every difference is listed with its reason', () => {
  const differs = ({ javascript: one, botocore: two }: (typeof samples)[number]): boolean => !!one || !!two;
  for (const sample of samples) expect(!!sample.why, sample.what).toBe(differs(sample));
});
