import { word } from '../../text/quote.ts';
import { type Check, findings } from '../finding.ts';
import { editCommand } from '../fix.ts';
import { sourcesOf } from '../profiles.ts';

const { warning } = findings('chain');

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
