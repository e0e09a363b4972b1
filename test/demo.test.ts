import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, type TestContext, test, vi } from 'vitest';
import { makePlace, type Outcome, start } from './shell/place.ts';
import { isInstalled, shells } from './shell/shells.ts';
import { openProgram, type Terminal } from './shell/terminal.ts';

// `npm run demo`, as somebody sees it who has just cloned the project.

const demo = path.resolve(import.meta.dirname, '../scripts/demo.mjs');
const minutes = 120_000;

interface Visit {
  /** Comes first on PATH. */
  bin: string;
  /** Temporary files that are there. */
  left: () => string[];
  run: (env: Readonly<Record<string, string>>) => Promise<Outcome>;
  /** The demo on a terminal, and then its status. */
  open: (env: Readonly<Record<string, string>>) => Terminal;
}

/** @param onTestFinished of the test: several run at once */
function visit({ onTestFinished }: Pick<TestContext, 'onTestFinished'>): Visit {
  const place = makePlace();
  const leftovers = path.join(place.dir, 'tmp');
  mkdirSync(leftovers);
  onTestFinished(() => place.remove());
  Object.assign(place.env, {
    TMPDIR: leftovers,
    AWS_PROFILE: 'of the user',
    MFA_ENV_PROFILE: 'of the user',
    https_proxy: 'http://nowhere',
  });
  return {
    bin: place.bin,
    left: () => readdirSync(leftovers),
    run: (env) => start([process.execPath, demo], { cwd: place.dir, env: { ...place.env, ...env } }),
    open: (env) => {
      const words = ['-c', 'trap : INT; "$@"; echo "demo gave $?"', 'sh', process.execPath, demo];
      const terminal = openProgram('/bin/sh', words, place, { TERM: 'xterm-256color', ...env });
      onTestFinished(() => terminal.close());
      return terminal;
    },
  };
}

/** Where a program is; a path is taken as it is. */
function locate(program: string): string {
  const folders = program.includes('/') ? [''] : (process.env.PATH ?? '').split(path.delimiter);
  return folders.map((folder) => path.join(folder, program)).find(isInstalled) ?? program;
}

/** A PATH with these programs and no more. */
function pathWith(bin: string, ...programs: string[]): string {
  for (const program of programs) symlinkSync(locate(program), path.join(bin, program));
  return bin;
}

function expectNoSecrets(text: string): void {
  expect([...text.matchAll(/\b\d{6}\b/g)].map(([digits]) => digits)).toEqual([expect.stringMatching(/^(?:0+|1+)$/)]);
  expect(text).not.toMatch(/wJalrXUtnFEMI|ASIA[A-Z0-9]|\b[A-Z2-7]{4} [A-Z2-7]{4}\b|[▀▄█]/);
  expect(text.replaceAll('AKIARTX3GSDS7EXAMPLE', '')).not.toMatch(/AKIA/);
  expect(text, 'a token or a secret key').not.toMatch(/[A-Za-z0-9/+=]{38,}/);
}

/** @param call how a session gets into this shell */
function expectAllSteps({ status, stdout, stderr }: Outcome, call: (words: string) => string): void {
  expect(stderr).toBe('');
  expect(stdout).not.toContain('The demo stopped');
  const typed = [...stdout.matchAll(/^ {3}(?:acme 1[12]h\d\dm )?(?:~ )?[$#%>] (.*?)(?: {2,}acme 1[12]h\d\dm)?$/gm)];
  expect(typed.map(([, line]) => line)).toEqual([
    'mfa-env setup',
    expect.stringMatching(/mfa-env/),
    'aws sts get-caller-identity',
    call('acme'),
    call('refresh'),
    expect.stringMatching(/acme (\d)\1{5}.*&& echo terraform apply$/),
    call('clear'),
    'env | grep ^AWS_SE || echo nothing is left',
  ]);
  expect(stdout).toMatch(/ {3}MFA code for acme .*: \*{6}\n {3}acme · .* · new\n/);
  expect(stdout.match(/ · cached\n/g)).toHaveLength(2);
  expect(stdout).toMatch(/refused.*\n.*\n.*the session in this shell/);
  expect(stdout).not.toMatch(/^ *terraform apply/m);
  expect(stdout).toMatch(/ {3}session cleared\n/);
  expect(stdout).toMatch(/ {3}nothing is left\n$/);
  expect(status).toBe(0);
  expectNoSecrets(stdout);
}

const isThere = (name: string): boolean =>
  isInstalled(locate(shells.find((shell) => shell.name === name)?.command[0] ?? name));

/** Each way is there in a shell at least: all of them with CI=true. */
const isShort = process.env.CI !== 'true';

describe.concurrent('the demo', () => {
  describe.each(['bash', 'zsh', 'fish'])('in %s', (name) => {
    const SHELL = locate(shells.find((shell) => shell.name === name)?.command[0] ?? name);

    test.skipIf(!isThere(name) || (isShort && name === 'bash'))(
      'without a terminal it plays itself: each step, no secret, nothing left',
      {
        timeout: minutes,
      },
      async (context) => {
        const { run, left } = visit(context);
        const outcome = await run({ SHELL });
        expect(outcome.stdout).toMatch(new RegExp(`^.*\n.* Your shell is ${name}\\.`));
        expectAllSteps(outcome, (words) => `authaws ${words}`);
        expect(left()).toEqual([]);
      },
    );

    test.skipIf(!isThere(name) || (isShort && name !== 'bash'))(
      'on a terminal, Enter plays it, and a code is there at each question',
      {
        timeout: minutes,
      },
      async (context) => {
        const { open, left } = visit(context);
        const terminal = open({ SHELL });
        const enterAt = async (...seen: (string | RegExp)[]): Promise<void> => {
          for (const wanted of seen) await terminal.until(wanted);
          terminal.press('\r');
        };
        await enterAt('1/8', 'Enter types: mfa-env setup');
        await enterAt('Load the command', 'Enter takes');
        await enterAt('Access key ID', 'Enter types the example key');
        await enterAt('Secret access key', 'Enter types its secret');
        await enterAt('Save it as', 'Enter types acme');
        await enterAt('Which region', 'Enter takes');
        await enterAt('How do you want to add it?', 'Enter takes');
        await enterAt('Code: ', /Your phone shows \d{3} \d{3} · Enter types the code/);
        await enterAt('What else', 'Enter takes');
        await enterAt('2/8', '&& authaws');
        await enterAt('3/8', 'Enter types: aws sts');
        await enterAt('4/8', 'Enter opens it');
        await enterAt('a second terminal', 'Enter types: authaws acme');
        await enterAt('5/8', 'Enter types: authaws refresh');
        const [, a, b] =
          /shows (\d{3}) (\d{3}) · Enter types the code/.exec(
            (await terminal.until('MFA code for')) + (await terminal.until(/shows \d{3} \d{3} · Enter types the code/)),
          ) ?? [];
        terminal.press(`${a}${b}\r`); // by hand
        await terminal.until('· new');
        await enterAt('6/8', 'Enter types: authaws acme');
        await enterAt('refused', '7/8', 'Enter types: authaws clear');
        await enterAt('8/8', 'Enter types: env');
        await terminal.until('That is all.');
        expect(left()).toHaveLength(1);
        terminal.line('exit');
        await terminal.until('demo gave 0');
        expect(left()).toEqual([]);
      },
    );
  });

  test('Ctrl-C removes all of it', { timeout: minutes }, async (context) => {
    const { open, left } = visit(context);
    const terminal = open({ SHELL: locate('bash'), CI: 'true' });
    await terminal.until('Set-up, once');
    terminal.press('\u0003');
    await terminal.until('demo gave 130');
    expect(left()).toEqual([]);
  });

  test('on a terminal Ctrl-C is for what runs in it; the end of the terminal removes all', {
    timeout: minutes,
  }, async (context) => {
    const { open, left } = visit(context);
    const terminal = open({ SHELL: locate('bash') });
    await terminal.until('Enter types: mfa-env setup');
    terminal.press('\r');
    await terminal.until('Load the command');
    await terminal.until('Enter takes');
    terminal.press('\u0003');
    await terminal.until('Enter types: mfa-env setup');
    expect(left()).toHaveLength(1);
    await terminal.close();
    await vi.waitFor(() => expect(left()).toEqual([]), 10_000);
  });

  test('with no bash, no AWS CLI and little else on the machine', { timeout: minutes }, async (context) => {
    const { bin, run, left } = visit(context);
    const outcome = await run({ PATH: pathWith(bin, 'sh', 'grep', 'env') });
    expect(outcome.stdout).toMatch(/^.*\n.* Your shell is sh\./);
    expectAllSteps(outcome, (words) => `eval "$(mfa-env ${words})"`);
    expect(left()).toEqual([]);
  });

  test('a step that does not do what it says ends it with status 1', { timeout: minutes }, async (context) => {
    const { bin, run, left } = visit(context);
    const version = '[ "$1" != --version ] || echo aws-cli/2.30.0';
    writeFileSync(path.join(bin, 'aws'), `#!/bin/sh\n${version}\n`, { mode: 0o755 });
    const outcome = await run({ SHELL: locate('bash') });
    expect(outcome.stdout).toMatch(/\nThe demo stopped: .*user\\\/alice\/\n$/);
    expect(outcome.status).toBe(1);
    expect(left()).toEqual([]);
  });
});
