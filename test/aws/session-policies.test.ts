import { expect, test } from 'vitest';
import { checkedLimits, policiesFor, policiesLabel } from '../../src/aws/role.ts';

// Which policies a role session takes, and which it cannot take: C11.2.

const ofAws = (name: string): string => `arn:aws:iam::aws:policy/${name}`;
const role = 'arn:aws:iam::111122223333:role/admin';
const readOnly = ofAws('ReadOnlyAccess');

test.each<[boolean, string | undefined, string[] | undefined]>([
  [false, undefined, undefined],
  [true, undefined, [readOnly]],
  [false, readOnly, [readOnly]],
  [true, readOnly, [readOnly]],
  [false, `${ofAws('b')} ${ofAws('a')} ${ofAws('b')}`, [ofAws('a'), ofAws('b')]],
  [true, ofAws('Z'), [readOnly, ofAws('Z')]],
  [false, 'arn:aws:iam::111122223333:policy/team/deploy', ['arn:aws:iam::111122223333:policy/team/deploy']],
])('--read-only %s, --policy-arn %j', (isReadOnly, policies, expected) => {
  expect(policiesFor(role, checkedLimits(isReadOnly, policies))).toEqual(expected);
});

test('ReadOnlyAccess is of the partition of the role', () => {
  const arn = 'arn:aws-us-gov:iam::111122223333:role/admin';
  expect(policiesFor(arn, checkedLimits(true))).toEqual(['arn:aws-us-gov:iam::aws:policy/ReadOnlyAccess']);
});

test.each([['arn:aws:iam::444455556666:policy/theirs'], ['arn:aws-cn:iam::aws:policy/ReadOnlyAccess']])(
  '%s is not for this role',
  (policies) => {
    expect(() => policiesFor(role, checkedLimits(false, policies))).toThrow(expect.objectContaining({ status: 2 }));
  },
);

test.each([
  [''],
  [' '],
  ['ReadOnlyAccess'],
  [role],
  ['arn:aws:iam::aws:policy/'],
  ['arn:aws:iam::1:policy/a'],
  ['arn:aws:iam::aws:policy/ä'],
  [Array.from({ length: 11 }, (_, at) => ofAws(`${at}`)).join(' ')],
])('%j is refused', (policies) => {
  expect(() => checkedLimits(false, policies)).toThrow(expect.objectContaining({ status: 2 }));
});

test.each([
  [[], ''],
  [[readOnly], 'read-only'],
  [[ofAws('job-function/ViewOnlyAccess')], 'ViewOnlyAccess'],
  [[readOnly, ofAws('B')], 'ReadOnlyAccess, B'],
])('%j is shown as %j', (arns, label) => {
  expect(policiesLabel(arns)).toBe(label);
});
