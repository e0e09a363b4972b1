import { setTimeout } from 'node:timers/promises';
import { array, assert, asyncProperty, constantFrom } from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runs } from '../proof/runs.ts';
import { makePlace, type Place } from './run.ts';

// Whatever the words are, the functions of shell/ get code of their own shell or nothing: C2.6.

const evaluating = { MFA_ENV_SHELL_PID: '1' };
const code = {
  bash: /^(?:unset [\w ]+(?: &&\nexport \w+='[^']*')*;\n|\(exit \d+\);\n)?$/,
  fish: /^(?:(?:set -qg \w+; and set -eg \w+;\n|set -gx \w+ '[^']*';\n)*true;\n|sh -c 'exit \d+';\n)?$/,
};

let place: Place;
beforeAll(async () => {
  place = await makePlace();
  await setTimeout(2100); // files that changed just now are not remembered
  await place.begin();
});
afterAll(() => place.end());

test('the session itself is code of the shell that is named', async () => {
  for (const shell of ['bash', 'fish'] as const) {
    const { status, stdout } = await place.run(['--shell', shell], { env: evaluating });
    expect(status).toBe(0);
    expect(stdout).toMatch(code[shell]);
    expect(stdout).toContain('AWS_SESSION_TOKEN');
  }
});

test.each([
  ...['-f json', '--format=json', '--f=json', '--f json', '-qqf json', '-qqf env', '-qfjson', '-f change'],
  ...['--clear -f change', '--format shell --format env', '--s fish', '-qqs fish', '-s fish', '--shell=fish', '-sfish'],
  ...['--clear --shell fish', '-- status', '-- init fish', '-- policy', '-- exec echo x'],
])('%s is refused where the functions evaluate, also when it was done before', async (line) => {
  const words = ['--shell', 'bash', ...line.split(' ')];
  await place.quick(words); // remembered, where that is a way to a session
  const { status, stdout } = await place.quick(words, { env: evaluating });
  expect({ status, stdout }).toEqual({ status: 2, stdout: expect.stringMatching(code.bash) });
});

test('help and version go to stderr there', async () => {
  for (const word of ['-h', '--version', '-qV']) {
    const { status, stdout, stderr } = await place.run(['--shell', 'bash', word], { env: evaluating });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).not.toBe('');
  }
});

const some = constantFrom(
  ...['-f', '--f', '--format', '-qf', '-qqf', '-fjson', '--format=json', '--f=env', 'json', 'env', 'change', 'shell'],
  ...['-s', '--s', '--shell', '-qs', '-qqs', '-sfish', '--shell=bash', 'bash', 'fish', 'posix', '-q', '--quiet', '-qq'],
  ...[
    '--',
    '-',
    '--clear',
    '--show',
    '--cached',
    '-h',
    '-V',
    '--help',
    '--json',
    '--no-cache',
    'true',
    'false',
    '0',
    '',
  ],
  ...['init', 'exec', 'status', 'list', 'policy', 'doctor', 'echo', '-p', 'default', '-w', '-d', '--_', '--no-quiet'],
);

test.each(['bash', 'fish'] as const)(
  'however the options are spelled, %s gets nothing but its own code',
  async (shell) => {
    let given = 0;
    await assert(
      asyncProperty(array(some, { minLength: 1, maxLength: 4 }), async (words) => {
        const { stdout } = await place.quick(['--shell', shell, ...words], { env: evaluating });
        expect(stdout).toMatch(code[shell]);
        given += stdout.includes('AWS_') ? 1 : 0;
      }),
      { numRuns: runs(100), examples: [[['-q']]] },
    );
    expect(given).toBeGreaterThan(0);
  },
  120_000,
);

test('a program that mfa-env starts is not evaluated', async () => {
  place.write('.aws/config', '[default]\nmfa_process = printf "%s" "[$MFA_ENV_SHELL_PID]" >"$HOME/seen"; false\n');
  await place.run(['--shell', 'bash', '--refresh'], { env: evaluating });
  expect((await place.sh('cat "$HOME/seen"', [])).stdout).toBe('[]');
});
