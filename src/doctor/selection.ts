import { nearest } from '../text/nearest.ts';
import { type Check, findings } from './finding.ts';
import { drop } from './mend.ts';
import { chosenProfiles } from './profiles.ts';

const { error, warning } = findings('profile');

/** AWS_PROFILE that names nothing, or that some tools put before the keys (sts.md section 6). */
export const selection: Check = ({ env, shell }, profiles) => {
  const names = profiles.map(({ profile }) => profile.name);
  if (names.length === 0) return [];
  const unknown = chosenProfiles(env)
    .filter(({ name }) => !names.includes(name))
    .map(({ variable, name }) =>
      error(
        `${variable} is ${name}, and there is no such profile`,
        `${drop(shell, variable)}   (${nearest(name, names)})`,
      ),
    );
  if (unknown.length > 0 || !env.AWS_PROFILE || !env.AWS_ACCESS_KEY_ID) return unknown;
  return [
    warning(
      `AWS_PROFILE (${env.AWS_PROFILE}) and keys are both in this shell: JavaScript and .NET take the profile, the AWS CLI the keys`,
      drop(shell, 'AWS_PROFILE'),
    ),
  ];
};
