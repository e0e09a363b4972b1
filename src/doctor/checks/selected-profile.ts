import { onlyProfile } from '../../aws/startable.ts';
import { nearest } from '../../text/names.ts';
import type { Facts } from '../facts.ts';
import { type Check, clearCommand, type Finding, findings, startCommand, unsetCommand } from '../finding.ts';
import { chosenProfiles, type ExaminedProfile, environmentKeys } from '../profiles.ts';
import { credentials } from './keys.ts';

const { error, warning } = findings('profile');

/** Whether the selected profile exists, and whether something else competes with it. */
export const selection: Check = (facts, profiles) => {
  const { shell } = facts;
  const names = profiles.map(({ profile }) => profile.name);
  if (names.length === 0) return [];
  const unknown = chosenProfiles(facts)
    .filter(({ name }) => !isThere(name, names))
    .map(({ variable, name }) =>
      variable === '-p'
        ? error(`there is no profile ${name}`, nearest(name, names), name)
        : error(
            `${variable} names profile ${name}, which does not exist`,
            instead(
              nearest(name, names),
              variable === 'MFA_ENV_PROFILE' ? clearCommand(facts) : unsetCommand(shell, variable),
            ),
            name,
          ),
    );
  if (unknown.length > 0) return unknown;
  return [...noDefault(facts, profiles), ...besideKeys(facts)];
};

/** aws-mfa keeps the keys of NAME in NAME-long-term, and creates NAME from them (C3.4). */
const isThere = (name: string, names: readonly string[]): boolean =>
  names.includes(name) || names.includes(`${name}-long-term`);

const instead = (other: string, line: string): string => `${other}${other.endsWith('?') ? '' : ';'} otherwise: ${line}`;

/** No profile is selected, `default` has no keys, and more than one other profile has (C3.1). */
function noDefault(facts: Facts, profiles: readonly ExaminedProfile[]): Finding[] {
  if (chosenProfiles(facts).length > 0 || environmentKeys(facts.env)) return [];
  const first = profiles.find(({ failure }) => !failure)?.profile.name;
  const usual = profiles.find(({ profile }) => profile.name === 'default' || profile.name === 'default-long-term');
  if (first === undefined || (usual && !usual.failure)) return [];
  if (credentials(facts, profiles).some(({ profiles: names }) => names.includes('default'))) return [];
  if (onlyProfile(facts.files, facts.env) !== undefined) return [];
  const reason = usual ? 'profile default has no access key' : 'there is no profile default';
  return [
    warning(
      `${reason}, so each command asks which one you mean`,
      `name one, for example: ${startCommand(facts, first)}`,
    ),
  ];
}

function besideKeys({ env, shell }: Facts): Finding[] {
  if (!env.AWS_PROFILE || !env.AWS_ACCESS_KEY_ID) return [];
  return [
    warning(
      `this shell has both AWS_PROFILE (${env.AWS_PROFILE}) and keys: JavaScript and .NET use the profile, the AWS CLI the keys`,
      unsetCommand(shell, 'AWS_PROFILE'),
      env.AWS_PROFILE,
    ),
  ];
}
