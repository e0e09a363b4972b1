import { endpointOf, likelyStsUrl } from '../aws/endpoint.ts';
import { errorKind } from '../aws/error-kind.ts';
import { firstRegion, mayBeOff } from '../aws/region.ts';
import { connection } from '../aws/sdk/connection.ts';
import type { Context } from '../context.ts';
import { type Failure, isFailure } from '../errors.ts';
import { openAwsCalls } from './aws-calls.ts';
import type { ResolvedConfig } from './resolve.ts';

/**
 * A region that is not enabled in the account answers as if the key were unknown (aws/aws-sdk-java#2313). So where that
 * may be it, the partition's first region is asked whose key it is: a call that needs no code and no permission.
 * @param error what went wrong
 * @returns the failure to tell, where it is the region; undefined where it is not
 */
export async function regionOff(
  resolved: ResolvedConfig,
  error: unknown,
  context: Context,
): Promise<Failure | undefined> {
  if (!isFailure(error) || errorKind(error.cause) !== 'unknown-key') return undefined;
  const arn = resolved.device ?? resolved.choice.roles.at(-1)?.arn;
  if (!mayBeOff(resolved.region, arn)) return undefined;
  const isKnown = await isKnownIn(firstRegion(resolved.region, arn), resolved, context);
  return isKnown ? (await openAwsCalls(resolved, context)).explain(error.cause, { cause: 'region-off' }) : undefined;
}

async function isKnownIn(
  region: string,
  { settings, files, keys }: ResolvedConfig,
  { env }: Context,
): Promise<boolean> {
  const endpoint = endpointOf('STS', region, env, settings, files);
  if (endpoint.url !== undefined) return false; // which regions there are is then that endpoint's own business
  try {
    const link = await connection(endpoint, env, likelyStsUrl(endpoint));
    const { sts } = await import('../aws/sdk/load.ts');
    await sts(endpoint, link).caller(keys);
    return true;
  } catch {
    return false;
  }
}
