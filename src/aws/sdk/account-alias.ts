import { ListAccountAliasesCommand } from '@aws-sdk/client-iam';
import type { Environment } from '../../shell/env-diff.ts';
import { endpointOf, iamUrl } from '../endpoint.ts';
import type { AwsFiles } from '../files/read.ts';
import type { Settings } from '../files/sections.ts';
import type { KeyPair } from '../profile.ts';
import { connection } from './connection.ts';

/** Only a name for people: it is not waited for longer. */
const TIMEOUT_MS = 4000;

/** The name of the account of these keys. @throws errors of the SDK; many users may not read it */
export async function accountAlias(
  keys: KeyPair,
  { region, settings }: { region: string; settings: Settings },
  files: AwsFiles,
  env: Environment,
): Promise<string | undefined> {
  const endpoint = endpointOf('IAM', region, env, settings, files);
  const link = await connection(endpoint, env, iamUrl(endpoint));
  const { iamClient } = await import('./load.ts');
  const client = iamClient(endpoint, link, keys, 1);
  const { AccountAliases = [] } = await client.send(new ListAccountAliasesCommand({}), {
    abortSignal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return AccountAliases[0];
}
