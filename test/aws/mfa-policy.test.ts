import { expect, test } from 'vitest';
import { enforcingPolicy, type Policy } from '../../src/aws/mfa-policy.ts';

// The policy that enforces MFA, evaluated as IAM does.

/** Every action that the policy may name (AWS Service Authorization Reference, IAM and STS). */
const known = new Set(
  (
    'iam:ChangePassword iam:CreateAccessKey iam:CreateVirtualMFADevice iam:DeactivateMFADevice iam:DeleteAccessKey ' +
    'iam:EnableMFADevice iam:GetAccessKeyLastUsed iam:GetAccountPasswordPolicy iam:GetMFADevice iam:GetUser ' +
    'iam:ListAccessKeys iam:ListMFADevices iam:ListVirtualMFADevices iam:ResyncMFADevice iam:UpdateAccessKey ' +
    'sts:GetSessionToken'
  ).split(' '),
);

interface Call {
  action: string;
  resource?: string;
  /** aws:MultiFactorAuthPresent; long-term keys do not have it at all. */
  mfa: boolean | undefined;
}

type Statement = Policy['Statement'][number];
const list = (one: string | string[] | undefined): string[] => (one === undefined ? [] : [one].flat());

/** An explicit Deny wins, else an Allow is needed (AWS IAM User Guide, reference_policies_evaluation-logic). */
function decide(statements: Statement[], call: Call): 'allowed' | 'denied' | 'not allowed' {
  const fitting = statements.filter((statement) => applies(statement, call));
  if (fitting.some(({ Effect }) => Effect === 'Deny')) return 'denied';
  return fitting.length > 0 ? 'allowed' : 'not allowed';
}

function applies(
  { Action, NotAction, Resource, Condition }: Statement,
  { action, resource = '*', mfa }: Call,
): boolean {
  const acts = Action ? Action.some((one) => like(one, action)) : !NotAction?.some((one) => like(one, action));
  const hits = list(Resource).some((one) => like(one.replace(/\$\{aws:username\}/, 'alice'), resource));
  return acts && hits && Object.entries(Condition ?? {}).every(([operator, test]) => holds(operator, test, mfa));
}

const like = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.replace(/[.+^$(){}|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 'i').test(text);

function holds(operator: string, test: Record<string, string>, mfa: boolean | undefined): boolean {
  expect(Object.keys(test)).toEqual(['aws:MultiFactorAuthPresent']);
  if (mfa === undefined) return operator.endsWith('IfExists');
  return String(mfa) === test['aws:MultiFactorAuthPresent'];
}

const { Statement: own } = enforcingPolicy('aws');
/** The policy that administrators have besides. */
const everything: Statement = { Sid: 'All', Effect: 'Allow', Action: ['*'], Resource: '*' };
const alice = 'arn:aws:iam::111122223333:user/alice';

test.each<[string, Partial<Call> & { action: string }, string, string, string]>([
  // situation, call, without MFA, signed in without MFA, with MFA
  ['any service', { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' }, 'denied', 'denied', 'allowed'],
  ['a role', { action: 'sts:AssumeRole', resource: 'arn:aws:iam::111122223333:role/r' }, 'denied', 'denied', 'allowed'],
  ['a session', { action: 'sts:GetSessionToken' }, 'allowed', 'allowed', 'allowed'],
  ['the own devices', { action: 'iam:ListMFADevices', resource: alice }, 'allowed', 'allowed', 'allowed'],
  ['enrolment', { action: 'iam:EnableMFADevice', resource: alice }, 'allowed', 'allowed', 'allowed'],
  ['taking the device off', { action: 'iam:DeactivateMFADevice', resource: alice }, 'denied', 'denied', 'allowed'],
  ['a new key', { action: 'iam:CreateAccessKey', resource: alice }, 'denied', 'denied', 'allowed'],
  ['the password', { action: 'iam:ChangePassword', resource: alice }, 'denied', 'denied', 'allowed'],
  ['another’s key', { action: 'iam:CreateAccessKey', resource: `${alice}2` }, 'denied', 'denied', 'allowed'],
])('an administrator: %s', (_, call, none, without, withMfa) => {
  const decided = [undefined, false, true].map((mfa) => decide([...own, everything], { ...call, mfa }));
  expect(decided).toEqual([none, without, withMfa]);
});

const createKey = 'iam:CreateAccessKey';
test.each<[string, Call, string]>([
  ['his own key', { action: createKey, resource: alice, mfa: true }, 'allowed'],
  [
    'his own key, below a path',
    { action: createKey, resource: alice.replace('user/', 'user/a/b/'), mfa: true },
    'allowed',
  ],
  ['another’s key', { action: createKey, resource: alice.replace('alice', 'bob'), mfa: true }, 'not allowed'],
  ['a user whose path has his name', { action: createKey, resource: `${alice}/bob`, mfa: true }, 'not allowed'],
  [
    'a name that ends like his',
    { action: createKey, resource: alice.replace('alice', 'malice'), mfa: true },
    'not allowed',
  ],
  ['his device', { action: 'iam:EnableMFADevice', resource: alice, mfa: undefined }, 'allowed'],
  [
    'a virtual device',
    { action: 'iam:CreateVirtualMFADevice', resource: 'arn:aws:iam::111122223333:mfa/phone', mfa: undefined },
    'allowed',
  ],
  [
    'another’s device',
    { action: 'iam:EnableMFADevice', resource: alice.replace('alice', 'bob'), mfa: undefined },
    'not allowed',
  ],
  ['himself', { action: 'iam:GetUser', resource: alice, mfa: undefined }, 'allowed'],
  ['anything else', { action: 's3:GetObject', mfa: true }, 'not allowed'],
])('a user who has nothing else: %s', (_, call, decision) => {
  expect(decide(own, call)).toBe(decision);
});

test('with Bool instead of BoolIfExists, long-term keys would pass', () => {
  const wrong = own.map((one) => ({
    ...one,
    ...(one.Condition && { Condition: { Bool: one.Condition.BoolIfExists ?? {} } }),
  }));
  const call: Call = { action: 's3:GetObject', mfa: undefined };
  expect(decide([...wrong, everything], call)).toBe('allowed');
  expect(decide([...own, everything], call)).toBe('denied');
});

test.each(['aws', 'aws-us-gov', 'aws-cn'])('%s: IAM’s form and limits', (partition) => {
  const policy = enforcingPolicy(partition);
  const text = JSON.stringify(policy, undefined, 2);
  expect(text.replace(/\s/g, '').length).toBeLessThanOrEqual(6144);
  expect(policy.Version).toBe('2012-10-17');
  const sids = policy.Statement.map(({ Sid }) => Sid);
  expect(new Set(sids).size).toBe(sids.length);
  for (const sid of sids) expect(sid).toMatch(/^[A-Za-z0-9]+$/);
  for (const { Action, NotAction } of policy.Statement) {
    expect([Action, NotAction].filter((one) => one !== undefined)).toHaveLength(1);
    for (const action of [...(Action ?? []), ...(NotAction ?? [])]) expect(known).toContain(action);
  }
  const arns = [...text.matchAll(/arn:([\w-]+):/g)].map(([, found]) => found);
  expect(new Set(arns)).toEqual(new Set([partition]));
});
