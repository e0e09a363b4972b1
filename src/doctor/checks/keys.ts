import { configureLine } from '../../text/quote.ts';
import { type Check, findings } from '../finding.ts';
import { setupAdvice } from '../fix.ts';
import { environmentKeys } from '../profiles.ts';
import { bareSources } from './bare-source-profiles.ts';
import { processes } from './commands.ts';
import { sessionKeys } from './session-keys.ts';
import { chains, signsInElsewhere } from './source-chains.ts';

const { error, warning } = findings('keys');

/** Whether the profiles have the long-term keys that an MFA session needs. */
export const credentials: Check = (facts, profiles) => {
  const found = [halves, processes, sessionKeys, chains, bareSources].flatMap((check) => check(facts, profiles));
  const noKeys = profiles.length > 0 && profiles.every(({ failure }) => failure) && !environmentKeys(facts.env);
  if (!noKeys || found.length > 0) return found;
  const elsewhere = profiles.find(({ profile }) => signsInElsewhere(profile.settings));
  if (elsewhere?.failure) {
    const { message, advice } = elsewhere.failure;
    return [warning(`no profile has long-term keys: ${message}`, advice, elsewhere.profile.name)];
  }
  return [
    error('no profile has long-term keys, and an MFA session needs those of an IAM user', setupAdvice(facts.env)),
  ];
};

const halves: Check = (_, profiles) =>
  profiles.flatMap(({ profile: { name, missingHalf } }) =>
    missingHalf === undefined
      ? []
      : [error(`profile ${name} has half a key pair: ${missingHalf} is missing`, configureLine(name), name)],
  );
