import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makePlace, type Outcome, type Place, start } from './shell/place.ts';
import { inEach, isInstalled, shells } from './shell/shells.ts';
import { openProgram, type Terminal } from './shell/terminal.ts';

// `npm run demo`, as somebody sees it who has just cloned the project.

const demo = path.resolve(import.meta.dirname, '../scripts/demo.mjs');
const minute = 60_000;

let place: Place;
let leftovers: string;
beforeEach(() => {
  place = makePlace();
  leftovers = path.join(place.dir, 'tmp');
  mkdirSync(leftovers);
  place.env.TMPDIR = leftovers;
  Object.assign(place.env, {
    AWS_PROFILE: 'of the user',
    MFA_ENV_PROFILE: 'of the user',
    https_proxy: 'http://nowhere',
  });
});
afterEach(() => place.remove());

const runDemo = (env: Record<string, string>): Promise<Outcome> =>
  start([process.execPath, demo], { cwd: place.dir, env: { ...place.env, ...env } });

/** The demo on a terminal, and then its status. */
function openDemo(env: Record<string, string>): Terminal {
  const words = ['-c', 'trap : INT; "$@"; echo "demo gave $?"', 'sh', process.execPath, demo];
  return openProgram('/bin/sh', words, place, { ...env, NO_COLOR: '1', TERM: 'xterm' });
}

/** Where a program is; a path is taken as it is. */
function locate(program: string): string {
  const folders = program.includes('/') ? [''] : (process.env.PATH ?? '').split(path.delimiter);
  return folders.map((folder) => path.join(folder, program)).find(isInstalled) ?? program;
}

/** A PATH with these programs and no more. */
function pathWith(...programs: string[]): string {
  for (const program of programs) symlinkSync(locate(program), path.join(place.bin, program));
  return place.bin;
}

function expectNoSecrets(text: string): void {
  const [, code] = /app shows (\d{6})\./.exec(text) ?? [];
  for (const [digits] of text.matchAll(/\b\d{6}\b/g)) expect([code, '000000', '111111']).toContain(digits);
  expect(text).not.toMatch(/wJalrXUtnFEMI|AKIA[A-Z0-9]|ASIA[A-Z0-9]|JBSWY3DPEHPK3PXP/);
  expect(text, 'a token or a secret key').not.toMatch(/[A-Za-z0-9/+=]{38,}/);
}

function expectAllSteps({ status, stdout, stderr }: Outcome): void {
  expect(stderr).toBe('');
  expect(stdout).toMatch(/\$ .*mfa-env \d{6}.*\n {3}default · 111122223333 · 1[12]h \d\dm left \(until .*\) · new\n/);
  expect(stdout).toContain('   MFA_ENV_PROFILE=default\n');
  expect(stdout.match(/^ {3}arn:aws:iam::111122223333:user\/alice$/gm)).toHaveLength(2);
  expect(stdout).toMatch(/&& echo terraform apply.*\n {3}mfa-env: .*refused.*\n {3}status 1\n/s);
  expect(stdout).not.toMatch(/^ *terraform apply/m);
  expect(stdout).toMatch(/ · cached\n/);
  expect(stdout).toMatch(/ clear.*\n {3}session cleared\n/);
  expect(stdout).toContain('   nothing is left\n');
  expect(status).toBe(0);
  expectNoSecrets(stdout);
  expect(readdirSync(leftovers)).toEqual([]);
}

inEach(
  shells.filter(({ name }) => ['bash', 'zsh', 'fish'].includes(name)),
  (shell) => {
    const SHELL = locate(shell.command[0]);

    test('without a terminal it shows every step, no secret, and leaves nothing behind', {
      timeout: minute,
    }, async () => {
      const outcome = await runDemo({ SHELL });
      expect(outcome.stdout).toMatch(new RegExp(`^.* The shell is ${shell.name}\\.\n`));
      expectAllSteps(outcome);
    });

    describe('on a terminal', () => {
      let terminal: Terminal;
      beforeEach(() => {
        terminal = openDemo({ SHELL });
      });
      afterEach(() => terminal.close());

      test('it then leaves you in the shell: code, authaws CODE, exit', { timeout: minute }, async () => {
        await terminal.until('exit   ');
        await terminal.until('(demo)');
        terminal.line('code');
        const [code = ''] = /\b\d{6}\b/.exec(await terminal.until(/\b\d{6}\b/)) ?? [];
        terminal.line(`authaws ${code}`);
        await terminal.until('· new');
        await terminal.until('default 1');
        terminal.line('authaws --refresh');
        await terminal.until('(alice, 111122223333): ');
        terminal.press('1');
        await terminal.until('*'); // it now reads keys
        terminal.press('\u0003');
        await terminal.until('cancelled');
        await terminal.until('(demo)');
        expect(readdirSync(leftovers)).toHaveLength(1);
        terminal.line('exit');
        await terminal.until('demo gave 0');
        expect(readdirSync(leftovers)).toEqual([]);
      });
    });
  },
);

test('Ctrl-C removes all of it', { timeout: minute }, async () => {
  const terminal = openDemo({ SHELL: locate('bash') });
  await terminal.until('app shows');
  terminal.press('\u0003');
  await terminal.until('demo gave 130');
  expect(readdirSync(leftovers)).toEqual([]);
  await terminal.close();
});

test('with no bash, no AWS CLI and little else on the machine', { timeout: minute }, async () => {
  const outcome = await runDemo({ PATH: pathWith('sh', 'grep', 'env') });
  expect(outcome.stdout).toMatch(/^.* The shell is sh\.\n/);
  expect(outcome.stdout).toContain('$ who-am-i\n');
  expectAllSteps(outcome);
});

test('a step that does not do what it says ends it with status 1', { timeout: minute }, async () => {
  const outcome = await runDemo({ PATH: pathWith('sh', 'env') }); // no grep
  expect(outcome.stdout).toMatch(/The demo stopped: /);
  expect(outcome.status).toBe(1);
  expect(readdirSync(leftovers)).toEqual([]);
});
