import { expect, test } from 'vitest';
import { canWrap, namesToWrap } from '../../src/shell/functions-text.ts';

// C7.2b: the names in `--wrap`, which are put into code.

test('each name counts once', () => {
  expect(namesToWrap('aws, terraform,aws')).toEqual(['aws', 'terraform']);
});

test.each(['aws', 'aws-cdk', 'sam', 'a.b', 'x_1', 'g++'])('%s can be wrapped', (name) => {
  expect(canWrap(name)).toBe(true);
});

test.each([
  '',
  'a b',
  '-x',
  'a;b',
  '$(x)',
  "a'b",
  'a/b',
  '/bin/aws',
  'ä',
  '*',
  'a\nb',
  'a=b',
  '1x',
  'authaws',
  'mfa-env',
  'builtin',
  'command',
])('%j cannot', (name) => {
  expect(canWrap(name)).toBe(false);
});
