import { configuration, usage } from '../errors.ts';

interface Partition {
  name: string;
  regions: RegExp;
  first: string;
  domain: string;
  dualStackDomain: string;
}

/** The partitions of AWS, from the endpoint rules of the SDK. The first match counts. */
const partitions: Partition[] = [
  ['aws-cn', /^cn-/, 'cn-north-1', 'amazonaws.com.cn', 'api.amazonwebservices.com.cn'],
  ['aws-us-gov', /^us-gov-/, 'us-gov-west-1', 'amazonaws.com', 'api.aws'],
  ['aws-iso', /^us-iso-/, 'us-iso-east-1', 'c2s.ic.gov', 'api.aws.ic.gov'],
  ['aws-iso-b', /^us-isob-/, 'us-isob-east-1', 'sc2s.sgov.gov', 'api.aws.scloud'],
  ['aws-iso-e', /^eu-isoe-/, 'eu-isoe-west-1', 'cloud.adc-e.uk', 'api.cloud-aws.adc-e.uk'],
  ['aws-iso-f', /^us-isof-/, 'us-isof-south-1', 'csp.hci.ic.gov', 'api.aws.hci.ic.gov'],
  ['aws-eusc', /^eusc-/, 'eusc-de-east-1', 'amazonaws.eu', 'api.amazonwebservices.eu'],
  ['aws', /./, 'us-east-1', 'amazonaws.com', 'api.aws'],
].map(
  ([name, regions, first, domain, dualStackDomain]) => ({ name, regions, first, domain, dualStackDomain }) as Partition,
);

export const partitionOf = (region: string): string =>
  partitions.find(({ regions }) => regions.test(region))?.name ?? 'aws';

/** Where STS cannot be disabled. @param arn its partition wins over that of the region */
export function firstRegion(region: string, arn = ''): string {
  const named = arn.split(':')[1];
  const found = partitions.find(({ name }) => name === named) ?? partitions.find(({ regions }) => regions.test(region));
  return found?.first ?? 'us-east-1';
}

/** The regions that every account has. Those added since 2019-03-20 have to be enabled (AWS account guide). */
const alwaysOn = new Set(
  `us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 sa-east-1 eu-central-1 eu-north-1 eu-west-1 eu-west-2 eu-west-3
  ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2`.split(/\s+/),
);

/** Whether the account may not have enabled the region. @param arn as for `firstRegion` */
export const mayBeOff = (region: string, arn = ''): boolean => {
  const isElsewhere = partitionOf(firstRegion(region, arn)) !== partitionOf(region);
  return isElsewhere || (partitionOf(region) === 'aws' && region !== 'aws-global' && !alwaysOn.has(region));
};

export function domainOf(region: string, dualStack: boolean): string {
  const { domain = '', dualStackDomain = '' } = partitions.find(({ regions }) => regions.test(region)) ?? {};
  return dualStack ? dualStackDomain : domain;
}

/**
 * The region for STS: one of `named`, else that of the profile, else the first of the partition of `arn` (C3.8).
 * @throws Failure (usage, configuration) for a name that cannot be a region
 */
export function stsRegion(named: readonly (string | undefined)[], arn = '', configured?: string): string {
  const region = checkedRegion(named.find((name) => name?.trim())) ?? checkedRegion(configured, configuration);
  return region ?? firstRegion('', arn);
}

/** In lower case without blanks: others break the signature (docs/aws.md, Endpoints). @throws Failure of `fail` */
export function checkedRegion(name: string | undefined, fail = usage): string | undefined {
  const region = name?.trim().toLowerCase();
  if (!region) return undefined;
  if (/^[a-z]+(-[a-z0-9]+)+$/.test(region)) return region;
  throw fail(`${name} is not a region`, 'a region looks like eu-west-1');
}
