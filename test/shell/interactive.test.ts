import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { dialects } from '../../src/shell/dialects.ts';
import { addFake, session } from './fake.ts';
import { makePlace, type Place } from './place.ts';
import { inEach, isBash, isPosix, load, raw, type Shell, shells, withFunctions } from './shells.ts';
import { openTerminal, type Terminal } from './terminal.ts';

// At an interactive prompt no failure closes the shell, and no secret gets into its history: rows 3, 22, 65 and 80.
// Quotes inside a word keep the echo of a line from looking like its output.

let place: Place;
let terminal: Terminal;
beforeAll(() => {
  place = makePlace();
  addFake(place);
});
afterEach(() => terminal.close());
afterAll(() => place.remove());

async function ready(shell: Shell, env: Readonly<Record<string, string>> = {}): Promise<void> {
  terminal = openTerminal(shell, place, env);
  terminal.line('echo rea""dy');
  await terminal.until('ready');
}

inEach(shells, (shell) => {
  const status = isPosix(shell) ? '$?' : '$status';

  test('3: after the failing word the terminal is alive, and the status is seen', async () => {
    await ready(shell, { FAKE: 'fail' });
    terminal.line(`${raw(shell, `mfa-env --shell ${shell.speaks}`)}; echo sta""tus=${status}`);
    await terminal.until('status=3');
    terminal.line('echo al""ive');
    await terminal.until('alive');
  });
});

inEach(withFunctions, (shell) => {
  const status = isPosix(shell) ? '$?' : '$status';

  test('1: authaws at a prompt, failing and not', async () => {
    await ready(shell);
    terminal.line(load(shell));
    terminal.line(`FAKE=fail authaws; echo fai""led=${status}`);
    await terminal.until('failed=3');
    if (isPosix(shell)) terminal.line('unset FAKE'); // the posix mode of an older bash keeps it
    terminal.line(`authaws; echo do""ne=${status} $AWS_ACCESS_KEY_ID`);
    await terminal.until(`done=0 ${session.AWS_ACCESS_KEY_ID}`);
    expect(terminal.everything()).not.toContain(session.AWS_SESSION_TOKEN);
  });

  test('80: no secret is in the history', async () => {
    await ready(shell);
    terminal.line(load(shell));
    terminal.line('authaws 123456');
    terminal.line(isPosix(shell) ? 'fc -l; echo en""d' : 'history | cat; echo en""d');
    await terminal.until(/\bend\r?\n/);
    const screen = terminal.everything();
    expect(screen).not.toContain(session.AWS_SESSION_TOKEN);
    expect(screen).not.toContain(session.AWS_SECRET_ACCESS_KEY);
  });
});

inEach(
  shells.filter((shell) => isBash(shell) || shell.speaks === 'zsh'),
  (shell) => {
    test.each(['raw', 'authaws'])('22: history expansion leaves a value as it is, %s', async (how) => {
      const value = "a!!b!x$(id)!$ it's!";
      const file = path.join(place.dir, 'bang');
      writeFileSync(file, dialects.posix.change({ unset: [], set: { AWS_SESSION_TOKEN: value } }));
      await ready(shell, { FAKE: 'text', FAKE_TEXT: file });
      terminal.line(isBash(shell) ? 'set -o history -H' : 'setopt bang_hist');
      terminal.line(load(shell));
      terminal.line(how === 'raw' ? raw(shell, 'mfa-env') : 'authaws');
      terminal.line(`printf '<%s'">\\n" "$AWS_SESSION_TOKEN"`);
      await terminal.until(`<${value}>`);
    });

    test('80: a line that starts with a blank stays out of the history, where the user asks for that', async () => {
      await ready(shell);
      terminal.line(isBash(shell) ? 'set -o history; HISTCONTROL=ignorespace' : 'setopt hist_ignore_space');
      terminal.line(load(shell));
      terminal.line(' authaws 987654');
      terminal.line('authaws 123456');
      terminal.line('echo list""ing; fc -l; echo en""d');
      await terminal.until('listing\r\n');
      const list = await terminal.until(/\bend\r?\n/);
      expect(list).toContain('authaws 123456');
      expect(list).not.toContain('987654');
    });
  },
);
