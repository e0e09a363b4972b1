import { configureLine, word } from '../../text/quote.ts';
import type { Facts } from '../facts.ts';
import { type Check, findings } from '../finding.ts';
import { editCommand, startCommand } from '../fix.ts';
import { chosenProfiles, type ExaminedProfile, environmentKeys } from '../profiles.ts';

const { error, warning } = findings('session-keys');

/** Session keys in profiles that need long-term keys. A profile that no other one uses may hold a session of `--write`. */
export const sessionKeys: Check = (facts, profiles) => {
  const { env, files } = facts;
  const noKeys = profiles.every(({ failure }) => failure) && !environmentKeys(env);
  const asked = new Set(chosenProfiles(facts).map(({ name }) => name));
  for (const { profile } of profiles) asked.add(profile.settings.source_profile ?? '');
  return profiles.flatMap(({ profile, failure, temporary }: ExaminedProfile) => {
    const { name, settings } = profile;
    const id = settings.aws_access_key_id ?? '';
    // AKIA and ASIA: docs/aws.md, Sessions. aws-mfa leaves such keys behind, unused beside its long-term section.
    const lacksToken = /^ASIA/.test(id) && settings.aws_secret_access_key && !temporary;
    if (lacksToken && profiles.some((other) => other.profile.name === `${name}-long-term`)) return [];
    if (lacksToken)
      return [
        error(`profile ${name} has a session key without its token, and AWS refuses it`, configureLine(name), name),
      ];
    if (/^AKIA/.test(id) && temporary)
      return [
        error(
          `profile ${name} has a session token beside a long-term key, and AWS refuses the two together`,
          `remove the token: ${editCommand(env, files.credentials.path)}`,
          name,
        ),
      ];
    const needsKeys = asked.has(name) || noKeys || name.endsWith('-long-term');
    if (!temporary || !failure || !needsKeys) return [];
    const owner = profiles.find((other) => !other.failure && `${other.profile.name}-mfa` === name)?.profile.name;
    if (owner !== undefined)
      return [
        warning(
          `profile ${name} holds a session of --write, and a session cannot start another one`,
          `renew it from profile ${word(owner)}: ${startCommand(facts, owner, '--write')}`,
          name,
        ),
      ];
    return [
      error(
        `profile ${name} holds session keys instead of the long-term keys of an IAM user`,
        longTermAdvice(facts, name),
        name,
      ),
    ];
  });
};

/** `aws configure` would leave the token of the session beside the new key. */
const longTermAdvice = ({ env, files }: Facts, name: string): string =>
  name.endsWith('-long-term')
    ? `replace them with the access key of your IAM user, without a token: ${editCommand(env, files.credentials.path)}`
    : `keep it, and add the access key of your IAM user as another profile: ${configureLine(`${name}-long-term`)}`;
