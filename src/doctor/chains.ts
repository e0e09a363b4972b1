import type { Profile } from '../aws/profile.ts';
import { type Check, findings } from './finding.ts';
import { chosenProfiles, type ExaminedProfile } from './profiles.ts';

const { error } = findings('chain');

/** Profiles that lean on something which is not there. Those with one cause are one finding. */
export const chains: Check = (facts, profiles) => {
  const byName = new Map(profiles.map((one) => [one.profile.name, one]));
  const chosen = chosenProfiles(facts).map(({ name }) => name);
  const broken = new Map<string, { message: string; advice: string; names: string[] }>();
  for (const { profile, failure } of profiles) {
    const { last, circle } = endOf(profile, byName);
    if (!failure || !isBroken(profile, last, chosen.includes(profile.name))) continue;
    const { message, advice } = failure;
    const cause = circle ?? message;
    const same = broken.get(cause);
    if (same) same.names.push(profile.name);
    else broken.set(cause, { message, advice, names: [profile.name] });
  }
  return [...broken.values()].map(({ message, advice, names }) => error(message + needing(message, names), advice));
};

/** What other sign-ins use needs no long-lived keys, and what other checks name is not named twice. */
function isBroken({ settings }: Profile, last: ExaminedProfile, chosen: boolean): boolean {
  if (settings.source_profile && settings.credential_source) return true;
  if (last.temporary || last.profile.missingHalf !== undefined) return false;
  if (elsewhere.some((name) => last.profile.settings[name])) return false;
  return chosen || !!settings.role_arn || !!settings.source_profile;
}

const elsewhere = [
  'sso_session',
  'sso_start_url',
  'sso_account_id',
  'credential_source',
  'web_identity_token_file',
  'login_session',
];

/** The last of a profile's sources that is there, and the names of the circle where they go round in one. */
function endOf(
  profile: Profile,
  byName: Map<string, ExaminedProfile>,
): { last: ExaminedProfile; circle?: string | undefined } {
  const trail: string[] = [];
  let last: ExaminedProfile = { profile, temporary: false };
  for (let name: string | undefined = profile.name; name !== undefined; ) {
    if (trail.includes(name)) return { last, circle: trail.slice(trail.indexOf(name)).sort().join('\n') };
    trail.push(name);
    last = byName.get(name) ?? last;
    const { source_profile: source } = last.profile.settings;
    name = [source, `${name}-long-term`].find((next) => next !== undefined && byName.has(next));
  }
  return { last };
}

function needing(message: string, names: readonly string[]): string {
  const others = names.filter((name) => !` ${message} `.includes(` ${name} `));
  if (others.length === 0) return '';
  const few = others.slice(0, 3).join(', ');
  return ` (needed by ${few}${others.length > 3 ? ` and ${others.length - 3} more` : ''})`;
}
