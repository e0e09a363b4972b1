import type { Settings } from '../../aws/files/sections.ts';
import type { Profile } from '../../aws/profile.ts';
import type { Failure } from '../../errors.ts';
import { word } from '../../text/quote.ts';
import { type Check, editCommand, findings } from '../finding.ts';
import { chosenProfiles, type ExaminedProfile, sourceChainOf, sourcesOf } from '../profiles.ts';

const { error, warning } = findings('chain');

/** Profiles whose source chain is broken. Profiles with the same cause share one finding. */
export const chains: Check = (facts, profiles) => {
  const byName = new Map(profiles.map(({ profile }) => [profile.name, profile]));
  const examined = new Map(profiles.map((one) => [one.profile.name, one]));
  const chosen = chosenProfiles(facts).map(({ name }) => name);
  const causes = new Map<string, { failure: Failure; report: typeof error; names: string[] }>();
  /** The profiles of one loop share a failure, so the loop is followed once. */
  const namesByFailure = new Map<Failure, string[]>();
  for (const one of profiles) {
    const { profile, failure } = one;
    const knownNames = failure && namesByFailure.get(failure);
    if (knownNames) {
      knownNames.push(profile.name);
      continue;
    }
    const { names, loop } = sourceChainOf(profile.name, byName);
    const last = names.map((name) => examined.get(name)).findLast((source) => source !== undefined) ?? one;
    const report = failure && reporterOf(profile, last, chosen.includes(profile.name));
    if (!report) continue;
    const cause = loop ? [...loop].sort().join('\n') : failure.message;
    const same = causes.get(cause) ?? { failure, report, names: [] };
    same.names.push(profile.name);
    causes.set(cause, same);
    namesByFailure.set(failure, same.names);
  }
  return [...causes.values()].map(({ failure: { message, advice }, report, names }) => {
    const first = names.toSorted((a, b) => Number(chosen.includes(b)) - Number(chosen.includes(a)));
    return report(message + neededBy(message, first), advice, ...names);
  });
};

/** Undefined where another check reports it, or where it signs in another way and is not selected. */
function reporterOf({ settings }: Profile, last: ExaminedProfile, isChosen: boolean): typeof error | undefined {
  if (settings.source_profile && settings.credential_source) return error;
  const isOfSession = last.temporary || /^ASIA/.test(last.profile.settings.aws_access_key_id ?? '');
  if (isOfSession || last.profile.missingHalf !== undefined) return undefined;
  if (signsInElsewhere(last.profile.settings)) return isChosen ? warning : undefined;
  return isChosen || settings.role_arn || settings.source_profile ? error : undefined;
}

/** Whether a profile gets its credentials without a long-term key, such as from SSO. */
export const signsInElsewhere = (settings: Settings): boolean =>
  [
    'sso_session',
    'sso_start_url',
    'sso_account_id',
    'credential_source',
    'web_identity_token_file',
    'login_session',
  ].some((name) => settings[name]);

function neededBy(message: string, names: readonly string[]): string {
  const others = names.filter((name) => !` ${message} `.includes(` ${name} `));
  if (others.length === 0) return '';
  const few = others.slice(0, 3).map(word).join(', ');
  return ` (needed by ${few}${others.length > 3 ? ` and ${others.length - 3} more` : ''})`;
}

/**
 * Profiles with source_profile and no role_arn. The AWS CLI accepts them, the Go SDK does not: "credential type
 * source_profile requires role_arn" (aws-sdk-go-v2, config/shared_config.go). One finding covers all of them.
 */
export const bareSources: Check = ({ env, files, profile: wanted }, profiles) => {
  const bare = profiles
    .filter(({ profile: { settings }, failure }) => settings.source_profile && !settings.role_arn && !failure)
    .map(({ profile }) => profile.name);
  const example = bare.find((name) => name === wanted) ?? bare[0];
  if (example === undefined) return [];
  const owner = sourcesOf(example, profiles).at(-1) ?? example;
  const others = bare.filter((name) => name !== example);
  const rest = others.length > 0 ? ` (${others.length} more profiles: ${others.slice(0, 3).map(word).join(', ')})` : '';
  return [
    warning(
      `profile ${word(example)} has source_profile but no role_arn: Terraform and other tools on the Go SDK refuse that${rest}`,
      `move the keys of ${word(owner)} to ${word(`${example}-long-term`)}, and remove source_profile from ${word(example)}: ${editCommand(env, files.credentials.path)} ${word(files.config.path)}`,
      ...bare,
    ),
  ];
};
