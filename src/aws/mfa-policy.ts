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
 * The policy that enforces MFA. Without MFA, users can only see themselves, enrol a device and start a session. With
 * MFA, they also manage their own password, access keys and devices (docs/aws.md, The policy that enforces MFA).
 * @param partition aws, aws-us-gov, aws-cn …
 */
export function enforcingPolicy(partition: string): Policy {
  // AWS's example misses users with a path, such as `user/team/alice`. A user name holds no slash, so the second pattern
  // matches only the same user.
  const ownUser = [`arn:${partition}:iam::*:user/\${aws:username}`, `arn:${partition}:iam::*:user/*/\${aws:username}`];
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
      allow('AllowManageOwnPasswords', ['iam:ChangePassword', 'iam:GetUser'], ownUser),
      allow('AllowManageOwnAccessKeys', keyActions, ownUser),
      // A device of any name may be created, but the next statement attaches it only to the same user.
      allow('AllowManageOwnVirtualMFADevice', ['iam:CreateVirtualMFADevice'], `arn:${partition}:iam::*:mfa/*`),
      allow('AllowManageOwnUserMFA', deviceActions, ownUser),
      {
        Sid: 'DenyAllExceptListedIfNoMFA',
        Effect: 'Deny',
        NotAction: withoutMfa,
        Resource: '*',
        // IfExists, because a request signed with long-term keys lacks this key, and plain Bool would let it pass.
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

/** Actions that a user needs to get MFA. With DeactivateMFADevice, a stolen key could remove the device. */
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
