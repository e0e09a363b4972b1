import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { start } from './place.ts';
import { isInstalled, program, withFunctions } from './shells.ts';

// The functions are clean by each shell's own tools.

const files = (shell: string): string[] => [`dist/shell/mfa-env.${shell}`, `dist/shell/auto.${shell}`];

test.each([
  ...files('bash').flatMap((file) => [
    ['shellcheck', file],
    ['shfmt', '-d', '-i', '2', '-ci', '-ln', 'bash', file],
    ['bash', '-n', file],
  ]),
  ...files('zsh').map((file) => ['zsh', '-n', file]),
  ...files('fish').flatMap((file) => [
    ['fish', '-n', file],
    ['fish_indent', '--check', file],
  ]),
])('%s has nothing to say', async (...words) => {
  if (!isInstalled(words[0] ?? '')) return expect(process.env.CI, `${words[0]} is needed`).not.toBe('true');
  const { status, stdout, stderr } = await start([program(words[0] ?? ''), ...words.slice(1)], {
    cwd: `${import.meta.dirname}/../..`,
    env: { PATH: process.env.PATH ?? '' },
  });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
});

test('5: no declaration hides the status of a command', () => {
  // shellcheck's SC2155 does not see it behind \builtin.
  for (const { functions = '' } of withFunctions) {
    expect(readFileSync(functions, 'utf8')).not.toMatch(
      /(local|typeset|declare|readonly|export)\b[^\n]*=["']?(\$\(|`)/,
    );
  }
});
