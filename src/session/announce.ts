import { type Profile, profileNames, readProfile } from '../aws/profile.ts';
import { isMarked } from '../cache/marker.ts';
import type { Session } from '../cache/session.ts';
import { writeMarker } from '../cache/write.ts';
import type { ResolvedConfig } from './resolve.ts';

/** More profiles than have one user's keys in most files; each that is looked at takes time. */
const MOST_PROFILES = 200;

/**
 * Tells new terminals of a session (C7.3): each profile that it serves. A marker is a hint, so one that cannot be written
 * is no harm.
 * @param left how many roles are still to be assumed
 */
export function announce(resolved: ResolvedConfig, { expires }: Session, left: number): void {
  const { cache, choice, request } = resolved;
  // A command that gives keys may want a password or a touch: not in a terminal that was merely opened.
  if (cache === undefined || choice.source.from !== 'files') return;
  const assumed = choice.roles.length - left;
  const own = choice.roles.length - (request.roleArn ? 1 : 0);
  const names = new Set<string>();
  if (assumed === own) names.add(choice.name);
  if (assumed === 0) for (const name of profilesOfUser(resolved)) names.add(name);
  for (const name of names) {
    try {
      if (!isMarked(cache, name, expires)) writeMarker(cache, name, expires);
    } catch {}
  }
}

/** The profiles that have these keys, and those that take them from one of them without a role. */
function profilesOfUser({ choice, files, keys }: ResolvedConfig): string[] {
  const profiles = profileNames(files)
    .slice(0, MOST_PROFILES)
    .flatMap((name) => readProfile(files, name) ?? []);
  const owners = profiles.filter((profile) => profile.keys?.accessKeyId === keys.accessKeyId).map(({ name }) => name);
  const owner = choice.chain.at(-1)?.name;
  if (owner !== undefined) owners.push(owner);
  const takesFrom = ({ source_profile: source = '', credential_process }: Profile['settings']): boolean =>
    owners.includes(source) && !credential_process;
  const served = profiles.filter(
    ({ name, settings, keys: own }) => !settings.role_arn && (owners.includes(name) || (!own && takesFrom(settings))),
  );
  return [...served.map(({ name }) => name), ...(owner === undefined ? [] : [owner])];
}
