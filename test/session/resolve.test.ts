import { existsSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { commandLine } from '../../src/cli/to-type.ts';
import { givenTo } from '../../src/session/aws-calls.ts';
import { planFor } from '../../src/session/progress.ts';
import { resolveConfig, sessionRequest } from '../../src/session/resolve.ts';
import type { ResolvedConfig } from '../../src/session/resolved-config.ts';
import { sessionName } from '../../src/session/user.ts';
import { newFolder } from '../fs/folder.ts';
import { contextOf, device, keys, optionsOf, placeBoth } from './home.ts';

// What options, environment and files say together.

let home: string;
beforeEach(() => {
  home = newFolder();
});
const settingOf = (config: string, credentials: string, argv: string[], env = {}): Promise<ResolvedConfig> => {
  placeBoth(home, config, credentials);
  return resolveConfig(sessionRequest(optionsOf(argv)), contextOf(home, env));
};

test.each<[string, string, string]>([
  ['of a role', 'role_arn = arn:aws-us-gov:iam::111122223333:role/r\nsource_profile = default\n', 'us-gov-west-1'],
  ['of a device', 'mfa_serial = arn:aws-cn:iam::111122223333:mfa/a\nsource_profile = default\n', 'cn-north-1'],
  [
    'of a role before that of a device',
    'role_arn = arn:aws-cn:iam::111122223333:role/r\nmfa_serial = arn:aws:iam::111122223333:mfa/a\nsource_profile = default\n',
    'cn-north-1',
  ],
  [
    'that is named',
    'role_arn = arn:aws-cn:iam::1:role/r\nsource_profile = default\nregion = cn-northwest-1\n',
    'cn-northwest-1',
  ],
])('C3.8: without one of its own, STS is asked in the region of the partition %s', async (_, lines, region) => {
  const resolved = await settingOf(`[profile p]\n${lines.replace('::1:', '::111122223333:')}`, keys('K'), ['-p', 'p']);
  expect(resolved.region).toBe(region);
});

// The ids tell the accounts 111122223333 and 444455556666.
test.each([
  ['AKIARTX3GSDS2UJDIVTY', device('alice')],
  ['AKIAWO645SY5KUJDIVTY', undefined],
])('C3.5: with the key %s, the device of default is %s', async (id, expected) => {
  const config = `[default]\nmfa_serial = ${device('alice')}\n`;
  const resolved = await settingOf(config, keys(id).replace('[default]', '[p]'), ['-p', 'p']);
  expect(resolved.device).toBe(expected);
});

test('C3.5: the keys of a command choose the device of default, too', async () => {
  const document = JSON.stringify({ AccessKeyId: 'AKIAWO645SY5KUJDIVTY', SecretAccessKey: 's' });
  const config = `[default]\nmfa_serial = ${device('alice')}\n[profile p]\ncredential_process = echo '${document}'\n`;
  expect((await settingOf(config, '', ['-p', 'p'])).device).toBeUndefined();
});

test.each([
  ['--serial', ['--serial', 'x']],
  ['--region', ['--region', 'x']],
])('%s that can be none is told before a command asks for a password', async (_, more) => {
  const mark = path.join(home, 'asked');
  const config = `[profile p]\ncredential_process = touch '${mark}'\n`;
  await expect(settingOf(config, '', ['-p', 'p', ...more])).rejects.toThrow(expect.objectContaining({ status: 2 }));
  expect(existsSync(mark)).toBe(false);
});

test.each<[string, string, string[], string]>([
  ['its device', `[default]\nmfa_serial = ${device('alice')}\n`, [], 'arn:aws:iam::111122223333:role/admin'],
  [
    'its device, in the partition of the region',
    `[default]\nmfa_serial = ${device('alice')}\n`,
    ['--region', 'cn-north-1'],
    'arn:aws-cn:iam::111122223333:role/admin',
  ],
  [
    'the role before',
    `[profile p]\nrole_arn = arn:aws-us-gov:iam::444455556666:role/hub\nsource_profile = default\n`,
    ['-p', 'p'],
    'arn:aws-us-gov:iam::444455556666:role/admin',
  ],
  ['its key', '[default]\nmfa_serial = GAHT12345678\n', [], 'arn:aws:iam::777788889999:role/admin'],
])('C3.6: a role without an account is of that of %s', async (_, config, argv, arn) => {
  const resolved = await settingOf(config, keys('AKIA3KF6UTOHQEXAMPLE'), [...argv, '--role-arn', 'admin']);
  expect(resolved.selection.roles.at(-1)).toEqual({ arn });
  expect(resolved.request.roleArn).toBe('admin');
});

test('C3.6: each spelling of a role has the same session', async () => {
  const config = `[default]\nmfa_serial = ${device('alice')}\n`;
  const spellings = ['admin', '111122223333:admin', 'arn:aws:iam::111122223333:role/admin'];
  const found = spellings.map(async (one) => planFor(await settingOf(config, keys('K'), ['--role-arn', one])).steps);
  const [first, ...others] = await Promise.all(found);
  expect(first).toHaveLength(2);
  for (const other of others) expect(other).toEqual(first);
});

test('the advice repeats the options that were given', async () => {
  const role = 'arn:aws:iam::111122223333:role/a';
  const argv = ['-p', 'a b', '--serial', device('x'), '--region', 'eu-west-1', '--role-arn', role, '-d', '90m'];
  const resolved = await settingOf('', keys('K').replace('default', 'a b'), argv);
  const words = `'a b' --serial ${device('x')} --region eu-west-1 --role-arn ${role} -d 90m`;
  expect(commandLine(givenTo(resolved, { env: { MFA_ENV_SHELL_PID: '7' } }))).toBe(`authaws ${words}`);
  expect(commandLine(givenTo(resolved, { env: { SHELL: '/bin/bash' } }))).toBe(`eval "$(mfa-env ${words})"`);
  expect(commandLine({ profile: '', duration: 43_200 })).toBe('mfa-env -d 12h');
  expect(commandLine({ profile: 'p', duration: 901 })).toBe('mfa-env p -d 901');
});

test.each([
  ['x'.repeat(65), 'x'.repeat(64)],
  ['x'.repeat(64), 'x'.repeat(64)],
  ['a', 'a-mfa-env'],
  ['Alice Liddell/ü', 'Alice-Liddell--'],
])('C3.6: the name of a role session for the user %j', (name, expected) => {
  expect(sessionName({ name }, 'GAHT12345678')).toBe(expected);
});
