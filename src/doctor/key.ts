import { accountOf } from '../aws/device.ts';
import { configureLine, word } from '../text/typed.ts';
import { type Check, findings } from './finding.ts';
import { drop } from './mend.ts';

const { error } = findings('key');

/** Whether AWS knows the key of the profile that counts, and whether the MFA device is of the same account. */
export const key: Check = ({ key: facts, shell }) => {
  if (facts.unknown !== undefined) return [];
  const { owner } = facts;
  const whose = owner ? `of profile ${owner}` : 'in the environment';
  const again = owner ? configureLine(owner) : drop(shell, 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY');
  if ('refused' in facts) {
    return facts.refused === 'unknown-key'
      ? [
          error(
            `AWS does not know the access key ${whose}, or it is switched off`,
            `look in the AWS console: IAM, Users, your name, Security credentials; make a new one there, then: ${again}`,
          ),
        ]
      : [
          error(
            `the secret access key ${whose} is wrong`,
            `type it again: ${again}   (AWS shows it once: else make a new key in the console, Security credentials)`,
          ),
        ];
  }
  const [ofDevice, ofKey] = [accountOf(facts.device ?? ''), accountOf(facts.arn)];
  if (ofDevice === undefined || ofDevice === ofKey) return [];
  const list = `aws iam list-mfa-devices${owner ? ` --profile ${word(owner)}` : ''}`;
  return [
    error(
      `the MFA device ${facts.device} is of another account than the access key ${whose}, which is of ${ofKey}`,
      `find yours: ${list}   (then set mfa_serial)`,
    ),
  ];
};
