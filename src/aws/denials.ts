/** The kinds of policy that AWS names where it refuses a call (IAM user guide, troubleshoot_access-denied). */
export type PolicyKind = 'trust' | 'identity' | 'boundary' | 'scp' | 'rcp' | 'session' | 'endpoint';

/** What AWS's text says of a refusal. */
export interface Denial {
  /** undefined where the text names none, as before 2026 and between organizations. */
  policy?: PolicyKind | undefined;
  /** Whether a Deny statement refused the call, and not merely a missing Allow. */
  isExplicit: boolean;
  /** AWS's own words for it, from `because` or `with` on; since January 2026 with the policy's ARN. */
  words: string;
  /** Who called: `the user alice`, `the role admin`. */
  caller?: string | undefined;
}

/** The first that stands in the text: one endpoint policy may deny "transitively through a service control policy". */
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

/**
 * Reads the text of an AccessDenied: `User: ARN is not authorized to perform: ACTION on resource: ARN` and then
 * `because no … policy allows the … action` or `with an explicit deny in a … policy: ARN`.
 */
export function denialIn(text: string): Denial {
  const [words = ''] = /\b(?:because no|with an explicit deny in)\b.*$/s.exec(text) ?? [];
  const [, user, role] = caller.exec(text) ?? [];
  return {
    policy: kinds.find(([pattern]) => pattern.test(words))?.[1],
    isExplicit: words.startsWith('with'),
    words: words.trim(),
    caller: user ? `the user ${user}` : role && `the role ${role}`,
  };
}

/**
 * Whether a session with a newer code could change the answer: trust and identity policies may limit the age of the
 * code (aws:MultiFactorAuthAge). A role's session has no such age, so where a role called, no code helps.
 */
export const mayWantNewerCode = ({ policy, caller }: Denial): boolean =>
  !caller?.startsWith('the role ') && (policy === undefined || policy === 'trust' || policy === 'identity');

/** Whom to ask for what, by the policy that refused the call. */
export function nextStep({ policy, isExplicit, caller = 'your user' }: Denial): string | undefined {
  switch (policy) {
    case 'trust':
      return isExplicit
        ? 'ask who owns the role which condition of its trust policy denies you: the age of the MFA code, a network, an ID'
        : `ask who owns the role to trust ${caller}, and which MFA, external ID or source identity it wants`;
    case 'identity':
      return isExplicit
        ? `ask who administers ${caller} why that policy denies it: the age of the MFA code, a network, a region`
        : `ask who administers ${caller} for a policy that allows it`;
    case 'boundary':
      return `ask who administers ${caller} to widen its permissions boundary; a new code does not help`;
    case 'scp':
      return 'ask who runs your AWS organization: no policy of the account can allow it, and no code';
    case 'rcp':
      return 'ask who runs the AWS organization of that account whom it lets in; a new code does not help';
    case 'session':
      return 'the session that asked is narrower than its user or role: start it without a session policy';
    case 'endpoint':
      return 'ask who runs this network what its VPC endpoint for STS lets through; a new code does not help';
    default:
      return undefined;
  }
}
