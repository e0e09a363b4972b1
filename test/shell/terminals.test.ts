import { mkdtempSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { makeRealPlace, type RealPlace, serial } from './real.ts';
import { inEach, isPosix, load, raw, type Shell, shells, withFunctions } from './shells.ts';
import { openTerminal, type Terminal } from './terminal.ts';

// `status` in one terminal says what the others have: C1. Two real shells, each at a pseudo-terminal of its own.

let place: RealPlace;
const opened: Terminal[] = [];
beforeAll(async () => {
  place = await makeRealPlace();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((terminal) => terminal.close()));
});
afterAll(() => place.end());

interface Window {
  terminal: Terminal;
  /** As in pts/3. */
  name: string;
  run(line: string): Promise<string>;
}

async function open(shell: Shell, cache: string): Promise<Window> {
  const terminal = openTerminal(shell, place, { MFA_ENV_CACHE_DIR: cache, AWS_PROFILE: 'acme' });
  opened.push(terminal);
  if (shell.functions !== undefined) terminal.line(load(shell));
  let lines = 0;
  const run = async (line: string): Promise<string> => {
    lines += 1;
    terminal.line(`${line}; echo "do""ne"-${lines}=${isPosix(shell) ? '$?' : '$status'}.`);
    const text = await terminal.until(new RegExp(`done-${lines}=\\d+\\.`));
    expect(text).toMatch(new RegExp(`done-${lines}=0\\.$`));
    return text;
  };
  const [, name = ''] = /\/dev\/(\S+)/.exec(await run('tty')) ?? [];
  return { terminal, name, run };
}

const newCache = (): string => mkdtempSync(path.join(place.dir, 'cache-'));
const notesIn = (cache: string): string[] => readdirSync(cache).filter((name) => name.startsWith('shell-'));

inEach(withFunctions, (shell) => {
  const program = path.basename(shell.command[0]);

  test('C1: status names the other terminal and what it has, until that is cleared or closed', async () => {
    const cache = newCache();
    const [first, second] = [await open(shell, cache), await open(shell, cache)];
    const rowOf = ({ name }: Window, here = ''): RegExp =>
      new RegExp(`^${name}${here} +${program} +acme +111122223333 +1[12]h \\d\\dm +\\d\\d:\\d\\d\\r?$`, 'm');

    await second.run(`authaws ${place.sts.freshCode(serial)}`);
    const before = await first.run('authaws status');
    expect(before).toContain('no session');
    expect(before).toMatch(rowOf(second));

    await first.run('authaws');
    const both = await first.run('authaws status | cat');
    expect(both).toMatch(rowOf(first, ' \\(here\\)'));
    expect(both).toMatch(rowOf(second));
    expect(both.match(/111122223333/g)).toHaveLength(3); // two shells, and the session that they share
    expect(await second.run('mfa-env status')).toMatch(rowOf(first));
    expect(notesIn(cache)).toHaveLength(2);

    await second.run('authaws --clear');
    expect(await first.run('authaws status')).not.toMatch(rowOf(second));
    await second.run('authaws');
    expect(await first.run('authaws status')).toMatch(rowOf(second));
    await second.terminal.close();
    expect(await first.run('authaws status')).not.toMatch(rowOf(second));
    expect(notesIn(cache)).toHaveLength(1);
  });
});

inEach(
  shells.filter(({ name }) => /^(bash|zsh|fish|dash)$/.test(name)),
  (shell) => {
    test('C1: a bare eval is noted too', async () => {
      const cache = newCache();
      const [first, second] = [await open(shell, cache), await open(shell, cache)];
      await second.run(raw(shell, `mfa-env ${place.sts.freshCode(serial)}`));
      const { terminals } = JSON.parse(
        (await place.mfaEnv(['status', '--json'], { MFA_ENV_CACHE_DIR: cache })).stdout,
      ) as { terminals: unknown[] };
      expect(terminals).toEqual([
        expect.objectContaining({ here: false, terminal: second.name, profile: 'acme', account: '111122223333' }),
      ]);
      expect(await first.run('mfa-env status')).toContain(second.name);
      await second.run(raw(shell, 'mfa-env --clear'));
      expect(await first.run('mfa-env status')).not.toContain(second.name);
    });
  },
);
