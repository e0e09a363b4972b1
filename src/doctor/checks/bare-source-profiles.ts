import { word } from '../../text/quote.ts';
import { type Check, findings } from '../finding.ts';
import { edit } from '../fix.ts';
import { sourcesOf } from '../profiles.ts';

const { warning } = findings('chain');

/**
 * Profiles that take the keys of another one and no role. The AWS CLI reads them, but the Go SDK stops at them: "credential
 * type source_profile requires role_arn" (aws-sdk-go-v2, config/shared_config.go). One finding for all.
 */
export const bareSources: Check = ({ env, files, profile: wanted }, profiles) => {
  const bare = profiles
    .filter(({ profile: { settings }, failure }) => settings.source_profile && !settings.role_arn && !failure)
    .map(({ profile }) => profile.name);
  const example = bare.find((name) => name === wanted) ?? bare[0];
  if (example === undefined) return [];
  const owner = sourcesOf(example, profiles).at(-1) ?? example;
  const others = bare.filter((name) => name !== example);
  const rest = others.length > 0 ? ` (so do ${others.length} more: ${others.slice(0, 3).map(word).join(', ')})` : '';
  return [
    warning(
      `profile ${word(example)} has source_profile and no role_arn, which Terraform and all tools of the Go SDK refuse${rest}`,
      `put the keys of ${word(owner)} under ${word(`${example}-long-term`)}, and take source_profile out of ${word(example)}: ${edit(env, files.credentials.path)} ${word(files.config.path)}`,
      ...bare,
    ),
  ];
};
