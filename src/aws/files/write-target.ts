import { configuration, usage } from '../../errors.ts';
import { word } from '../../text/quote.ts';
import { readProfile } from '../profile.ts';
import type { AwsFiles } from './read.ts';

/**
 * The section for `--write`: the named one, else the profile itself if it has no long-term keys, else NAME-mfa (C5.3).
 * @param named the value of the option; '' without one
 * @param profile '' for the keys of the environment
 * @throws Failure (usage) for an impossible name; (configuration) where long-term keys would be overwritten
 */
export function writeTarget(files: AwsFiles, named: string, profile: string): string {
  const own = profile || 'default';
  const target = named || (holdsKeys(files, own) ? `${own}-mfa` : own);
  // The AWS CLI applies the settings of [DEFAULT] to every section.
  if (/^[ \t]|[ \t]$|[\]\r\n\0]/.test(target) || target === 'DEFAULT') {
    throw usage(`--write ${target}: no section can have that name`, `name another: --write ${word(`${own}-mfa`)}`);
  }
  refuseLongTerm(files, target);
  return target;
}

/** @throws Failure (configuration) where the section holds long-term keys */
export function refuseLongTerm(files: AwsFiles, target: string): void {
  if (!holdsKeys(files, target)) return;
  throw configuration(
    `profile ${target} holds long-term keys, which --write would overwrite`,
    `name another: --write ${word(`${target}-mfa`)}`,
  );
}

/** Half a key pair counts, and so does a long-term key with a token beside it. */
function holdsKeys(files: AwsFiles, name: string): boolean {
  const profile = readProfile(files, name);
  if (!profile) return false;
  const { keys, missingHalf, settings } = profile;
  return keys !== undefined || missingHalf !== undefined || /^AKIA/.test(settings.aws_access_key_id ?? '');
}
