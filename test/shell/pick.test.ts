import { appendFileSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { makeRealPlace, type RealPlace, serial } from './real.ts';
import { inEach, isBash, isPosix, load, type Shell, withFunctions } from './shells.ts';
import { openTerminal, type Terminal } from './terminal.ts';

// C3.1: where several profiles can start a session and none is named, the person at the terminal picks one. The installed
// command, at a real pseudo-terminal of each shell, while its stdout is captured.

let place: RealPlace;
const opened: Terminal[] = [];
beforeAll(async () => {
  place = await makeRealPlace();
  const role = (name: string): string =>
    `[profile ${name}]\nrole_arn = arn:aws:iam::111122223333:role/${name}\nsource_profile = acme\n`;
  appendFileSync(path.join(place.home, '.aws/config'), `${role('admin')}[profile dev]\nsource_profile = acme\n`);
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((terminal) => terminal.close()));
});
afterAll(() => place.end());

const emptyCache = (): string => mkdtempSync(path.join(place.dir, 'cache-'));

async function ready(shell: Shell, cache = emptyCache()): Promise<Terminal> {
  const terminal = openTerminal(shell, place, { MFA_ENV_CACHE_DIR: cache, TERM: 'xterm' });
  opened.push(terminal);
  if (isBash(shell)) terminal.line('set +H');
  terminal.line(load(shell));
  terminal.line(isPosix(shell) ? "PS1='rea''dy> '" : 'function fish_prompt; echo -n rea""dy\\>" "; end');
  await terminal.until('ready> ');
  return terminal;
}

const status = (shell: Shell): string => (isPosix(shell) ? '$?' : '$status');
const is = 'echo "is""=$MFA_ENV_PROFILE."';

inEach(withFunctions, (shell) => {
  test('C3.1: a profile is picked by typing and Enter, and its session is in the shell', async () => {
    const cache = emptyCache();
    const terminal = await ready(shell, cache);
    terminal.line(`authaws; echo do""ne=${status(shell)}`);
    await terminal.until('3/3');
    terminal.press('dv');
    await terminal.until('0/3');
    terminal.press('\u007f');
    await terminal.until('2/3'); // dev, and admin
    terminal.press('\r');
    await terminal.until(/MFA[^\n]*: ?/);
    terminal.press(`${place.sts.freshCode(serial)}\r`);
    await terminal.until('done=0');
    terminal.line(is);
    await terminal.until('is=dev.\r\n');
    terminal.line('stty -a; echo st""ty');
    expect(await terminal.until(/^stty\r?$/m)).toMatch(/ icanon [\s\S]* echo /);

    // The next terminal offers it first, and takes its session without a code.
    const other = await ready(shell, cache);
    other.line(`authaws; echo do""ne=${status(shell)}`);
    await other.until(/> dev[\s\S]*3\/3/);
    other.press('\r');
    await other.until('done=0');
    other.line(is);
    await other.until('is=dev.\r\n');
    // In the shell of a session nobody is asked again.
    other.line(`authaws -q; echo do""ne=${status(shell)}`);
    expect(await other.until('done=0')).not.toContain('3/3');
    // What was picked once is not taken for an answer.
    const third = await ready(shell, cache);
    third.line('authaws');
    await third.until(/> dev[\s\S]*3\/3/);
  });

  test.each([
    ['Esc', '\u001b'],
    ['Ctrl-C', '\u0003'],
    ['Ctrl-G', '\u0007'],
  ])('C3.1: %s leaves, with 130, a sane terminal and nothing changed', async (_, key) => {
    const terminal = await ready(shell);
    terminal.line(`authaws; echo do""ne=${status(shell)}`);
    await terminal.until('3/3');
    terminal.press(key);
    await terminal.until(/interrupted|cancelled/);
    if (key === '\u0003') terminal.press('\r'); // some shells stop the whole line, too
    await terminal.until('ready> ');
    terminal.line(is);
    await terminal.until('is=.\r\n');
    terminal.line('stty -a; echo st""ty');
    expect(await terminal.until(/^stty\r?$/m)).toMatch(/ icanon [\s\S]* echo /);
  });
});

inEach(
  withFunctions.filter((shell) => shell.name === 'bash'),
  (shell) => {
    test('C2.10: the line to type next names what was picked, so that nobody is asked again', async () => {
      const terminal = await ready(shell);
      terminal.line('mfa-env');
      await terminal.until('3/3');
      terminal.press('dev\r');
      await terminal.until(/MFA[^\n]*: ?/);
      terminal.press(`${place.sts.freshCode(serial)}\r`);
      await terminal.until('to put it into this shell: eval "$(mfa-env dev)"\r\n');
    });

    test('C3.1: arrows move, and exec asks, too', async () => {
      const terminal = await ready(shell);
      terminal.line('mfa-env exec -- sh -c \'echo "ran""=$MFA_ENV_PROFILE."\'');
      await terminal.until('> acme');
      terminal.press('\u001b[B');
      await terminal.until('> admin');
      terminal.press('\u000e');
      await terminal.until('> dev');
      terminal.press('\u0010');
      await terminal.until('> admin');
      terminal.press('\u001b[A\r');
      await terminal.until(/MFA[^\n]*: ?/);
      terminal.press(`${place.sts.freshCode(serial)}\r`);
      await terminal.until('ran=acme.');
    });

    test('C3.1: --cached asks nobody, and lists them', async () => {
      const terminal = await ready(shell);
      terminal.line('authaws --cached; echo do""ne=$?');
      const said = await terminal.until('done=2');
      expect(said).toContain('acme, admin, dev');
      expect(said).not.toContain('3/3');
    });

    test('C3.1: a terminal without a cursor gets the list as text', async () => {
      const terminal = await ready(shell);
      terminal.line('TERM=dumb authaws; echo do""ne=$?');
      expect(await terminal.until('done=2')).toContain('acme, admin, dev');
    });
  },
);
