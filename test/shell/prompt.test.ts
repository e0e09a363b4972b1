import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { quoted } from '../../src/text/quote.ts';
import { makePlace, type Place } from './place.ts';
import { hasClock, inEach, isBash, isPosix, load, type Shell, withFunctions } from './shells.ts';
import { openTerminal } from './terminal.ts';

// `mfa_env_prompt` shows the time left from the environment alone: C7.2.

let place: Place;
beforeAll(() => {
  place = makePlace();
});
afterAll(() => place.remove());

/** So many seconds from now, and half a minute for a slow machine. */
const inSeconds = (seconds: number): string => String(Math.floor(Date.now() / 1000) + seconds + 30);

/** Each of these in one start of the shell. */
async function segments(shell: Shell, expirations: readonly string[]): Promise<string[]> {
  const lines = expirations.map((expires) => `MFA_ENV_EXPIRES=${quoted(expires)} mfa_env_prompt\nprintf '|\\n'`);
  const { stdout, stderr } = await place.run(shell, [load(shell), ...lines].join('\n'), {
    env: { MFA_ENV_PROFILE: 'acme' },
  });
  expect(stderr).toBe('');
  return stdout.split('|\n').slice(0, -1);
}

async function segment(shell: Shell, env: Readonly<Record<string, string>>, before = ''): Promise<string> {
  const script = `${load(shell)}\n${before}\nmfa_env_prompt\nprintf '|%s' ${isPosix(shell) ? '"$?"' : '$status'}`;
  const { stdout, stderr } = await place.run(shell, script, { env });
  expect(stderr).toBe('');
  expect(stdout.endsWith('|0')).toBe(true);
  return stdout.slice(0, -2);
}

inEach(withFunctions, (shell) => {
  const hours = (count: number, minutes: number): number => count * 3600 + minutes * 60;

  const shown: [string, number][] = [
    ['acme 7h32m', hours(7, 32)],
    ['acme 36h00m', hours(36, 0)],
    ['acme 1h05m', hours(1, 5)],
    ['acme 1h00m', hours(1, 0)],
    ['acme 59m', hours(0, 59)],
    ['acme 10m', hours(0, 10)],
    ['acme 9m!', hours(0, 9)],
    ['acme 1m!', hours(0, 1)],
    ['acme expired', -31],
    ['acme expired', -hours(30, 0)],
  ];
  test('C7.2: the time that is left is shown in hours and minutes, with a mark at the end', async () => {
    const expirations = shown.map(([, seconds]) => inSeconds(seconds));
    expect(await segments(shell, expirations)).toEqual(shown.map(([text]) => text));
  });

  test('C7.2: nothing without a session', async () => {
    expect(await segment(shell, {})).toBe('');
    expect(await segment(shell, { MFA_ENV_PROFILE: 'acme' })).toBe('');
    expect(await segment(shell, { MFA_ENV_PROFILE: 'acme', MFA_ENV_EXPIRES: '' })).toBe('');
  });

  test('C7.2: keys from the environment show as environment', async () => {
    expect(await segment(shell, { MFA_ENV_PROFILE: '', MFA_ENV_EXPIRES: inSeconds(3600) })).toBe('environment 1h00m');
    expect(await segment(shell, { MFA_ENV_EXPIRES: inSeconds(3600) })).toBe('environment 1h00m');
  });

  test('C11.2: a session that may do less than its role shows it', async () => {
    const env = { MFA_ENV_PROFILE: 'acme', MFA_ENV_LIMIT: 'read-only', MFA_ENV_EXPIRES: inSeconds(540) };
    expect(await segment(shell, env)).toBe('acme (read-only) 9m!');
    expect(await segment(shell, { ...env, MFA_ENV_LIMIT: '' })).toBe('acme 9m!');
    const shown = await segment(shell, { ...env, MFA_ENV_PROFILE: '', MFA_ENV_LIMIT: 'a\u001b$(touch pwn)' });
    expect(shown).toBe('environment (a$(touch pwn)) 9m!');
    expect(existsSync(path.join(place.dir, 'pwn'))).toBe(false);
  });

  const odd = ['a[$(touch pwn)]', '$(touch pwn)', '-1', '1e9', '0x7fffffff', 'soon', '1 + 1', '99999999999\n'];

  test('C2.6: nothing is shown, and nothing run, when MFA_ENV_EXPIRES is no time', async () => {
    expect(await segments(shell, odd)).toEqual(odd.map(() => ''));
    expect(existsSync(path.join(place.dir, 'pwn'))).toBe(false);
  });

  test('C2.6: a profile name is text, and without control characters', async () => {
    const name = '$(touch pwn) `x` \\e "q" é \u001b]0;title\u0007 %d*';
    const shown = '$(touch pwn) `x` \\e "q" é ]0;title %d*'.replace('%', shell.speaks === 'zsh' ? '%%' : '%');
    expect(await segment(shell, { MFA_ENV_PROFILE: name, MFA_ENV_EXPIRES: inSeconds(60) })).toBe(`${shown} 1m!`);
    expect(existsSync(path.join(place.dir, 'pwn'))).toBe(false);
  });

  test.each(['C.UTF-8', 'C'])(
    'C2.6: nor with marks of direction, and others that terminals obey, in %s',
    async (LC_ALL) => {
      const marks = '\u0080\u009b\u009f\u061c\u200e\u200f\u2028\u202a\u202e\u2066\u2069\u001b\u007f';
      const env = { MFA_ENV_PROFILE: `a${marks}é漢\u2065b`, MFA_ENV_EXPIRES: inSeconds(60), LC_ALL };
      const shown = await segment(shell, env);
      expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/);
      // In the C locale fish makes other characters of what it finds in its environment.
      if (shell.speaks !== 'fish' || LC_ALL !== 'C') expect(shown).toBe('aé漢\u2065b 1m!');
    },
  );

  test('C7.2: the clock runs: one shell sees its session expire', async () => {
    const soon = { MFA_ENV_PROFILE: 'acme', MFA_ENV_EXPIRES: String(Math.ceil(Date.now() / 1000) + 2) };
    const script = isPosix(shell)
      ? 'until [ "$(mfa_env_prompt)" = "acme expired" ]; do seen=$(mfa_env_prompt); done; echo $seen then expired'
      : 'while test (mfa_env_prompt) != "acme expired"; set seen (mfa_env_prompt); end; echo $seen then expired';
    const { stdout, stderr } = await place.run(shell, `${load(shell)}\n${script}`, { env: soon });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^acme (\ds!|expired) then expired\n$/);
  });
});

inEach(withFunctions.filter(isPosix), (shell) => {
  test('C7.2: a prompt that shows the status as well shows that of the last command', async () => {
    for (const expires of ['', 'soon', inSeconds(3600)]) {
      const script = `${load(shell)}\n(exit 7)\nmfa_env_prompt >shown\necho $?`;
      const { stdout, stderr } = await place.run(shell, script, { env: { MFA_ENV_EXPIRES: expires } });
      expect({ stdout, stderr }).toEqual({ stdout: '7\n', stderr: '' });
    }
  });

  test('C7.2: nothing of yours changes it: read-only names, IFS', async () => {
    const env = { MFA_ENV_PROFILE: 'acme', MFA_ENV_EXPIRES: inSeconds(3600) };
    const before = `${isBash(shell) ? 'readonly name=x now=1 left=2' : ''}\nIFS=0123456789`;
    expect(await segment(shell, env, before)).toBe('acme 1h00m');
  });

  test('C7.2: it starts no process (bash before 4.2 needs date)', async () => {
    const env = { MFA_ENV_PROFILE: 'acme', MFA_ENV_EXPIRES: inSeconds(3600) };
    expect(await segment(shell, env, hasClock(shell) ? 'PATH=' : '')).toBe('acme 1h00m');
  });

  test('C7.2: where ! stands for a number of the history, too', async () => {
    if (isBash(shell)) return;
    const script = `${load(shell)}\nsetopt prompt_bang\nprint -rP -- "$(mfa_env_prompt)"`;
    const env = { MFA_ENV_PROFILE: 'a!b', MFA_ENV_EXPIRES: inSeconds(540) };
    expect((await place.run(shell, script, { env })).stdout).toBe('a!b 9m!\n');
  });

  test('C7.2: in a prompt, with a name that has marks of a prompt', async () => {
    const terminal = openTerminal(shell, place, {
      MFA_ENV_PROFILE: '50%m \\u!',
      MFA_ENV_EXPIRES: inSeconds(3600 + 300),
    });
    try {
      terminal.line(load(shell));
      terminal.line(isBash(shell) ? `PS1='$(mfa_env_prompt)> '` : `setopt prompt_subst; PROMPT='$(mfa_env_prompt)> '`);
      await terminal.until('50%m \\u! 1h05m> ');
    } finally {
      await terminal.close();
    }
  });
});
