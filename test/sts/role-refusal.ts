/** Which policy refuses a role, in which way; `policyArn` stands at the end of an explicit denial since January 2026. */
export type RoleRefusal = {
  by: keyof typeof POLICIES;
  /** By a Deny statement, and not just because nothing allows it. */
  explicit?: boolean;
  policyArn?: string;
};

const POLICIES = {
  identity: 'an identity-based policy',
  boundary: 'a permissions boundary',
  scp: 'a service control policy',
  rcp: 'a resource control policy',
  session: 'a session policy',
  'vpc-endpoint': 'a VPC endpoint policy',
  trust: 'the role trust policy',
};

/**
 * AWS's words for a refused sts:AssumeRole, from the IAM user guide's page on access denied errors
 * (troubleshoot_access-denied) and, for the policy's ARN, from the AWS Security Blog of January 2026.
 */
export function refusalText(callerArn: string, roleArn: string, { by, explicit, policyArn }: RoleRefusal): string {
  // For trust policies the guide's samples name no resource.
  const resource = by === 'trust' ? '' : ` on resource: ${roleArn}`;
  const arn = policyArn === undefined ? '' : `: ${policyArn}`;
  const reason = explicit
    ? `with an explicit deny in ${POLICIES[by]}${arn}`
    : `because no ${POLICIES[by].replace(/^\w+ /, '')} allows the sts:AssumeRole action`;
  return `User: ${callerArn} is not authorized to perform: sts:AssumeRole${resource} ${reason}`;
}
