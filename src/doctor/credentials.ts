import { word } from '../text/typed.ts';
import { chains } from './chains.ts';
import { type Check, findings } from './finding.ts';
import { environmentKeys } from './profiles.ts';
import { sessionKeys } from './session-keys.ts';

const { error } = findings('keys');

/** Whether the profiles have the keys that an MFA session starts from. */
export const credentials: Check = (facts, profiles) => {
  const found = [halves, sessionKeys, chains].flatMap((check) => check(facts, profiles));
  const nobody = profiles.length > 0 && profiles.every(({ failure }) => failure) && !environmentKeys(facts.env);
  if (!nobody || found.length > 0) return found;
  return [
    error(
      'no profile leads to long-lived keys, and a session starts from those of an IAM user',
      'run: aws configure   (SSO and instance roles need no mfa-env)',
    ),
  ];
};

const halves: Check = (_, profiles) =>
  profiles.flatMap(({ profile: { name, missingHalf } }) =>
    missingHalf === undefined
      ? []
      : [
          error(
            `profile ${name} has half a pair of keys: ${missingHalf} is missing`,
            `aws configure --profile ${word(name)}`,
          ),
        ],
  );
