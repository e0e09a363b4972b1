import { configuration, usage } from '../../errors.ts';
import { word } from '../../text/quote.ts';
import { readProfile } from '../profile.ts';
import type { AwsFiles } from './read.ts';

/**
 * The section that `--write` means: the one that is named, else the profile itself where it has no long-term keys,
 * else NAME-mfa (C5.3).
 * @param named '' where none is
 * @param profile '' where the keys come from the environment
 * @throws Failure (usage) where no section can have that name; (configuration) where long-term keys would be lost
 */
export function writeTarget(files: AwsFiles, named: string, profile: string): string {
  const own = profile || 'default';
  const target = named || (holdsKeys(files, own) ? `${own}-mfa` : own);
  // The AWS CLI takes the settings of [DEFAULT] for settings of every section.
  if (/^[ \t]|[ \t]$|[\]\r\n\0]/.test(target) || target === 'DEFAULT') {
    throw usage(`--write ${target}: no section can have that name`, `name another: --write ${word(`${own}-mfa`)}`);
  }
  refuseLongTerm(files, target);
  return target;
}

/** @throws Failure (configuration) where a section holds long-term keys, which would be lost */
export function refuseLongTerm(files: AwsFiles, target: string): void {
  if (!holdsKeys(files, target)) return;
  throw configuration(
    `profile ${target} holds long-term keys, which --write would overwrite`,
    `name another: --write ${word(`${target}-mfa`)}`,
  );
}

/** Half a pair counts, and so does a pair beside which somebody has put a token: a session's key id begins with ASIA. */
function holdsKeys(files: AwsFiles, name: string): boolean {
  const profile = readProfile(files, name);
  if (!profile) return false;
  const { keys, missingHalf, settings } = profile;
  return keys !== undefined || missingHalf !== undefined || /^AKIA/.test(settings.aws_access_key_id ?? '');
}
