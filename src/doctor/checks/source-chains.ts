import type { Settings } from '../../aws/files/settings.ts';
import type { Profile } from '../../aws/profile.ts';
import type { Failure } from '../../errors.ts';
import { word } from '../../text/quote.ts';
import { type Check, findings } from '../finding.ts';
import { chosenProfiles, type ExaminedProfile, trailOf } from '../profiles.ts';

const { error, warning } = findings('chain');

/** Profiles that lean on something which is not there. Those with one cause are one finding. */
export const chains: Check = (facts, profiles) => {
  const byName = new Map(profiles.map(({ profile }) => [profile.name, profile]));
  const examined = new Map(profiles.map((one) => [one.profile.name, one]));
  const chosen = chosenProfiles(facts).map(({ name }) => name);
  const causes = new Map<string, { failure: Failure; tell: typeof error; names: string[] }>();
  /** Those that go round in one circle share their failure, so that each way round is gone once. */
  const told = new Map<Failure, string[]>();
  for (const one of profiles) {
    const { profile, failure } = one;
    const withSame = failure && told.get(failure);
    if (withSame) {
      withSame.push(profile.name);
      continue;
    }
    const { names, circle } = trailOf(profile.name, byName);
    const last = names.map((name) => examined.get(name)).findLast((source) => source !== undefined) ?? one;
    const tell = failure && tone(profile, last, chosen.includes(profile.name));
    if (!tell) continue;
    const cause = circle ? [...circle].sort().join('\n') : failure.message;
    const same = causes.get(cause) ?? { failure, tell, names: [] };
    same.names.push(profile.name);
    causes.set(cause, same);
    told.set(failure, same.names);
  }
  return [...causes.values()].map(({ failure: { message, advice }, tell, names }) => {
    const first = names.toSorted((a, b) => Number(chosen.includes(b)) - Number(chosen.includes(a)));
    return tell(message + needing(message, first), advice, ...names);
  });
};

/** What other checks name is not named twice, and other sign-ins are no fault: only whoever chose one is told. */
function tone({ settings }: Profile, last: ExaminedProfile, isChosen: boolean): typeof error | undefined {
  if (settings.source_profile && settings.credential_source) return error;
  const isOfSession = last.temporary || /^ASIA/.test(last.profile.settings.aws_access_key_id ?? '');
  if (isOfSession || last.profile.missingHalf !== undefined) return undefined;
  if (signsInElsewhere(last.profile.settings)) return isChosen ? warning : undefined;
  return isChosen || settings.role_arn || settings.source_profile ? error : undefined;
}

/** Whether a profile gets its credentials without a long-term key, so that mfa-env has nothing to do there. */
export const signsInElsewhere = (settings: Settings): boolean =>
  [
    'sso_session',
    'sso_start_url',
    'sso_account_id',
    'credential_source',
    'web_identity_token_file',
    'login_session',
  ].some((name) => settings[name]);

function needing(message: string, names: readonly string[]): string {
  const others = names.filter((name) => !` ${message} `.includes(` ${name} `));
  if (others.length === 0) return '';
  const few = others.slice(0, 3).map(word).join(', ');
  return ` (needed by ${few}${others.length > 3 ? ` and ${others.length - 3} more` : ''})`;
}
