import type { Environment } from '../../shell/env-diff.ts';
import { endpointOf, iamUrl } from '../endpoint.ts';
import type { AwsFiles } from '../files/read.ts';
import type { Settings } from '../files/sections.ts';
import type { KeyPair } from '../profile.ts';
import { connection } from './connection.ts';
import type { Device } from './iam.ts';

/**
 * Asks IAM for the MFA devices of the user who owns the keys (C3.5), over a new connection.
 * @throws errors of the SDK; many users may not list their devices without MFA
 */
export async function devicesOf(
  keys: KeyPair,
  { region, settings }: { region: string; settings: Settings },
  files: AwsFiles,
  env: Environment,
): Promise<Device[]> {
  const endpoint = endpointOf('IAM', region, env, settings, files);
  const link = await connection(endpoint, env, iamUrl(endpoint));
  const { listDevices } = await import('./load.ts');
  return await listDevices(endpoint, link, keys);
}
