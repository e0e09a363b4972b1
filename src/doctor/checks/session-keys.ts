import { configureLine, word } from '../../text/quote.ts';
import type { Facts } from '../facts.ts';
import { type Check, findings } from '../finding.ts';
import { edit, start } from '../fix.ts';
import { chosenProfiles, type ExaminedProfile, environmentKeys } from '../profiles.ts';

const { error, warning } = findings('session-keys');

/**
 * Keys of a session where long-term ones should be. A profile that nobody takes keys from may hold them: `--write`
 * puts them there.
 */
export const sessionKeys: Check = (facts, profiles) => {
  const { env, files } = facts;
  const nobodyElse = profiles.every(({ failure }) => failure) && !environmentKeys(env);
  const asked = new Set(chosenProfiles(facts).map(({ name }) => name));
  for (const { profile } of profiles) asked.add(profile.settings.source_profile ?? '');
  return profiles.flatMap(({ profile, failure, temporary }: ExaminedProfile) => {
    const { name, settings } = profile;
    const id = settings.aws_access_key_id ?? '';
    // AKIA and ASIA: AWS IAM User Guide, reference_identifiers, unique ID prefixes.
    // aws-mfa leaves such a rest behind; where its long-term section is, nobody signs with it.
    const isRest = /^ASIA/.test(id) && settings.aws_secret_access_key && !temporary;
    if (isRest && profiles.some((other) => other.profile.name === `${name}-long-term`)) return [];
    if (isRest)
      return [
        error(
          `profile ${name} has the key of a session without its token, which can sign nothing`,
          configureLine(name),
          name,
        ),
      ];
    if (/^AKIA/.test(id) && temporary)
      return [
        error(
          `profile ${name} has a session's token beside a long-term key, and AWS refuses the two together`,
          `take the token out: ${edit(env, files.credentials.path)}`,
          name,
        ),
      ];
    const meant = asked.has(name) || nobodyElse || name.endsWith('-long-term');
    if (!temporary || !failure || !meant) return [];
    const owner = profiles.find((other) => !other.failure && `${other.profile.name}-mfa` === name)?.profile.name;
    if (owner !== undefined)
      return [
        warning(
          `profile ${name} holds a session, as --write puts it there, and a session cannot start another`,
          `renew it from profile ${word(owner)}: ${start(facts, owner, '--write')}`,
          name,
        ),
      ];
    return [
      error(
        `profile ${name} holds the keys of a session, where those of an IAM user should be`,
        longLivedBeside(facts, name),
        name,
      ),
    ];
  });
};

/** `aws configure` would leave the token of the session beside the new key. */
const longLivedBeside = ({ env, files }: Facts, name: string): string =>
  name.endsWith('-long-term')
    ? `put the access key of your IAM user there instead, without a token: ${edit(env, files.credentials.path)}`
    : `leave it as it is, and put the access key of your IAM user beside it: ${configureLine(`${name}-long-term`)}`;
