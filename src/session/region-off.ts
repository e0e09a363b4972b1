import { causeOf } from '../aws/causes.ts';
import { endpointOf } from '../aws/endpoint.ts';
import { firstRegion, mayBeOff } from '../aws/region.ts';
import type { Context } from '../context.ts';
import { type Failure, isFailure } from '../errors.ts';
import { openCalls } from './calls.ts';
import type { Setting } from './setting.ts';

/**
 * A region that is not enabled in the account answers as if the key were unknown (aws/aws-sdk-java#2313). So where that
 * may be it, the partition's first region is asked whose key it is: a call that needs no code and no permission.
 * @param error what went wrong
 * @param ask throws where that region does not know the key either
 * @returns the failure to tell, where it is the region; undefined where it is not
 */
export async function regionOff(
  setting: Setting,
  error: unknown,
  context: Context,
  ask = askFirstRegion,
): Promise<Failure | undefined> {
  if (!isFailure(error) || causeOf(error.cause) !== 'unknown-key') return undefined;
  if (!mayBeOff(setting.region, arnOf(setting))) return undefined;
  const { url } = endpointOf('STS', setting.region, context.env, setting.settings, setting.files);
  if (url !== undefined) return undefined; // it is the endpoint's own business which regions there are
  try {
    await ask({ ...setting, region: firstRegion(setting.region, arnOf(setting)) }, context);
  } catch {
    return undefined;
  }
  return (await openCalls(setting, context)).explain(error.cause, { cause: 'region-off' });
}

async function askFirstRegion(setting: Setting, context: Context): Promise<void> {
  const calls = await openCalls(setting, context);
  await (await calls.sts()).caller(setting.keys);
}

const arnOf = ({ device, choice }: Setting): string | undefined => device ?? choice.roles.at(-1)?.arn;
