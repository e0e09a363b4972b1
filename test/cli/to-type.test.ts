import { expect, test } from 'vitest';
import { commandLine, toType } from '../../src/cli/to-type.ts';
import type { ShellName } from '../../src/shell/dialects.ts';

// C8.4: a command that can be typed now, whether or not the shell functions are loaded.

test.each<[string, Record<string, string>, ShellName, string[], string]>([
  ['in authaws', { MFA_ENV_SHELL_PID: '7' }, 'bash', ['acme'], 'authaws acme'],
  ['in authaws status', { MFA_ENV_FUNCTIONS: '1.0.0' }, 'fish', ['acme'], 'authaws acme'],
  ['without words', { MFA_ENV_FUNCTIONS: '1.0.0' }, 'zsh', [], 'authaws'],
  ['a report', { MFA_ENV_FUNCTIONS: '1.0.0' }, 'zsh', ['doctor'], 'authaws doctor'],
  ['bash without functions', {}, 'bash', ['acme'], 'eval "$(mfa-env acme)"'],
  ['bash, with a code', {}, 'bash', ['acme', '123456'], 'eval "$(mfa-env acme 123456)"'],
  ['dash', {}, 'posix', [], 'eval "$(mfa-env)"'],
  ['fish without functions', {}, 'fish', ['a b'], "mfa-env 'a b' | source"],
])('%s', (_, env, shell, words, line) => {
  expect(toType(env, shell)(...words)).toBe(line);
});

test.each([
  ['doctor', 'acme'],
  ['setup'],
  ['exec', 'acme', '--', 'clear'],
  ['init', 'bash'],
  ['help'],
  ['version'],
  ['acme', '-f', 'json'],
  ['acme', '--format=env'],
])('nobody evaluates what is there to be read: %s', (...words) => {
  expect(toType({}, 'bash')(...words)).toBe(`mfa-env ${words.join(' ')}`);
});

test.each([['clear'], ['refresh', 'acme'], ['--clear'], ['acme', '-w'], ['-p', 'doctor']])(
  'what changes the shell is evaluated: %s',
  (...words) => {
    expect(toType({}, 'zsh')(...words)).toBe(`eval "$(mfa-env ${words.join(' ')})"`);
  },
);

test.each<[string, string]>([
  ['acme', 'mfa-env refresh acme -d 90m'],
  ['', 'mfa-env refresh -d 90m'],
  ['my work', "mfa-env refresh 'my work' -d 90m"],
  ['status', 'mfa-env refresh -p status -d 90m'],
  ['clear', 'mfa-env refresh -p clear -d 90m'],
  ['123456', 'mfa-env refresh -p 123456 -d 90m'],
  ['111122223333', 'mfa-env refresh 111122223333 -d 90m'],
])('a profile is a word, but where that would be something else: %j', (profile, line) => {
  expect(commandLine({ profile, refresh: true, duration: 5400 })).toBe(line);
});
