import { existsSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { some } from '../proof/runs.ts';
import { makeRealPlace, type RealPlace, serial } from './real.ts';
import { inEach, isInstalled, isPosix, isSince, load, raw, type Shell, shells, withFunctions } from './shells.ts';
import { openProgram, openTerminal, type Terminal } from './terminal.ts';

// Ctrl-Z and Ctrl-C leave no shell waiting for good, though it does not see that what it captures is stopped.

let place: RealPlace;
const opened: Terminal[] = [];
beforeAll(async () => {
  place = await makeRealPlace();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((terminal) => terminal.close()));
});
afterAll(() => place.end());

const CTRL_Z = '\u001a';
const status = (shell: Shell): string => (isPosix(shell) ? '$?' : '$status');

const stopping = shells.filter(({ name }) => /^(bash|zsh|fish|dash)$/.test(name));

/** The shell itself at a terminal, or started by hand from another one. */
async function open(shell: Shell, outer?: Shell): Promise<Terminal> {
  const env = { MFA_ENV_CACHE_DIR: mkdtempSync(path.join(place.dir, 'cache-')), AWS_PROFILE: 'acme' };
  const terminal = outer?.speaks === 'fish' ? openInFish(outer, shell, env) : openTerminal(outer ?? shell, place, env);
  opened.push(terminal);
  if (outer && outer.speaks !== 'fish') terminal.line(shell.interactive.join(' '));
  if (shell.functions !== undefined) terminal.line(load(shell));
  terminal.line('echo rea""dy');
  await terminal.until('ready');
  return terminal;
}

/** fish drops what is typed while it starts another program. */
function openInFish(fish: Shell, shell: Shell, env: Record<string, string>): Terminal {
  const [program, ...words] = fish.interactive;
  return openProgram(program, [...words, '-C', shell.interactive.join(' ')], place, env);
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2000 && !condition(); tries++) await sleep(10);
  expect(condition()).toBe(true);
}

async function survivesStop(shell: Shell, outer?: Shell): Promise<void> {
  const terminal = await open(shell, outer);
  const line = (words: string): string =>
    shell.functions === undefined ? raw(shell, `mfa-env --shell ${shell.speaks} ${words}`) : `authaws ${words}`;
  const before = place.sts.calls('GetSessionToken').length;
  place.sts.fault({ kind: 'latency', ms: 1000, action: 'GetSessionToken' });
  terminal.line(`${line(place.sts.freshCode(serial))}; echo do""ne=${status(shell)}`);
  await until(() => place.sts.calls('GetSessionToken').length > before);
  terminal.press(CTRL_Z);
  await terminal.until('done=0');
  terminal.line('echo is""=$MFA_ENV_PROFILE.');
  await terminal.until('is=acme.');
}

inEach(stopping, (shell) => {
  test('Ctrl-Z during the round trip: the session comes, and the terminal lives', () => survivesStop(shell));

  for (const outer of some(stopping, 2, stopping.indexOf(shell))) {
    test.runIf(isInstalled(outer.command[0]))(`the same where ${outer.name} started the shell`, () =>
      survivesStop(shell, outer),
    );
  }
});

inEach(
  shells.filter(({ name }) => name === 'bash'),
  (shell) => {
    // Before bash 4.4 it is lost.
    test.runIf(isSince(shell, 4, 4))('Ctrl-C during the round trip: set -x is on again', async () => {
      const terminal = await open(shell);
      const before = place.sts.calls('GetSessionToken').length;
      place.sts.fault({ kind: 'latency', ms: 5000, action: 'GetSessionToken' });
      terminal.line('set -x');
      terminal.line(`authaws ${place.sts.freshCode(serial)}`);
      await until(() => place.sts.calls('GetSessionToken').length > before);
      terminal.press('\u0003');
      await terminal.until('cancelled');
      terminal.line('echo "fla""gs=$-."');
      expect(await terminal.until(/flags=\w+\./)).toMatch(/flags=\w*x/);
    });
  },
);

inEach(withFunctions, (shell) => {
  test('Ctrl-Z while a command looks for the code: that goes on, too', async () => {
    const terminal = await open(shell);
    const started = path.join(place.dir, `started-${withFunctions.indexOf(shell)}`);
    const command = `touch ${started}; sleep 1; echo ${place.sts.freshCode(serial)}`;
    terminal.line(`${isPosix(shell) ? 'export MFA_ENV_CODE_COMMAND=' : 'set -gx MFA_ENV_CODE_COMMAND '}'${command}'`);
    terminal.line(`authaws; echo do""ne=${status(shell)}`);
    await until(() => existsSync(started));
    terminal.press(CTRL_Z);
    await terminal.until('done=0');
  });
});
