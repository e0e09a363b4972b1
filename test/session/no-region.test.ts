import { expect, test } from 'vitest';
import { noRegion } from '../../src/commands/result.ts';
import type { Environment } from '../../src/shell/env-diff.ts';

// A session without a region says so where tools will miss one.

const session = { accessKeyId: 'a', secretAccessKey: 's', sessionToken: 't', expires: 1 };
const said = (more: object, env: Environment = {}): string =>
  noRegion({ session, fresh: true, profile: 'default', region: undefined, account: undefined, ...more }, env);

test.each<[string, object, Environment, string]>([
  ['no region', {}, {}, 'aws configure set region REGION\n'],
  ['a profile', { profile: 'a b' }, {}, "aws configure set region REGION --profile 'a b'\n"],
  ['keys of the environment', { profile: '' }, {}, 'export AWS_REGION=REGION AWS_DEFAULT_REGION=REGION\n'],
])('%s: said, with the line that sets one', (_, more, env, line) => {
  expect(said(more, env)).toBe(`no region is set, and most tools need one: ${line}`);
});

test.each<[string, object, Environment]>([
  ['of the profile', { region: 'eu-west-1' }, {}],
  ['of the environment', {}, { AWS_REGION: 'eu-west-1' }],
  ['of the environment, by its other name', {}, { AWS_DEFAULT_REGION: 'eu-west-1' }],
  ['of nobody, beside a cached session', { fresh: false }, {}],
])('a region %s: nothing', (_, more, env) => {
  expect(said(more, env)).toBe('');
});

test('a region that an earlier session set does not count as the user’s', () => {
  const env = {
    MFA_ENV_EXPIRES: '1',
    MFA_ENV_REGION: 'eu-west-1',
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
  };
  expect(said({}, env)).not.toBe('');
});
