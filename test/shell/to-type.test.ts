import { expect, test } from 'vitest';
import type { ShellName } from '../../src/shell/dialects.ts';
import { toType } from '../../src/shell/to-type.ts';

// C8.4: a command that can be typed now, whether or not the shell functions are loaded.

test.each<[string, Record<string, string>, ShellName, string, 'change' | 'report', string]>([
  ['in authaws', { MFA_ENV_SHELL_PID: '7' }, 'bash', '-p acme', 'change', 'authaws -p acme'],
  ['in authaws status', { MFA_ENV_FUNCTIONS: '1.0.0' }, 'fish', '-p acme', 'change', 'authaws -p acme'],
  ['without options', { MFA_ENV_FUNCTIONS: '1.0.0' }, 'zsh', '', 'change', 'authaws'],
  ['a report', { MFA_ENV_FUNCTIONS: '1.0.0' }, 'zsh', 'doctor', 'report', 'authaws doctor'],
  ['bash without functions', {}, 'bash', '-p acme', 'change', 'eval "$(mfa-env -p acme)"'],
  ['dash', {}, 'posix', '', 'change', 'eval "$(mfa-env)"'],
  ['fish without functions', {}, 'fish', "-p 'a b'", 'change', "mfa-env -p 'a b' | source"],
  ['a report without functions', {}, 'zsh', 'doctor', 'report', 'mfa-env doctor'],
])('%s', (_, env, shell, words, prints, line) => {
  expect(toType(env, shell)(words, prints)).toBe(line);
});
