import { roleSessionArn } from '../arn.ts';
import { callerArn } from '../caller.ts';
import { issue } from '../credentials.ts';
import { findRole } from '../lookup.ts';
import { checkMfa, MFA_RULES } from '../mfa.ts';
import { invalidRequest, mayNotAssume, mayNotTag, refusedByPolicy, rootAssumes } from '../refusal.ts';
import { packedPolicies, validatePolicyArns } from '../session-policies.ts';
import { hasTags, transitiveTags } from '../session-tags.ts';
import { decide } from '../trust.ts';
import { integer, type NumberRule, type TextRule, validate } from '../validation.ts';
import type { Role } from '../world.ts';
import type { Element } from '../xml.ts';
import type { Action, Call } from './action.ts';

const DEFAULT_SECONDS = 3600;
const CHAINED_SECONDS = 3600;

const RULES: readonly (TextRule | NumberRule)[] = [
  {
    field: 'RoleArn',
    required: true,
    pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u{10000}-\\u{10FFFF}]+',
    min: 20,
    max: 2048,
  },
  { field: 'RoleSessionName', required: true, pattern: '[\\w+=,.@-]*', min: 2, max: 64 },
  { field: 'Policy', min: 1, max: 2048 },
  { field: 'DurationSeconds', integer: true, min: 900, max: 43200 },
  { field: 'ExternalId', pattern: '[\\w+=,.@:\\/-]*', min: 2, max: 1224 },
  ...MFA_RULES,
  { field: 'SourceIdentity', pattern: '[\\w+=,.@-]*', min: 2, max: 256 },
];

/** The asked duration in seconds. The maximum of the role is checked before the limit of role chaining. */
function duration({ caller, fields }: Call, role: Role): number {
  const seconds = integer(fields, 'DurationSeconds') ?? DEFAULT_SECONDS;
  if (seconds > role.maxSessionDuration) {
    throw invalidRequest('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
  if (caller.session && seconds > CHAINED_SECONDS) {
    throw invalidRequest(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
  }
  return seconds;
}

function sourceIdentity({ caller, fields }: Call): string | undefined {
  const inherited = caller.session?.sourceIdentity;
  if (inherited !== undefined && fields.SourceIdentity !== undefined) {
    throw invalidRequest('The source identity is already set for this assume role session');
  }
  return inherited ?? fields.SourceIdentity;
}

/**
 * AssumeRole. Whether AWS looks at the code or at the trust policy first is not known; here the code is first, and
 * so it is spent even when the role then refuses, which is the worse case for a client. The session carries no MFA.
 */
export const assumeRole: Action = (call) => {
  const { caller, fields, world, tokenKey, now } = call;
  validate(fields, RULES);
  validatePolicyArns(fields);
  const tags = transitiveTags(fields, caller);
  const { RoleArn: arn = '', RoleSessionName: sessionName = '', ExternalId: externalId } = fields;
  if (!/^arn:[^:]+:iam::\d{12}:role\/./.test(arn)) throw invalidRequest(`${arn} is invalid`);
  if (caller.kind === 'root') throw rootAssumes();
  const mfaAt = checkMfa(call);
  const found = findRole(world, arn);
  const decision = found ? decide({ caller, ...found, externalId, mfaAt, now }) : 'refuse';
  if (decision !== 'allow' && decision !== 'refuse') throw refusedByPolicy(callerArn(caller), arn, decision);
  if (!found || decision === 'refuse') throw mayNotAssume(callerArn(caller), arn);
  const { account, role } = found;
  if (hasTags(fields) && role.mayTag === false) throw mayNotTag(callerArn(caller), arn);
  const seconds = duration(call, role);
  const identity = sourceIdentity(call);
  const policySize = packedPolicies(fields, account);
  const kept = {
    ...(identity !== undefined && { sourceIdentity: identity }),
    ...(tags.length > 0 && { transitiveTags: tags }),
  };
  const isChained = caller.session !== undefined;
  const session = { kind: 'role', accountId: account.id, name: role.name, sessionName, isChained, ...kept } as const;
  const assumed: Element = [
    'AssumedRoleUser',
    [
      ['AssumedRoleId', `${role.id}:${sessionName}`],
      ['Arn', roleSessionArn(account, role, sessionName)],
    ],
  ];
  return [
    assumed,
    issue(session, now, seconds, tokenKey),
    ...policySize,
    ...(identity === undefined ? [] : ([['SourceIdentity', identity]] as const)),
  ];
};
