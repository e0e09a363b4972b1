import { expect, test } from 'vitest';
import { roleWord } from '../../src/aws/role-word.ts';

// `--role-arn` takes an ARN, ACCOUNT:ROLE or ROLE: C3.6.

test.each([
  ['arn:aws-cn:iam::111122223333:role/team/admin', { arn: 'arn:aws-cn:iam::111122223333:role/team/admin' }],
  ['111122223333:admin', { account: '111122223333', name: 'admin' }],
  ['111122223333:team/a/admin', { account: '111122223333', name: 'team/a/admin' }],
  ['admin', { account: undefined, name: 'admin' }],
  ['team/admin', { account: undefined, name: 'team/admin' }],
  ['with+all=of,them.@-_', { account: undefined, name: 'with+all=of,them.@-_' }],
  ['1st', { account: undefined, name: '1st' }],
  ['x'.repeat(64), { account: undefined, name: 'x'.repeat(64) }],
])('%s', (text, expected) => {
  expect(roleWord(text)).toEqual(expected);
});

test.each([
  ...['', ' ', 'a b', 'admin ', '/admin', 'team/', 'a//b/', 'team:admin', 'x'.repeat(65), 'a\nb', 'ä', '$(id)'],
  ...['1111222233334:admin', '11112222333:admin', '111122223333:', '111122223333', '123456', ':admin', 'aws:1:a'],
  ...['role/admin', '111122223333:role/admin', 'arn:aws:iam::1:role/x', 'arn:aws:iam::111122223333:user/alice'],
])('%j is no role', (text) => {
  expect(roleWord(text)).toBeUndefined();
});
