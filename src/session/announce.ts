import { type Profile, profileNames, readProfile } from '../aws/profile.ts';
import { keepMarker } from '../store/keep.ts';
import { isMarked } from '../store/marker.ts';
import type { Session } from '../store/session.ts';
import type { Setting } from './setting.ts';

/** More profiles than have one user's keys in most files; each that is looked at takes time. */
const MOST_PROFILES = 200;

/**
 * Tells new terminals of a session (C7.3): each profile that it serves. A marker is a hint, so one that cannot be written
 * is no harm.
 * @param left how many roles are still to be assumed
 */
export function announce(setting: Setting, { expires }: Session, left: number): void {
  const { cache, choice, wanted } = setting;
  // A command that gives keys may want a password or a touch: not in a terminal that was merely opened.
  if (cache === undefined || choice.source.from !== 'files') return;
  const assumed = choice.roles.length - left;
  const own = choice.roles.length - (wanted.roleArn ? 1 : 0);
  const names = new Set<string>();
  if (assumed === own) names.add(choice.name);
  if (assumed === 0) for (const name of profilesOfUser(setting)) names.add(name);
  for (const name of names) {
    try {
      if (!isMarked(cache, name, expires)) keepMarker(cache, name, expires);
    } catch {}
  }
}

/** The profiles that have these keys, and those that take them from one of them without a role. */
function profilesOfUser({ choice, files, keys }: Setting): string[] {
  const profiles = profileNames(files)
    .slice(0, MOST_PROFILES)
    .flatMap((name) => readProfile(files, name) ?? []);
  const owners = profiles.filter((profile) => profile.keys?.accessKeyId === keys.accessKeyId).map(({ name }) => name);
  const owner = choice.lineage.at(-1)?.name;
  if (owner !== undefined) owners.push(owner);
  const takesFrom = ({ source_profile: source = '', credential_process }: Profile['settings']): boolean =>
    owners.includes(source) && !credential_process;
  const served = profiles.filter(
    ({ name, settings, keys: own }) => !settings.role_arn && (owners.includes(name) || (!own && takesFrom(settings))),
  );
  return [...served.map(({ name }) => name), ...(owner === undefined ? [] : [owner])];
}
