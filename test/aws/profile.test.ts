import { expect, test } from 'vitest';
import { profileNames, readProfile } from '../../src/aws/profile.ts';
import { files, keys } from './text.ts';

// A profile is what both files say of it, as the AWS tools read them: C3.2.

const settingsOf = (config: string, credentials: string, name: string): unknown => {
  const profile = readProfile(files(config, credentials), name);
  return profile && { ...profile.settings };
};

test.each<[string, string, string, string, unknown]>([
  ['config only', '[profile a]\nregion = r', '', 'a', { region: 'r' }],
  ['credentials only', '', '[a]\nregion = r', 'a', { region: 'r' }],
  [
    'both: the credentials file wins',
    '[profile a]\nregion = r\noutput = j',
    '[a]\nregion = s',
    'a',
    { region: 's', output: 'j' },
  ],
  [
    'dots tell profiles apart',
    '[profile a.b]\nregion = 1\n[profile a.c]\nregion = 2\n[profile a]\nregion = 3',
    '',
    'a.c',
    { region: '2' },
  ],
  ['dots, in the credentials file', '', '[a.b]\nregion = 1\n[a]\nregion = 2', 'a', { region: '2' }],
  ['a name with blanks', '[profile my profile]\nregion = r', '', 'my profile', { region: 'r' }],
  ['a name in quotes', '[profile "my profile"]\nregion = r', '', 'my profile', { region: 'r' }],
  ['blanks in the credentials file', '', '[my profile]\nregion = r', 'my profile', { region: 'r' }],
  ['umlauts', '[profile büro]\nregion = r', '[büro]\noutput = j', 'büro', { region: 'r', output: 'j' }],
  [
    '[profile default] beats [default]',
    '[default]\nregion = 1\n[profile default]\nregion = 2',
    '',
    'default',
    { region: '2' },
  ],
  ['… in either order', '[profile default]\nregion = 2\n[default]\nregion = 1', '', 'default', { region: '2' }],
  [
    '[p] of the config file gives device and region',
    '[p]\nmfa_serial = m\nregion = r\nrole_arn = x',
    '',
    'p',
    { mfa_serial: 'm', region: 'r' },
  ],
  [
    '… and [profile p] beats it',
    '[p]\nregion = 1\nmfa_serial = m\n[profile p]\nregion = 2',
    '',
    'p',
    { region: '2', mfa_serial: 'm' },
  ],
  ['[profile p] of the credentials file has that whole name', '', '[profile p]\nregion = r', 'p', undefined],
  ['[ default ]', '[ default ]\nregion = r', '[ default ]\noutput = j', 'default', { region: 'r', output: 'j' }],
  ['[   profile foo    ]', '[   profile foo    ]\nregion = r', '', 'foo', { region: 'r' }],
  ['[   foo    ]', '', '[   foo    ]\nregion = r', 'foo', { region: 'r' }],
  ['[profile \tfoo \t]', '[profile \tfoo \t]\nregion = r', '', 'foo', { region: 'r' }],
  ['[DEFAULT] gives nothing to others', '[DEFAULT]\nregion = r\n[profile a]\noutput = j', '', 'a', { output: 'j' }],
  ['__proto__', '[profile __proto__]\nregion = r', '', '__proto__', { region: 'r' }],
  ['constructor, which is none', '[profile a]\n', '', 'constructor', undefined],
  ['CR only', '[profile a]\rregion = r\r', '', 'a', { region: 'r' }],
  ['a comment behind the header', '[profile a] # [profile b]\nregion = r', '', 'a', { region: 'r' }],
  ['no inheritance from default', '[default]\nregion = r\n[profile a]\noutput = j', '', 'a', { output: 'j' }],
  ['an empty one', '[profile a]', '', 'a', {}],
])('%s', (_, config, credentials, name, expected) => {
  expect(settingsOf(config, credentials, name)).toEqual(expected);
});

test('a duplicate section is merged, with a warning that names its lines', () => {
  const profile = readProfile(files('[profile a]\nregion = 1\n\n[profile a]\nregion = 2\noutput = j\n'), 'a');
  expect(profile?.settings).toMatchObject({ region: '2', output: 'j' });
  expect(profile?.warnings).toEqual(['~/.aws/config: [profile a] appears twice, in lines 1 and 4']);
});

test('a duplicate setting gives a warning', () => {
  const profile = readProfile(files('', '\n[a]\nregion = 1\nregion = 2\n'), 'a');
  expect(profile?.warnings).toEqual(['~/.aws/credentials: region appears twice in [a], in lines 3 and 4']);
});

test.each<[string, string, string, unknown]>([
  ['a pair', `[a]\n${keys('K')}`, '', { accessKeyId: 'K', secretAccessKey: 'secret-K' }],
  ['C3.3: with a token: none', `[a]\n${keys('K')}aws_session_token = t`, '', undefined],
  ['C3.3: with the old name of the token: none', `[a]\n${keys('K')}aws_security_token = t`, '', undefined],
  [
    'an empty token counts as none',
    `[a]\n${keys('K')}aws_session_token =`,
    '',
    { accessKeyId: 'K', secretAccessKey: 'secret-K' },
  ],
  ['a session’s, whose token was taken away: none', `[a]\n${keys('ASIAK')}aws_session_token =`, '', undefined],
  ['a session’s, without any token: none', `[a]\n${keys('ASIAK')}`, '', undefined],
  ['half a pair: none', '[a]\naws_access_key_id = K', '', undefined],
  ['the config file’s pair', '', `[profile a]\n${keys('C')}`, { accessKeyId: 'C', secretAccessKey: 'secret-C' }],
  [
    'both: the credentials file’s',
    `[a]\n${keys('K')}`,
    `[profile a]\n${keys('C')}`,
    { accessKeyId: 'K', secretAccessKey: 'secret-K' },
  ],
  [
    'a session there, a pair in the config file',
    `[a]\n${keys('K')}aws_session_token = t`,
    `[profile a]\n${keys('C')}`,
    { accessKeyId: 'C', secretAccessKey: 'secret-C' },
  ],
  ['never one half from each', '[a]\naws_access_key_id = K', '[profile a]\naws_secret_access_key = s', undefined],
])('keys: %s', (_, credentials, config, expected) => {
  expect(readProfile(files(config, credentials), 'a')?.keys).toEqual(expected);
});

test.each([
  ['nothing whole before it', '[a]\naws_access_key_id = K', `[profile a]\n${keys('C')}`, 'aws_secret_access_key'],
  ['behind a whole one, where nobody looks', `[a]\n${keys('K')}`, '[profile a]\naws_access_key_id = C', undefined],
  [
    'behind a session',
    `[a]\n${keys('K')}aws_session_token = t`,
    '[profile a]\naws_secret_access_key = C',
    'aws_access_key_id',
  ],
])('half a pair: %s', (_, credentials, config, expected) => {
  expect(readProfile(files(config, credentials), 'a')?.missingHalf).toBe(expected);
});

test('profileNames gives each name once, in order', () => {
  const config =
    '[default]\n[profile a]\n[profile "b c"]\n[x]\n[sso-session s]\n[services v]\n[profile a]\n[profile ]\n[]';
  expect(profileNames(files(config, '[a]\n[k]\n[profile z]'))).toEqual(['default', 'a', 'b c', 'k', 'profile z']);
});
