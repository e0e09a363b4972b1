import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { loadMade } from './made-file.ts';
import { makeRealPlace, type RealPlace, serial } from './real.ts';
import { bashAndZsh, inEach, isBash, isPosix, raw, type Shell, shells, withFunctions } from './shells.ts';
import { openTerminal, type Terminal } from './terminal.ts';

// The installed command asks for a code at the terminal of each shell: rows 62 to 65, 67 and 75.
// Quotes inside a word keep the echo of a line from looking like its output.

let place: RealPlace;
const opened: Terminal[] = [];
beforeAll(async () => {
  place = await makeRealPlace();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((terminal) => terminal.close()));
});
afterAll(() => place.end());

const emptyCache = (): string => mkdtempSync(path.join(place.dir, 'cache-'));

/** A shell at a terminal, with the functions if it has any, and an empty cache. */
async function ready(shell: Shell, cache = emptyCache()): Promise<Terminal> {
  const env = { MFA_ENV_CACHE_DIR: cache, AWS_PROFILE: 'acme' };
  const terminal = openTerminal(shell, place, env);
  opened.push(terminal);
  if (isBash(shell)) terminal.line('set +H'); // to an older bash `$!` is a line of the history
  if (shell.functions !== undefined) terminal.line(loadMade(place, shell));
  terminal.line(isPosix(shell) ? "PS1='rea''dy> '" : 'function fish_prompt; echo -n rea""dy\\>" "; end');
  await terminal.until('ready> ');
  return terminal;
}

const question = /MFA code for acme [^\n]*: /;
const line = (shell: Shell): string =>
  shell.functions === undefined ? raw(shell, `mfa-env --shell ${shell.speaks}`) : 'authaws';
const status = (shell: Shell): string => (isPosix(shell) ? '$?' : '$status');
/** Shows which profiles the shell has now: of a session, and of its own. */
const is = 'echo "is""=$MFA_ENV_PROFILE.$AWS_PROFILE"';

const askable = shells.filter((shell) => shell.functions !== undefined || shell.name === 'dash');

inEach(askable, (shell) => {
  test('62, 64: the code is asked for while stdout is captured, and the terminal is sane afterwards', async () => {
    const terminal = await ready(shell);
    terminal.line(`${line(shell)}; echo do""ne=${status(shell)}`);
    await terminal.until(question);
    const code = place.sts.freshCode(serial);
    terminal.press(`${code}\r`);
    const shown = await terminal.until('done=0');
    expect(shown).not.toContain(code);
    terminal.line(is);
    await terminal.until('is=acme.\r\n');
    terminal.line('stty -a; echo st""ty');
    const modes = await terminal.until(/^stty\r?$/m);
    expect(modes).toMatch(/ icanon /);
    expect(modes).toMatch(/ echo /);
    expect(terminal.everything()).not.toMatch(/AWS_SESSION_TOKEN=/);
  });

  test('63, 64: Ctrl-C at the prompt leaves the shell alive, its variables alone and the terminal sane', async () => {
    const terminal = await ready(shell);
    terminal.line(line(shell));
    await terminal.until(question);
    terminal.press('\u0003');
    await terminal.until('ready> ');
    terminal.line(is);
    await terminal.until('is=.acme\r\n');
    terminal.line('stty -a; echo st""ty');
    const modes = await terminal.until(/^stty\r?$/m);
    expect(modes).toMatch(/ icanon /);
    expect(modes).toMatch(/ echo /);
    terminal.line(`${line(shell)}; echo do""ne=${status(shell)}`);
    await terminal.until(question);
    terminal.press(`${place.sts.freshCode(serial)}\r`);
    await terminal.until('done=0');
  });

  test('C4.2: a wrong code may be tried again', async () => {
    const terminal = await ready(shell);
    terminal.line(`${line(shell)}; echo do""ne=${status(shell)}`);
    await terminal.until(question);
    terminal.press('12345\r');
    await terminal.until(question);
    terminal.press(`${place.sts.freshCode(serial)}\r`);
    await terminal.until('done=0');
  });

  test('75, C4.5: of two terminals that need a code one asks, and both get the session', async () => {
    const cache = emptyCache();
    const first = await ready(shell, cache);
    const second = await ready(shell, cache);
    first.line(`${line(shell)}; echo do""ne=${status(shell)}`);
    await first.until(question);
    second.line(`${line(shell)}; echo do""ne=${status(shell)}`);
    await second.until(/waiting/i);
    first.press(`${place.sts.freshCode(serial)}\r`);
    await first.until('done=0');
    await second.until('done=0');
    first.line('echo key=""$AWS_ACCESS_KEY_ID.');
    second.line('echo key=""$AWS_ACCESS_KEY_ID.');
    const key = (await first.until(/key=\w+\./)).match(/key=\w+\./)?.[0] ?? 'none';
    await second.until(key);
  });
});

inEach(bashAndZsh, (shell) => {
  test('65: in the background authaws stops at the prompt or fails, and sets nothing', async () => {
    const terminal = await ready(shell);
    terminal.line('authaws &');
    terminal.line(`until ps -o stat= -p $! | grep -q '^T' || ! kill -0 $!; do :; done; echo sto""pped`);
    await terminal.until('stopped\r\n');
    terminal.line(is);
    await terminal.until('is=.acme\r\n');
    terminal.line('kill -9 %1 2>/dev/null; echo al""ive');
    await terminal.until('alive');
    terminal.line(is);
    await terminal.until('is=.acme\r\n');
  });

  test('67: in a loop that reads a file, the code is asked for on the terminal and the file is not eaten', async () => {
    writeFileSync(path.join(place.dir, 'list'), 'one\ntwo\n');
    const terminal = await ready(shell);
    terminal.line('while read -r x; do authaws --refresh; echo "got"=$x.$?; done <list');
    for (const word of ['one', 'two']) {
      await terminal.until(question);
      terminal.press(`${place.sts.freshCode(serial)}\r`);
      await terminal.until(`got=${word}.0`);
    }
  });
});

inEach(
  shells.filter((shell) => !isPosix(shell)),
  (shell) => {
    test('65: fish runs a function in the foreground, with or without &: the code is asked for', async () => {
      const terminal = await ready(shell);
      terminal.line('authaws &');
      await terminal.until(question);
      terminal.press(`${place.sts.freshCode(serial)}\r`);
      await terminal.until('ready> ');
      terminal.line(is);
      await terminal.until('is=acme.\r\n');
    });
  },
);

inEach(withFunctions, (shell) => {
  test('C2.10: at a terminal, without an eval, no secret is shown and the session is kept', async () => {
    const terminal = await ready(shell);
    terminal.line(`mfa-env ${place.sts.freshCode(serial)}; echo do""ne=${status(shell)}`);
    const shown = await terminal.until('done=0');
    expect(shown).not.toMatch(/ASIA|export |set -gx/);
    terminal.line(`authaws; echo do""ne=${status(shell)}`);
    await terminal.until('done=0');
    terminal.line(is);
    await terminal.until('is=acme.\r\n');
  });
});
