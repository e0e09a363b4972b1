import { endpointOf, likelyStsUrl } from '../../aws/endpoint.ts';
import { type ErrorKind, errorKind } from '../../aws/error-kind.ts';
import type { AwsFiles } from '../../aws/files/read.ts';
import type { Location } from '../../aws/location.ts';
import type { KeyPair } from '../../aws/profile.ts';
import { partitionOf, stsRegion } from '../../aws/region.ts';
import { connection } from '../../aws/sdk/connection.ts';
import type { Session } from '../../cache/types.ts';
import type { Environment } from '../../shell/env-diff.ts';

/** The way to STS, and how long there is to wait. */
export interface Asking {
  where: Location;
  files: AwsFiles;
  env: Environment;
  /** Ends all the calls. */
  end: AbortSignal;
}

/** Whose the keys are; `offIn`: the region that did not know them, although the partition's first one does. */
export type Caller = { arn: string; offIn?: string } | { cause: ErrorKind };

/**
 * Asks STS whose keys these are. sts:GetCallerIdentity needs no permission and no MFA, and no policy can forbid it. A
 * region that is not enabled in an account does not know its keys; the first one of a partition cannot be switched off.
 */
export async function askCaller(signer: KeyPair | Session, asking: Asking): Promise<Caller> {
  const { region } = asking.where;
  const answer = await askIn(region, signer, asking);
  if (!('cause' in answer) || !/^(unknown-key|region-disabled)$/.test(answer.cause)) return answer;
  const first = stsRegion([], `arn:${partitionOf(region)}:`);
  if (first === region) return answer;
  const second = await askIn(first, signer, asking);
  return 'arn' in second ? { ...second, offIn: region } : answer;
}

async function askIn(
  region: string,
  signer: KeyPair | Session,
  { where, files, env, end }: Asking,
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
