import { expect, test } from 'vitest';
import { checkedRegion, firstRegion, mayBeOff, partitionOf, stsRegion } from '../../src/aws/region.ts';

// The region is chosen in order, and one that can be none is refused: C3.8.

test.each([
  ['us-east-1', 'aws'],
  ['ap-southeast-7', 'aws'],
  ['cn-north-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
  ['us-iso-east-1', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['eu-isoe-west-1', 'aws-iso-e'],
  ['us-isof-south-1', 'aws-iso-f'],
  ['eusc-de-east-1', 'aws-eusc'],
])('the partition of %s is %s', (region, partition) => {
  expect(partitionOf(region)).toBe(partition);
});

test.each<[(string | undefined)[], string | undefined, string]>([
  [[], undefined, 'us-east-1'],
  [[undefined, '', '  ', 'eu-west-1', 'eu-west-2'], undefined, 'eu-west-1'],
  [[' EU-West-1 '], undefined, 'eu-west-1'],
  [[], 'arn:aws:iam::111122223333:mfa/a', 'us-east-1'],
  [[], 'arn:aws-us-gov:iam::111122223333:mfa/a', 'us-gov-west-1'],
  [[], 'arn:aws-cn:iam::111122223333:mfa/a', 'cn-north-1'],
  [['cn-northwest-1'], 'arn:aws-cn:iam::111122223333:mfa/a', 'cn-northwest-1'],
  [[], 'GAHT12345678', 'us-east-1'],
  [[], 'arn:aws-new:iam::1:mfa/a', 'us-east-1'],
])('C3.8: of %j and device %s, STS is asked in %s', (named, arn, region) => {
  expect(stsRegion(named, arn)).toBe(region);
});

test.each(['x', '1', 'eu-west-1.evil.example', 'eu-west-1/', 'a b', 'eu_west_1', '@', 'eu-', '-1', 'eu-west-1\n/x'])(
  '%j is not a region',
  (name) => {
    expect(() => checkedRegion(name)).toThrow(/is not a region/);
  },
);

test.each<[string, string | undefined, string]>([
  ['ap-east-1', undefined, 'us-east-1'],
  ['cn-northwest-1', undefined, 'cn-north-1'],
  ['us-gov-east-1', 'GAHT12345678', 'us-gov-west-1'],
  ['eu-west-1', 'arn:aws-cn:iam::111122223333:mfa/a', 'cn-north-1'],
])('the first region beside %s, for %s, is %s', (region, arn, first) => {
  expect(firstRegion(region, arn)).toBe(first);
});

test.each<[string, string | undefined, boolean]>([
  ['us-east-1', undefined, false],
  ['eu-north-1', undefined, false],
  ['ap-east-1', undefined, true],
  ['mx-central-1', undefined, true],
  ['aws-global', undefined, false],
  ['cn-northwest-1', undefined, false],
  ['eu-west-1', 'arn:aws-cn:iam::111122223333:mfa/a', true],
])('%s, for %s: whether an account may not have it: %s', (region, arn, expected) => {
  expect(mayBeOff(region, arn)).toBe(expected);
});
