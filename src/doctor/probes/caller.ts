import { endpointOf, likelyStsUrl } from '../../aws/endpoint.ts';
import { type ErrorKind, errorKind } from '../../aws/error-kind.ts';
import type { AwsFiles } from '../../aws/files/read.ts';
import type { Location } from '../../aws/location.ts';
import type { KeyPair } from '../../aws/profile.ts';
import { partitionOf, stsRegion } from '../../aws/region.ts';
import { connection } from '../../aws/sdk/connection.ts';
import type { Session } from '../../cache/entry.ts';
import type { Environment } from '../../shell/env-diff.ts';

/** What a signed call to STS needs. */
export interface StsQuery {
  where: Location;
  files: AwsFiles;
  env: Environment;
  /** Aborts all calls. */
  end: AbortSignal;
}

/** The ARN of the keys' user, and the region that did not know the keys although the partition's first region does. */
export type Caller = { arn: string; disabledRegion?: string } | { cause: ErrorKind };

/**
 * Asks STS whose keys these are. GetCallerIdentity needs no permission and no MFA, and no policy can deny it. A region
 * that the account has not enabled does not know the keys, so the partition's first region, which is always enabled, is
 * asked as well.
 */
export async function askCaller(signer: KeyPair | Session, query: StsQuery): Promise<Caller> {
  const { region } = query.where;
  const answer = await askIn(region, signer, query);
  if (!('cause' in answer) || !/^(unknown-key|region-disabled)$/.test(answer.cause)) return answer;
  const first = stsRegion([], `arn:${partitionOf(region)}:`);
  if (first === region) return answer;
  const second = await askIn(first, signer, query);
  return 'arn' in second ? { ...second, disabledRegion: region } : answer;
}

async function askIn(
  region: string,
  signer: KeyPair | Session,
  { where, files, env, end }: StsQuery,
): Promise<{ arn: string } | { cause: ErrorKind }> {
  try {
    const endpoint = endpointOf('STS', region, env, where.settings, files);
    const link = await connection(endpoint, env, likelyStsUrl(endpoint));
    const { sts } = await import('../../aws/sdk/load.ts');
    return { arn: await sts(endpoint, link).caller(signer, end) };
  } catch (error) {
    return { cause: errorKind(error) };
  }
}
