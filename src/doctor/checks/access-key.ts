import { configureLine } from '../../text/quote.ts';
import { type Check, findings } from '../finding.ts';
import { drop } from '../fix.ts';
import { devices } from './devices.ts';

const { error } = findings('key');

/** Whether AWS knows the key of the profile that counts, and whether the user has the MFA device that goes with it. */
export const key: Check = ({ key: facts, shell }) => {
  if (facts.unknown !== undefined) return [];
  if (!('refused' in facts)) return devices(facts, shell);
  const { owner, refused } = facts;
  const whose = owner ? `of profile ${owner}` : 'in the environment';
  const again = owner ? configureLine(owner) : drop(shell, 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY');
  return [
    refused === 'unknown-key'
      ? error(
          `AWS does not know the access key ${whose}, or it is switched off`,
          `look in the AWS console: IAM, Users, your name, Security credentials; make a new one there, then: ${again}`,
          owner,
        )
      : error(
          `the secret access key ${whose} is wrong`,
          `AWS shows it once: else make a new key in the console, Security credentials; type it again: ${again}`,
          owner,
        ),
  ];
};
