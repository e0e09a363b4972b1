import { configureLine, word } from '../../text/quote.ts';
import type { Facts } from '../facts.ts';
import { type Check, editCommand, findings, setupAdvice, startCommand } from '../finding.ts';
import { commandSettings, programIn } from '../probes/machine.ts';
import { chosenProfiles, type ExaminedProfile, environmentKeys } from '../profiles.ts';
import { bareSources, chains, signsInElsewhere } from './source-chains.ts';

const keysFinding = findings('keys');

/** Whether the profiles have the long-term keys that an MFA session needs. */
export const credentials: Check = (facts, profiles) => {
  const found = [halves, processes, sessionKeys, chains, bareSources].flatMap((check) => check(facts, profiles));
  const noKeys = profiles.length > 0 && profiles.every(({ failure }) => failure) && !environmentKeys(facts.env);
  if (!noKeys || found.length > 0) return found;
  const elsewhere = profiles.find(({ profile }) => signsInElsewhere(profile.settings));
  if (elsewhere?.failure) {
    const { message, advice } = elsewhere.failure;
    return [keysFinding.warning(`no profile has an access key: ${message}`, advice, elsewhere.profile.name)];
  }
  return [
    keysFinding.error(
      'no profile has an access key, and an MFA session needs that of an IAM user',
      setupAdvice(facts.env),
    ),
  ];
};

const halves: Check = (_, profiles) =>
  profiles.flatMap(({ profile: { name, missingHalf } }) =>
    missingHalf === undefined
      ? []
      : [
          keysFinding.error(
            `profile ${name} has half a key pair: ${missingHalf} is missing`,
            configureLine(name),
            name,
          ),
        ],
  );

const sessionKeysFinding = findings('session-keys');

/** Session keys in profiles that need long-term keys. A profile that no other one uses may hold a session of `--write`. */
const sessionKeys: Check = (facts, profiles) => {
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
        sessionKeysFinding.error(
          `profile ${name} has a session key without its token, and AWS refuses it`,
          configureLine(name),
          name,
        ),
      ];
    if (/^AKIA/.test(id) && temporary)
      return [
        sessionKeysFinding.error(
          `profile ${name} has a session token beside the access key of a user, and AWS refuses the two together`,
          `remove the token: ${editCommand(env, files.credentials.path)}`,
          name,
        ),
      ];
    const needsKeys = asked.has(name) || noKeys || name.endsWith('-long-term');
    if (!temporary || !failure || !needsKeys) return [];
    const owner = profiles.find((other) => !other.failure && `${other.profile.name}-mfa` === name)?.profile.name;
    if (owner !== undefined)
      return [
        sessionKeysFinding.warning(
          `profile ${name} holds a session of --write, and a session cannot start another one`,
          `renew it from profile ${word(owner)}: ${startCommand(facts, owner, { write: true })}`,
          name,
        ),
      ];
    return [
      sessionKeysFinding.error(
        `profile ${name} holds session keys instead of the access key of an IAM user`,
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

/** Command settings whose program cannot be run. One finding per program. */
const processes: Check = ({ env, files, missingPrograms }, profiles) => {
  const users = new Map<string, { what: string; names: string[] }>();
  for (const { profile } of profiles) {
    for (const setting of commandSettings) {
      const program = programIn(profile.settings[setting] ?? '');
      // A profile's own keys win over its credential_process.
      const isIdle = setting === 'credential_process' && profile.keys !== undefined;
      if (program === undefined || isIdle || !missingPrograms.includes(program)) continue;
      const same = users.get(program);
      if (same) same.names.push(profile.name);
      else users.set(program, { what: `${setting} of profile ${profile.name}`, names: [profile.name] });
    }
  }
  return [...users].map(([program, { what, names }]) =>
    keysFinding.error(
      `${what} runs ${program}, which was not found`,
      `install it, or correct the line: ${editCommand(env, files.config.path)}`,
      ...names,
    ),
  );
};
