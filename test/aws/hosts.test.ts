import { STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { likelyStsUrl } from '../../src/aws/endpoint.ts';
import { stsRegion } from '../../src/aws/region.ts';

// C3.8: our host names equal those of the SDK.

const sdk = new STSClient({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
const regions = [
  'us-east-1',
  'eu-central-2',
  'ap-southeast-7',
  'aws-global',
  'cn-north-1',
  'cn-northwest-1',
  'us-gov-west-1',
  'us-gov-east-1',
  'us-iso-east-1',
  'us-isob-east-1',
  'eu-isoe-west-1',
  'us-isof-south-1',
  'eusc-de-east-1',
];

test.each(regions)('%s, with and without FIPS and dual-stack', (region) => {
  for (const fips of [false, true])
    for (const dualStack of [false, true]) {
      const { url } = sdk.config.endpointProvider({
        Region: region,
        UseFIPS: fips,
        UseDualStack: dualStack,
        UseGlobalEndpoint: false,
      });
      expect(likelyStsUrl({ region, fips, dualStack })?.href).toBe(url.href);
    }
});

test.each([
  ['arn:aws:iam::111122223333:mfa/alice', 'us-east-1'],
  ['arn:aws-cn:iam::111122223333:mfa/alice', 'cn-north-1'],
  ['arn:aws-us-gov:iam::111122223333:role/admin', 'us-gov-west-1'],
  ['arn:aws-eusc:iam::111122223333:role/admin', 'eusc-de-east-1'],
  ['GAHT12345678', 'us-east-1'],
  ['', 'us-east-1'],
])('without a region, STS is asked in the partition of %j', (arn, expected) => {
  expect(stsRegion([undefined, ''], arn)).toBe(expected);
  expect(stsRegion([' EU-West-1 '], arn)).toBe('eu-west-1');
});
