import { expect, test } from 'vitest';
import type { Environment } from '../../src/shell/env-diff.ts';
import { calls, inEnvironment, role } from './calls.ts';
import { keys } from './text.ts';

// Files that lead to no long-term keys: C3.4, C6.1.

const K = `[k]\n${keys('K')}`;

test.each<[string, string, string, Environment, RegExp]>([
  ['a loop of one', '[profile a]\nsource_profile = a\n', '', {}, /loop: a → a$/],
  [
    'a loop of three',
    '[profile a]\nsource_profile = b\n[profile b]\nsource_profile = c\n[profile c]\nsource_profile = b\n',
    '',
    {},
    /loop: a → b → c → b$/,
  ],
  [
    'a loop of roles',
    `[profile a]\n${role('r')}source_profile = b\n[profile b]\n${role('q')}source_profile = a\n`,
    '',
    {},
    /loop: a → b → a$/,
  ],
  [
    'both sources',
    `[profile a]\n${role('r')}source_profile = k\ncredential_source = Environment\n`,
    K,
    inEnvironment,
    /both source_profile and credential_source/,
  ],
  [
    'credential_source without keys',
    `[profile a]\n${role('r')}credential_source = Environment\n`,
    '',
    {},
    /has credential_source = Environment/,
  ],
  [
    '… with a session',
    `[profile a]\n${role('r')}credential_source = Environment\n`,
    '',
    { ...inEnvironment, AWS_SESSION_TOKEN: 't' },
    /has credential_source = Environment/,
  ],
  [
    '… of a machine',
    `[profile a]\n${role('r')}credential_source = Ec2InstanceMetadata\n`,
    '',
    inEnvironment,
    /has credential_source = Ec2InstanceMetadata/,
  ],
  [
    'a missing source',
    `[profile a]\n${role('r')}source_profile = nosuch\n`,
    K,
    {},
    /profile a has source_profile = nosuch, which does not exist/,
  ],
  [
    'half a pair in the source',
    `[profile a]\nsource_profile = s\n`,
    '[s]\naws_access_key_id = x\n',
    {},
    /profile s has half a key pair/,
  ],
])('%s is refused', (_, config, credentials, env, message) => {
  expect(() => calls(config, credentials, 'a', env)).toThrow(message);
  expect(() => calls(config, credentials, 'a', env)).toThrow(expect.objectContaining({ status: 3 }));
});
