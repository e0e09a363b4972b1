import { expect, test } from 'vitest';
import { tagsOf } from '../../src/aws/session-tags.ts';

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
