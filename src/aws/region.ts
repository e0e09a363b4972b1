import { usage } from '../errors.ts';

/** AWS's partitions: by the beginnings of their regions' names, with the region that STS is asked in by default. */
const partitions = [
  { name: 'aws-cn', regions: /^cn-/, first: 'cn-north-1' },
  { name: 'aws-us-gov', regions: /^us-gov-/, first: 'us-gov-west-1' },
  { name: 'aws-iso', regions: /^us-iso-/, first: 'us-iso-east-1' },
  { name: 'aws-iso-b', regions: /^us-isob-/, first: 'us-isob-east-1' },
  { name: 'aws-iso-e', regions: /^eu-isoe-/, first: 'eu-isoe-west-1' },
  { name: 'aws-iso-f', regions: /^us-isof-/, first: 'us-isof-south-1' },
  { name: 'aws-eusc', regions: /^eusc-/, first: 'eusc-de-east-1' },
  { name: 'aws', regions: /./, first: 'us-east-1' },
];

/** The partition that a region belongs to. */
export const partitionOf = (region: string): string =>
  partitions.find(({ regions }) => regions.test(region))?.name ?? 'aws';

/**
 * The region that STS is asked in: the first that is named, else the first one of the partition of `arn`, if it is
 * one, else us-east-1 (C3.8).
 * @throws Failure (usage) for what can be no region
 */
export function stsRegion(named: readonly (string | undefined)[], arn = ''): string {
  const region = checkedRegion(named.find((name) => name?.trim()));
  const partition = arn.split(':')[1];
  return region ?? partitions.find(({ name }) => name === partition)?.first ?? 'us-east-1';
}

/**
 * A region's name as AWS signs it: upper case and stray blanks would break the signature (sts.md section 1).
 * @throws Failure (usage) for what can be no region: it would become part of a host's name
 */
export function checkedRegion(name: string | undefined): string | undefined {
  const region = name?.trim().toLowerCase();
  if (!region) return undefined;
  if (/^[a-z]+(-[a-z0-9]+)+$/.test(region)) return region;
  throw usage(`${name} is no region`, 'a region looks like eu-west-1');
}
