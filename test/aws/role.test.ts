import { expect, test } from 'vitest';
import { roleWord, tagsOf } from '../../src/aws/role.ts';

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

// The tags of a role session, as a profile names them: C3.6.

test.each([
  ['', '', {}],
  ['team=web', '', { tags: [['team', 'web']] }],
  [
    ' team = web , stage=a=b,empty=',
    'team, stage',
    {
      tags: [
        ['team', 'web'],
        ['stage', 'a=b'],
        ['empty', ''],
      ],
      transitiveTags: ['team', 'stage'],
    },
  ],
])('session_tags = %s and transitive_session_tags = %s', (session_tags, transitive_session_tags, expected) => {
  expect(tagsOf('p', { session_tags, transitive_session_tags })).toEqual(expected);
});

test.each([
  ['=web', '', /what no tag can be: =web/],
  ['team=a;b', '', /what no tag can be: team=a;b/],
  [`${'x'.repeat(129)}=a`, '', /what no tag can be/],
  ['team=a,Team=b', '', /has Team twice/],
  [Array.from({ length: 51 }, (_, at) => `k${at}=v`).join(), '', /more than 50/],
  ['team=a', 'stage', /transitive_session_tags of profile p has stage/],
])('%s, %s: told before a code is used', (session_tags, transitive_session_tags, message) => {
  const read = (): unknown => tagsOf('p', { session_tags, transitive_session_tags });
  expect(read).toThrow(expect.objectContaining({ status: 3, message: expect.stringMatching(message) }));
});
