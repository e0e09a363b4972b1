import { expect, test } from 'vitest';
import { callingPid, shellNamed } from '../../src/shell/detect.ts';

// A program's name tells which shell it is: C2.11. Who called: test/command/calling-shell.test.ts.

test.each<[string, string | undefined]>([
  ['bash', 'bash'],
  ['/usr/local/bin/bash', 'bash'],
  ['-bash', 'bash'], // a login shell
  ['-zsh', 'zsh'],
  ['zsh-5.9', 'zsh'],
  ['bash-static', 'bash'],
  ['fish', 'fish'],
  ...['sh', 'dash', 'ash', 'ksh', 'ksh93', 'ksh93u+m', 'mksh', 'lksh', 'yash', 'busybox'].map(
    (name) => [name, 'posix'] as [string, string],
  ),
  ['  fish\n', 'fish'], // as ps writes it
  ...['node', 'bashful', 'toString', '', '/'].map((name) => [name, undefined] as [string, undefined]),
])('the program %j speaks %s', (program, shell) => {
  expect(shellNamed(program)).toBe(shell);
});

test.each<[string | undefined, boolean]>([
  ['4711', true],
  ['1234567890', true],
  ['12345678901', false],
  ['0', false],
  ['07', false],
  ['-7', false],
  ['7x', false],
  ['', false],
  [undefined, false],
])('the functions give the number of their shell: %j', (MFA_ENV_SHELL_PID, counts) => {
  expect(callingPid({ MFA_ENV_SHELL_PID })).toBe(counts ? Number(MFA_ENV_SHELL_PID) : process.ppid);
});
