import { connection } from './aws/connection.ts';
import { guessedDevice } from './aws/device.ts';
import { type Endpoint, likelyStsUrl } from './aws/endpoint.ts';
import type { KeyPair } from './aws/profile.ts';
import { causeOf, explain } from './aws/refusals.ts';
import { sts } from './aws/sts.ts';
import type { Context } from './context.ts';
import { keepEntry } from './store/keep.ts';
import { userKey } from './store/user.ts';

/** Whose device is looked for. */
export interface Looking {
  endpoint: Endpoint;
  keys: KeyPair;
  /** What people call the source of the keys. */
  profile: string;
  /** The cache folder; undefined: nothing is kept. */
  cache: string | undefined;
}

/**
 * Finds the MFA device that nobody named: derived from the caller's ARN (C3.5), and remembered.
 * @throws Failure where AWS refuses the keys or cannot be reached
 */
export async function findDevice(looking: Looking, context: Context): Promise<string> {
  const { keys, profile, cache } = looking;
  const arn = await callerOf(looking, context);
  const device = guessedDevice(arn);
  context.warn(`no mfa_serial in profile ${profile}: taking ${device}, by the user's name`);
  if (cache !== undefined) {
    try {
      keepEntry(cache, userKey(keys.accessKeyId), { arn, device });
    } catch {
      // It is found anew the next time.
    }
  }
  return device;
}

async function callerOf({ endpoint, keys, profile }: Looking, context: Context): Promise<string> {
  const url = likelyStsUrl(endpoint);
  const link = await connection(endpoint, context.env, url);
  try {
    if (url) link.open(url);
    return await sts(endpoint, link).caller(keys);
  } catch (error) {
    const host = url?.host ?? `STS in ${endpoint.region}`;
    throw explain(error, causeOf(error), { profile, region: endpoint.region, host, now: context.now() });
  } finally {
    link.close();
  }
}
