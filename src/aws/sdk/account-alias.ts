import type { Environment } from '../../shell/env-diff.ts';
import type { AwsFiles } from '../files/read.ts';
import type { Settings } from '../files/settings.ts';
import type { KeyPair } from '../profile.ts';

/** The name of the account, which only some users may read. @throws errors of the SDK */
export async function accountAlias(
  _keys: KeyPair,
  _where: { region: string; settings: Settings },
  _files: AwsFiles,
  _env: Environment,
): Promise<string | undefined> {
  return undefined;
}
