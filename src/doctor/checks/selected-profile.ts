import { nearest } from '../../text/suggest.ts';
import type { Facts } from '../facts.ts';
import { type Check, type Finding, findings } from '../finding.ts';
import { clear, drop, start } from '../fix.ts';
import { chosenProfiles, type ExaminedProfile, environmentKeys } from '../profiles.ts';
import { credentials } from './keys.ts';

const { error, warning } = findings('profile');

/** A profile that is not there, or that some tools put before the keys. */
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
            `${variable} is ${name}, and there is no such profile`,
            instead(nearest(name, names), variable === 'MFA_ENV_PROFILE' ? clear(facts) : drop(shell, variable)),
            name,
          ),
    );
  if (unknown.length > 0) return unknown;
  return [...noDefault(facts, profiles), ...besideKeys(facts)];
};

/** aws-mfa keeps the keys of NAME in NAME-long-term, and makes NAME of that (C3.4). */
const isThere = (name: string, names: readonly string[]): boolean =>
  names.includes(name) || names.includes(`${name}-long-term`);

const instead = (other: string, line: string): string =>
  `${other}${other.endsWith('?') ? '' : ';'} else take it out: ${line}`;

/** Nobody says which profile is meant, and the usual one leads nowhere (C3.1). */
function noDefault(facts: Facts, profiles: readonly ExaminedProfile[]): Finding[] {
  if (chosenProfiles(facts).length > 0 || environmentKeys(facts.env)) return [];
  const first = profiles.find(({ failure }) => !failure)?.profile.name;
  const usual = profiles.find(({ profile }) => profile.name === 'default' || profile.name === 'default-long-term');
  if (first === undefined || (usual && !usual.failure)) return [];
  if (credentials(facts, profiles).some(({ profiles: names }) => names.includes('default'))) return [];
  const what = usual ? 'profile default leads to no long-term keys' : 'there is no profile default';
  return [
    warning(
      `${what}, and nothing else says whose session is meant: each call has to name a profile`,
      `name one: ${start(facts, first)}`,
    ),
  ];
}

function besideKeys({ env, shell }: Facts): Finding[] {
  if (!env.AWS_PROFILE || !env.AWS_ACCESS_KEY_ID) return [];
  return [
    warning(
      `AWS_PROFILE (${env.AWS_PROFILE}) and keys are both in this shell: JavaScript and .NET take the profile, the AWS CLI the keys`,
      drop(shell, 'AWS_PROFILE'),
      env.AWS_PROFILE,
    ),
  ];
}
