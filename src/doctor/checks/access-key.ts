import { configureLine } from '../../text/quote.ts';
import { type Check, findings } from '../finding.ts';
import { unsetCommand } from '../fix.ts';
import { devices } from './devices.ts';

const { error } = findings('key');

/** Whether AWS knows the key of the selected profile, and whether the user has the MFA device. */
export const key: Check = ({ key: facts, shell }) => {
  if (facts.unknown !== undefined) return [];
  if (!('refused' in facts)) return devices(facts, shell);
  const { owner, refused } = facts;
  const whose = owner ? `of profile ${owner}` : 'in the environment';
  const replace = owner ? configureLine(owner) : unsetCommand(shell, 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY');
  return [
    refused === 'unknown-key'
      ? error(
          `the access key ${whose} does not exist or is inactive`,
          `check it in the AWS console under Security credentials, or create a new one there, then: ${replace}`,
          owner,
        )
      : error(
          `the secret access key ${whose} is wrong`,
          `enter it again, or create a new key in the AWS console under Security credentials, then: ${replace}`,
          owner,
        ),
  ];
};
