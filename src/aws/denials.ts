/** The kinds of policy that AWS names when it refuses a call (IAM user guide, troubleshoot_access-denied). */
export type PolicyKind = 'trust' | 'identity' | 'boundary' | 'scp' | 'rcp' | 'session' | 'endpoint';

interface Denial {
  /** Undefined where the text names no policy, as before 2026 and between organizations. */
  policy?: PolicyKind | undefined;
  /** Whether a Deny statement refused the call, rather than a missing Allow. */
  isExplicit: boolean;
  /** The reason that AWS gives, from `because` or `with` on. Since January 2026 it holds the policy's ARN. */
  reason: string;
  /** Who called: `the user alice`, `the role admin`. */
  caller?: string | undefined;
}

/** The first match counts: an endpoint policy may deny "transitively through a service control policy". */
const kinds: [text: RegExp, kind: PolicyKind][] = [
  [/^[^:]*\bVPC endpoint policy/, 'endpoint'],
  [/^[^:]*\b(?:role trust|resource-based) policy/, 'trust'],
  [/^[^:]*\bidentity-based policy/, 'identity'],
  [/^[^:]*\bpermissions? boundary/, 'boundary'],
  [/^[^:]*\bservice control policy/, 'scp'],
  [/^[^:]*\bresource control policy/, 'rcp'],
  [/^[^:]*\bsessions? policy/, 'session'],
];

const caller =
  /^User: arn:[\w-]+:(?:iam::\d+:user\/(?:[^\s/]+\/)*([\w+=,.@-]+)|sts::\d+:assumed-role\/([\w+=,.@-]+)\/)/;

/** Parses `User: ARN is not authorized to perform: … because no …`, or `… with an explicit deny in …`. */
export function denialIn(text: string): Denial {
  const [reason = ''] = /\b(?:because no|with an explicit deny in)\b.*$/s.exec(text) ?? [];
  const [, user, role] = caller.exec(text) ?? [];
  return {
    policy: kinds.find(([pattern]) => pattern.test(reason))?.[1],
    isExplicit: reason.startsWith('with'),
    reason: reason.trim(),
    caller: user ? `the user ${user}` : role && `the role ${role}`,
  };
}

/** Whether a newer code may help: policies may limit its age (aws:MultiFactorAuthAge), which a role's session has not. */
export const mayWantNewerCode = ({ policy, caller }: Denial): boolean =>
  !caller?.startsWith('the role ') && (policy === undefined || policy === 'trust' || policy === 'identity');

/** Advice for the kind of policy that refused the call: whom to ask for what. */
export function nextStep({ policy, isExplicit, caller = 'your user' }: Denial): string | undefined {
  switch (policy) {
    case 'trust':
      return isExplicit
        ? 'ask the owner of the role which condition of its trust policy denies you: the age of the MFA code, a network, an ID'
        : `ask the owner of the role to trust ${caller}, and which MFA, external ID or source identity it requires`;
    case 'identity':
      return isExplicit
        ? `ask the administrator of ${caller} why that policy denies it: the age of the MFA code, a network, a region`
        : `ask the administrator of ${caller} for a policy that allows it`;
    case 'boundary':
      return `ask the administrator of ${caller} to widen its permissions boundary; a new code does not help`;
    case 'scp':
      return 'ask who runs your AWS organization; no policy of the account and no code can allow it';
    case 'rcp':
      return 'ask who runs the AWS organization of that account for access; a new code does not help';
    case 'session':
      return 'a session policy limits the session that asked: start it without one';
    case 'endpoint':
      return 'ask who runs this network to allow it in the policy of the VPC endpoint for STS; a new code does not help';
    default:
      return undefined;
  }
}
