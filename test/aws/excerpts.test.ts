import { expect, test } from 'vitest';
import { endpointOf } from '../../src/aws/endpoint.ts';
import type { AwsFiles } from '../../src/aws/files/read.ts';
import { excerpts, profileNames, readProfile } from '../../src/aws/profile.ts';
import { files, keys } from './text.ts';

// A look at one profile reads only what that profile needs of the files.

const config = `[default]\nregion = eu-west-1
[profile a]\r\nrole_arn = arn:aws:iam::111122223333:role/a\r\nsource_profile = b\r
[profile "b c"]
region = eu-west-2
[b]
mfa_serial = GAHT12345678
[profile b] # behind it
source_profile = c
[profile c]
source_profile = a
[sso-session s]
[other]
region = us-east-1
[profile local]
services = here
[services "here"]
sts =
  endpoint_url = http://localhost:4566
`;
const credentials = `[default]\n${keys('AKIAD')}[b]\n${keys('AKIAB')}[x-long-term]\n${keys('AKIAX')}[x]\naws_session_token = t`;

test('an excerpt gives the same profile and sources as the files', () => {
  const whole = files(config, credentials);
  const excerpt = excerpts(whole);
  for (const name of [...profileNames(whole), 'b', 'other', 'nosuch'])
    for (const one of [name, 'default', readProfile(whole, name)?.settings.source_profile ?? name])
      expect(readProfile(excerpt(name), one), `${one} in the excerpt of ${name}`).toEqual(readProfile(whole, one));
});

test('C5.0: an excerpt gives the same endpoint', () => {
  const whole = files(config, credentials);
  const settings = readProfile(whole, 'local')?.settings ?? {};
  const url = (files: AwsFiles) => endpointOf('STS', { region: 'eu-west-1', settings, files }, {}).url;
  expect(url(excerpts(whole)('local'))).toBe('http://localhost:4566');
  expect(url(whole)).toBe('http://localhost:4566');
});

test('an excerpt holds nothing else', () => {
  const excerpt = excerpts(files(config, credentials));
  expect(profileNames(excerpt('b c'))).toEqual(['b c', 'default']);
  expect(profileNames(excerpt('x'))).toEqual(['default', 'x']);
  expect(profileNames(excerpt('a'))).toEqual(['a', 'default']);
});
