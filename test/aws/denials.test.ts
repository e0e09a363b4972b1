import { expect, test } from 'vitest';
import { denialIn, mayWantNewerCode, type PolicyKind } from '../../src/aws/denials.ts';

// The policy that refused a call is read from AWS's words for it.

const user = 'arn:aws:iam::111122223333:user/team/alice';
const roleSession = 'arn:aws:sts::111122223333:assumed-role/admin/alice';
const text = (why: string, by = user): string =>
  `User: ${by} is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/r ${why}`.trim();

const implicit = (kind: string): string => `because no ${kind} allows the sts:AssumeRole action`;
const explicit = (kind: string, arn = ''): string => `with an explicit deny in ${kind}${arn && `: ${arn}`}`;
const scp = 'arn:aws:organizations::444455556666:policy/o-exampleorg/service_control_policy/p-example1';

// Refusals: the texts of AWS's page on access denied errors, with the ARN that AWS adds since January 2026.
test.each<[string, PolicyKind | undefined, boolean, boolean]>([
  [implicit('role trust policy'), 'trust', false, true],
  [explicit('the role trust policy'), 'trust', true, true],
  [implicit('resource-based policy'), 'trust', false, true],
  [implicit('identity-based policy'), 'identity', false, true],
  [explicit('an identity-based policy', 'arn:aws:iam::111122223333:policy/x'), 'identity', true, true],
  [implicit('permissions boundary'), 'boundary', false, false],
  [explicit('a permissions boundary', 'arn:aws:iam::111122223333:policy/b'), 'boundary', true, false],
  [implicit('service control policy'), 'scp', false, false],
  [explicit('a service control policy', scp), 'scp', true, false],
  [explicit('a resource control policy'), 'rcp', true, false],
  [implicit('session policy'), 'session', false, false],
  [explicit('a sessions policy'), 'session', true, false],
  [implicit('VPC endpoint policy'), 'endpoint', false, false],
  [explicit('a VPC endpoint policy'), 'endpoint', true, false],
  [explicit('a VPC endpoint policy transitively through a service control policy'), 'endpoint', true, false],
  ['', undefined, false, true],
])('C6.2: %j', (why, policy, isExplicit, wantsCode) => {
  const denial = denialIn(text(why));
  expect(denial).toEqual({ policy, isExplicit, reason: why, caller: 'the user alice' });
  expect(mayWantNewerCode(denial)).toBe(wantsCode);
});

test('a new code does not help a role', () => {
  const denial = denialIn(text(implicit('role trust policy'), roleSession));
  expect(denial.caller).toBe('the role admin');
  expect(mayWantNewerCode(denial)).toBe(false);
});

test('the older text names no policy', () => {
  expect(denialIn('Access denied')).toEqual({ policy: undefined, isExplicit: false, reason: '', caller: undefined });
});

test('a resource name is not read as a policy', () => {
  const by = 'arn:aws:iam::111122223333:user/service-control-policy';
  expect(
    denialIn(text(explicit('an identity-based policy', 'arn:aws:iam::1:policy/service control policy'), by)).policy,
  ).toBe('identity');
  expect(denialIn(text('', by)).policy).toBeUndefined();
});
