import { expect, test } from 'vitest';
import { isDefaultMeant, startableProfiles } from '../../src/aws/startable.ts';

// C3.1: which profiles can start a session, and what the list tells of them.

const keys = (id = 'AKIARTX3GSDS2UJDIVTY'): string =>
  `aws_access_key_id = ${id}\naws_secret_access_key = not-a-secret\n`;
const files = (config: string, credentials = '') => ({
  config: { path: 'config', text: config },
  credentials: { path: 'credentials', text: credentials },
});
const startable = (config: string, credentials = ''): string[] =>
  startableProfiles(files(config, credentials), {}).map(({ name }) => name);

const role = 'role_arn = arn:aws:iam::444455556666:role/path/admin\nsource_profile = acme\n';

test.each<[string, string, string, string[]]>([
  ['no file', '', '', []],
  ['long-term keys', '[profile acme]\nregion = eu-west-1\n', `[acme]\n${keys()}`, ['acme']],
  ['a user and a role of hers', `[profile acme]\n[profile admin]\n${role}`, `[acme]\n${keys()}`, ['acme', 'admin']],
  ['keys of a command', '[profile acme]\ncredential_process = pass aws\n', '', ['acme']],
  ['the sections of aws-mfa', '', `[acme-long-term]\n${keys()}[acme]\n${keys('ASIA2')}`, ['acme']],
  ['its first run', '', `[acme-long-term]\n${keys()}`, ['acme']],
  ['a session of --write', '', `[acme]\n${keys()}[acme-mfa]\n${keys('ASIA2')}aws_session_token = t\n`, ['acme']],
  ['SSO', '[profile dev]\nsso_session = s\n[sso-session s]\n', '', []],
  ['a role without keys', '[profile r]\nrole_arn = arn:aws:iam::444455556666:role/r\nsource_profile = x\n', '', []],
  ['half a key', '', '[acme]\naws_access_key_id = AKIA1\n', []],
  ['a loop', '[profile a]\nsource_profile = b\n[profile b]\nsource_profile = a\n', '', []],
  ['only a region', '[profile acme]\nregion = eu-west-1\n', '', []],
])('%s', (_, config, credentials, expected) => {
  expect(startable(config, credentials)).toEqual(expected);
});

test('the account is that of the role, of the device or of the key', () => {
  const device = 'mfa_serial = arn:aws:iam::777788889999:mfa/alice\n';
  const config = `[profile acme]\n[profile admin]\n${role}[profile other]\n${device}`;
  expect(startableProfiles(files(config, `[acme]\n${keys()}[other]\n${keys()}`), {})).toEqual([
    { name: 'acme', account: '111122223333', role: undefined },
    { name: 'admin', account: '444455556666', role: 'admin' },
    { name: 'other', account: '777788889999', role: undefined },
  ]);
});

test('the setting of aws-mfa names the device, too', () => {
  const device = 'aws_mfa_device = arn:aws:iam::777788889999:mfa/alice\n';
  const [only] = startableProfiles(files('', `[acme-long-term]\n${keys()}${device}`), {});
  expect(only?.account).toBe('777788889999');
});

test.each<[string, boolean]>([
  ['', false],
  ['[default]\nregion = eu-west-1\n', false],
  ['[default]\nsso_session = s\n', false],
  ['[default]\naws_access_key_id = AKIA1\n', true],
  ['[default]\nsource_profile = nosuch\n', true],
])('whether default is meant to start a session: %j', (config, expected) => {
  expect(isDefaultMeant(files(config))).toBe(expected);
});
