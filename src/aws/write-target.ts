import { configuration } from '../errors.ts';
import type { AwsFiles } from './files.ts';
import { readProfile } from './profile.ts';

/**
 * The section that `--write` means: the one that is named, else the profile itself where it has no long-lived keys,
 * else NAME-mfa (C5.3).
 * @param named '' where none is
 * @param profile '' where the keys come from the environment
 * @throws Failure (configuration) where long-lived keys would be lost
 */
export function writeTarget(files: AwsFiles, named: string, profile: string): string {
  const own = profile || 'default';
  const target = named || (holdsKeys(files, own) ? `${own}-mfa` : own);
  if (holdsKeys(files, target)) {
    throw configuration(
      `profile ${target} holds long-lived keys, which --write would overwrite`,
      `name another: --write ${target}-mfa`,
    );
  }
  return target;
}

function holdsKeys(files: AwsFiles, name: string): boolean {
  const profile = readProfile(files, name);
  return profile?.keys !== undefined || profile?.missingHalf !== undefined;
}
