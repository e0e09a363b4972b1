import { accountOf } from '../aws/device.ts';
import { configureLine, word } from '../text/typed.ts';
import type { KeyFacts } from './facts.ts';
import { type Check, type Finding, findings } from './finding.ts';
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
  if (ofDevice === undefined || ofDevice === ofKey) return notTheirs(facts, whose);
  const list = `aws iam list-mfa-devices${owner ? ` --profile ${word(owner)}` : ''}`;
  return [
    error(
      `the MFA device ${facts.device} is of another account than the access key ${whose}, which is of ${ofKey}`,
      `find yours: ${list}   (then set mfa_serial)`,
    ),
  ];
};

/** A slip of the pen in mfa_serial, or the device of a colleague: AWS would tell only when a code is used. */
function notTheirs({ device, devices, owner }: KnownKey, whose: string): Finding[] {
  if (device === undefined || devices === undefined || devices.includes(device)) return [];
  const own = devices.find((serial) => !serial.includes(':u2f/')); // AWS takes no FIDO on the command line
  return [
    error(
      `the MFA device ${device} is none of those of the user ${whose}`,
      own === undefined
        ? 'that user has none: add an authenticator app in the AWS console, Security credentials, Assign MFA device'
        : `aws configure set mfa_serial ${word(own)}${owner ? ` --profile ${word(owner)}` : ''}`,
    ),
  ];
}

type KnownKey = Extract<KeyFacts, { arn: string }>;
