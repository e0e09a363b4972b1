import { expect, test } from 'vitest';
import type { Environment } from '../../src/shell/env-diff.ts';
import { calls, inEnvironment, mfa, role } from './calls.ts';
import { keys } from './text.ts';

// From the files to the calls: C3.1, C3.4, C3.5, C3.6 as one table.

const K = `[k]\n${keys('K')}`;

test.each<[string, string, string, string, string]>([
  ['a user', '', K, 'k', 'K ? session:12!'],
  ['a user with a device', `[profile k]\n${mfa('d')}`, K, 'k', 'K d session:12!'],
  ['a device in [k] without the prefix', `[k]\n${mfa('d')}`, K, 'k', 'K d session:12!'],
  ['the device of default, where nobody else names one', `[default]\n${mfa('d')}`, K, 'k', 'K d session:12!'],
  ['a source', `[profile a]\nsource_profile = k\n[profile k]\n${mfa('d')}`, K, 'a', 'K d session:12!'],
  ['a role, no MFA named', `[profile a]\n${role('r')}source_profile = k\n`, K, 'a', 'K ? session:12! r:1'],
  ['MFA on the role', `[profile a]\n${role('r')}source_profile = k\n${mfa('d')}`, K, 'a', 'K d session:12! r:1'],
  [
    'MFA on the source',
    `[profile a]\n${role('r')}source_profile = k\n[profile k]\n${mfa('d')}`,
    K,
    'a',
    'K d session:12! r:1',
  ],
  [
    'MFA on both: the role’s',
    `[profile a]\n${role('r')}source_profile = k\n${mfa('d')}[profile k]\n${mfa('e')}`,
    K,
    'a',
    'K d session:12! r:1',
  ],
  [
    'a role over one hour',
    `[profile a]\n${role('r')}source_profile = k\nduration_seconds = 7200\n`,
    K,
    'a',
    'K ? r:2!',
  ],
  [
    '… of exactly one',
    `[profile a]\n${role('r')}source_profile = k\nduration_seconds = 3600\n`,
    K,
    'a',
    'K ? session:12! r:1',
  ],
  [
    'a duration that is no number',
    `[profile a]\n${role('r')}source_profile = k\nduration_seconds = 2h\n`,
    K,
    'a',
    'K ? session:12! r:1',
  ],
  [
    'a duration below STS’s least',
    `[profile a]\n${role('r')}source_profile = k\nduration_seconds = 60\n`,
    K,
    'a',
    'K ? session:12! r:0.25',
  ],
  [
    'role upon role',
    `[profile b]\n${role('r')}source_profile = a\n[profile a]\n${role('q')}source_profile = k\nduration_seconds = 43200\n${mfa('d')}`,
    K,
    'b',
    'K d session:12! q:1 r:1',
  ],
  [
    'NAME-long-term',
    `[profile a]\nregion = r\n`,
    `[a-long-term]\n${keys('L')}aws_mfa_device = arn:aws:iam::111122223333:mfa/d\n`,
    'a',
    'L d session:12!',
  ],
  [
    'a role whose source has NAME-long-term',
    `[profile a]\n${role('r')}source_profile = s\n[profile s]\nregion = x\n`,
    `[s-long-term]\n${keys('L')}`,
    'a',
    'L ? session:12! r:1',
  ],
  [
    'yesterday’s session in the source, and its source',
    `[profile a]\n${role('r')}source_profile = s\n[profile s]\nsource_profile = k\n`,
    `${K}[s]\n${keys('ASIA')}aws_session_token = t\n`,
    'a',
    'K ? session:12! r:1',
  ],
  ['keys from a process', '[profile a]\ncredential_process = run\n', '', 'a', '(run) ? session:12!'],
  [
    'a role on keys from a process',
    `[profile a]\n${role('r')}source_profile = s\n[profile s]\ncredential_process = run\n`,
    '',
    'a',
    '(run) ? session:12! r:1',
  ],
  ['a role of the profile’s own keys', `[profile k]\n${role('r')}source_profile = k\n`, K, 'k', 'K ? session:12! r:1'],
])('%s', (_, config, credentials, name, expected) => {
  expect(calls(config, credentials, name)).toBe(expected);
});

test.each<[string, string, string, string | undefined, Environment, string]>([
  ['keys of the environment', '', K, undefined, inEnvironment, 'AKIAENV ? session:12!'],
  [
    '… and AWS_MFA_SERIAL',
    '',
    K,
    undefined,
    { ...inEnvironment, AWS_MFA_SERIAL: 'arn:aws:iam::111122223333:mfa/e' },
    'AKIAENV e session:12!',
  ],
  ['… not where a profile is named', '', K, 'k', inEnvironment, 'K ? session:12!'],
  ['… nor where AWS_PROFILE names one', '', K, undefined, { ...inEnvironment, AWS_PROFILE: 'k' }, 'K ? session:12!'],
  [
    '… but before AWS_DEFAULT_PROFILE',
    '',
    K,
    undefined,
    { ...inEnvironment, AWS_DEFAULT_PROFILE: 'k' },
    'AKIAENV ? session:12!',
  ],
  [
    'a session in the environment is no key',
    '',
    K,
    undefined,
    { ...inEnvironment, AWS_SESSION_TOKEN: 't', AWS_DEFAULT_PROFILE: 'k' },
    'K ? session:12!',
  ],
  [
    'credential_source = Environment',
    `[profile a]\n${role('r')}credential_source = Environment\n`,
    '',
    'a',
    inEnvironment,
    'AKIAENV ? session:12! r:1',
  ],
  [
    '… in any case',
    `[profile a]\n${role('r')}credential_source = environment\n`,
    '',
    'a',
    inEnvironment,
    'AKIAENV ? session:12! r:1',
  ],
])('%s', (_, config, credentials, name, env, expected) => {
  expect(calls(config, credentials, name, env)).toBe(expected);
});
