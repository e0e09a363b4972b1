/** An IAM policy, as `aws iam create-policy --policy-document` takes it. */
export interface Policy {
  Version: '2012-10-17';
  Statement: Statement[];
}

interface Statement {
  Sid: string;
  Effect: 'Allow' | 'Deny';
  Action?: string[];
  NotAction?: string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string>>;
}

/**
 * The policy that enforces MFA: a user without it can enrol a device, start a session and see himself, and nothing
 * else; with it he also looks after his own password, access keys and devices. What else he may do is for other
 * policies to say (AWS IAM User Guide, reference_policies_examples_aws_my-sec-creds-self-manage; sts.md section 4).
 * @param partition aws, aws-us-gov, aws-cn …
 */
export function enforcingPolicy(partition: string): Policy {
  // AWS's example leaves the users with a path out: `user/team/alice` is not `user/alice`. No name holds a slash, so
  // the second line means none but the user himself.
  const himself = [`arn:${partition}:iam::*:user/\${aws:username}`, `arn:${partition}:iam::*:user/*/\${aws:username}`];
  const allow = (Sid: string, Action: string[], Resource: string | string[]): Statement => ({
    Sid,
    Effect: 'Allow',
    Action,
    Resource,
  });
  return {
    Version: '2012-10-17',
    Statement: [
      allow('AllowViewAccountInfo', ['iam:GetAccountPasswordPolicy', 'iam:ListVirtualMFADevices'], '*'),
      allow('AllowManageOwnPasswords', ['iam:ChangePassword', 'iam:GetUser'], himself),
      allow('AllowManageOwnAccessKeys', keyActions, himself),
      // By any name: the next statement lets him attach it to himself only.
      allow('AllowManageOwnVirtualMFADevice', ['iam:CreateVirtualMFADevice'], `arn:${partition}:iam::*:mfa/*`),
      allow('AllowManageOwnUserMFA', deviceActions, himself),
      {
        Sid: 'DenyAllExceptListedIfNoMFA',
        Effect: 'Deny',
        NotAction: withoutMfa,
        Resource: '*',
        // IfExists: a request signed with long-term keys does not have the key at all, and plain Bool would let it by.
        Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
      },
    ],
  };
}

const keyActions = [
  'iam:CreateAccessKey',
  'iam:DeleteAccessKey',
  'iam:GetAccessKeyLastUsed',
  'iam:ListAccessKeys',
  'iam:UpdateAccessKey',
];

const deviceActions = [
  'iam:DeactivateMFADevice',
  'iam:EnableMFADevice',
  'iam:GetMFADevice',
  'iam:ListMFADevices',
  'iam:ResyncMFADevice',
];

/** What leads to MFA. DeactivateMFADevice is not among it: else a stolen key could take the device off. */
const withoutMfa = [
  'iam:CreateVirtualMFADevice',
  'iam:EnableMFADevice',
  'iam:GetMFADevice',
  'iam:GetUser',
  'iam:ListMFADevices',
  'iam:ListVirtualMFADevices',
  'iam:ResyncMFADevice',
  'sts:GetSessionToken',
];
