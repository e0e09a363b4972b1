import { nearest } from '../text/nearest.ts';
import type { Facts } from './facts.ts';
import { type Check, type Finding, findings } from './finding.ts';
import { drop } from './mend.ts';
import { chosenProfiles } from './profiles.ts';

const { error, warning } = findings('profile');

/** A profile that is not there, or that some tools put before the keys (sts.md section 6). */
export const selection: Check = (facts, profiles) => {
  const { shell } = facts;
  const names = profiles.map(({ profile }) => profile.name);
  if (names.length === 0) return [];
  const unknown = chosenProfiles(facts)
    .filter(({ name }) => !names.includes(name))
    .map(({ variable, name }) =>
      variable === '-p'
        ? error(`there is no profile ${name}`, nearest(name, names))
        : error(
            `${variable} is ${name}, and there is no such profile`,
            `${drop(shell, variable)}   (${nearest(name, names)})`,
          ),
    );
  if (unknown.length > 0) return unknown;
  return besideKeys(facts);
};

function besideKeys({ env, shell }: Facts): Finding[] {
  if (!env.AWS_PROFILE || !env.AWS_ACCESS_KEY_ID) return [];
  return [
    warning(
      `AWS_PROFILE (${env.AWS_PROFILE}) and keys are both in this shell: JavaScript and .NET take the profile, the AWS CLI the keys`,
      drop(shell, 'AWS_PROFILE'),
    ),
  ];
}
