import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { exportsOf, makeRealPlace, type RealPlace, serial } from './real.ts';
import { bashAndZsh, inEach, isPosix, load, raw, type Shell, shells, tell, withFunctions } from './shells.ts';

// The installed command works in every shell: its status, its text, its scope. The session comes from the cache.

let place: RealPlace;
/** What the command prints of the session, in the POSIX dialect. */
let code: string;
let session: Record<string, string>;
beforeAll(async () => {
  place = await makeRealPlace();
  code = await place.begin();
  session = exportsOf(code);
});
afterAll(() => place.end());

/** Every way that a shell has to evaluate: [name, its line for some words]. */
function waysOf(shell: Shell): [string, (words: string) => string][] {
  const plain = `mfa-env --shell ${shell.speaks}`;
  const ways: [string, (words: string) => string][] = [['raw', (words) => raw(shell, `${plain} ${words}`)]];
  if (shell.functions !== undefined) ways.push(['authaws', (words) => `${load(shell)}\nauthaws ${words}`]);
  if (!isPosix(shell)) ways.push(['30: eval (…)', (words) => `eval (${plain} ${words})`]);
  return ways;
}

/** An environment without what a shell itself changes. */
function comparable(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(_|SHLVL|PWD|OLDPWD|.*MKSH.*)$/.test(name)));
}

test('the session has all its variables', () => {
  expect(Object.keys(session)).toEqual(
    expect.arrayContaining([
      ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_CREDENTIAL_EXPIRATION'],
      ...['AWS_REGION', 'AWS_DEFAULT_REGION', 'MFA_ENV_PROFILE', 'MFA_ENV_EXPIRES'],
    ]),
  );
  expect(session.MFA_ENV_PROFILE).toBe('acme');
});

inEach(shells, (shell) => {
  for (const [way, line] of waysOf(shell)) {
    test(`81, C2.2, C2.3, ${way}: the session is set, and what would beat it is gone`, async () => {
      const stale = { AWS_SECURITY_TOKEN: 'stale', AWS_SESSION_EXPIRATION: 'stale', AWS_DEFAULT_PROFILE: 'acme' };
      const told = await place.told(shell, `${line('-q -p acme')}\n${tell(shell)}`, { env: stale });
      expect({ said: told.said, output: told.output, stderr: told.stderr }).toEqual({
        said: 0,
        output: '',
        stderr: '',
      });
      expect(told.env).toMatchObject(session);
      for (const name of [...Object.keys(stale), 'AWS_PROFILE']) expect(told.env).not.toHaveProperty(name);
    });

    test(`1, 2, ${way}: a failure has its status, one message, and changes nothing`, async () => {
      const env = { AWS_ACCESS_KEY_ID: 'AKIABEFORE', AWS_SECRET_ACCESS_KEY: 'before' };
      const before = await place.told(shell, `${isPosix(shell) ? ':' : 'true'}\n${tell(shell)}`, { env });
      const missing = await place.told(shell, `${line('-p nosuch')}\n${tell(shell)}`, { env });
      expect(missing.said).toBe(3);
      expect(missing.output).toBe('');
      expect(missing.stderr).toMatch(/^mfa-env: .*nosuch/);
      expect(comparable(missing.env)).toEqual(comparable(before.env));
      const malformed = await place.told(shell, `${line('-p acme 12345')}\n${tell(shell)}`, { env });
      expect(malformed.said).toBe(2);
      expect(comparable(malformed.env)).toEqual(comparable(before.env));
    });

    test(`C2.4, ${way}: --clear gives back the environment as it was, twice over`, async () => {
      const env = {
        AWS_PROFILE: 'acme',
        AWS_REGION: 'us-west-2',
        AWS_ACCESS_KEY_ID: 'AKIABEFORE',
        AWS_SECRET_ACCESS_KEY: "be'fo\\re\n$(id)",
        AWS_SECURITY_TOKEN: '',
      };
      const before = await place.told(shell, `${isPosix(shell) ? ':' : 'true'}\n${tell(shell)}`, { env });
      const lines = [line('-q -p acme'), line('-q -p acme'), line('-q --clear')];
      // fish's eval (…) splits a value at its newline (21), so there it is left out
      if (way.startsWith('30')) return;
      const after = await place.told(shell, `${lines.join('\n')}\n${tell(shell)}`, { env });
      expect({ said: after.said, output: after.output, stderr: after.stderr }).toEqual({
        said: 0,
        output: '',
        stderr: '',
      });
      expect(comparable(after.env)).toEqual(comparable(before.env));
    });

    test(`53, 54, ${way}: --clear without a session has status 0, under set -eu too`, async () => {
      const strict = isPosix(shell) ? 'set -eu' : '';
      const script = `${strict}\n${line('--clear')}\n${line('--clear')}\n${tell(shell)}`;
      const { said, output, env } = await place.told(shell, script, { env: { AWS_SESSION_TOKEN: 'old' } });
      expect({ said, output }).toEqual({ said: 0, output: '' });
      expect(env).not.toHaveProperty('AWS_SESSION_TOKEN');
    });
  }

  test('C2.11: the shell is found out without --shell', async () => {
    const script = `${raw(shell, 'mfa-env -q -p acme')}\n${tell(shell)}`;
    const told = await place.told(shell, script, { env: { SHELL: isPosix(shell) ? '/usr/bin/fish' : '/bin/bash' } });
    expect(told.said).toBe(0);
    expect(told.env).toMatchObject(session);
  });
});

inEach(shells.filter(isPosix), (shell) => {
  const words = `mfa-env --shell ${shell.speaks} -q`;

  test('6: set -e stops at a failure, and && is not reached', async () => {
    const failing = raw(shell, `${words} -p nosuch`);
    expect(await place.run(shell, `set -e\n${failing}\necho CONTINUED`)).toMatchObject({ status: 3, stdout: '' });
    expect(await place.run(shell, `${failing} && echo TERRAFORM`)).toMatchObject({ status: 3, stdout: '' });
  });

  test('28: an unquoted eval $(…)', async () => {
    const split = shell.speaks === 'zsh' ? 'setopt sh_word_split' : ':';
    const told = await place.told(shell, `${split}\neval $(${words} -p acme)\n${tell(shell)}`);
    expect(told.said).toBe(0);
    expect(told.env).toMatchObject(session);
  });

  test('48: a readonly variable, any of them, stops the whole text', async () => {
    // yash and dash end a shell at it: each variable has a subshell, and the trap tells in any case.
    const lines = Object.keys(session).map(
      (name) =>
        `(trap 'printf "@told %s@" "$?"; env -0; printf @next@' EXIT\n${name}=mine; readonly ${name}\neval "$(cat printed)")`,
    );
    writeFileSync(path.join(place.dir, 'printed'), code);
    const { stdout } = await place.run(shell, lines.join('\n'));
    const outcomes = stdout.split('@next@').slice(0, -1);
    expect(outcomes).toHaveLength(lines.length);
    for (const outcome of outcomes) {
      expect(outcome).toMatch(/^@told [1-9]\d*@/);
      for (const [name, value] of Object.entries(session)) expect(outcome).not.toContain(`${name}=${value}`);
    }
  });
});

inEach(bashAndZsh, (shell) => {
  test('7, 8, 9: under set -euo pipefail', async () => {
    const strict = `set -euo pipefail\n${load(shell)}`;
    expect(await place.run(shell, `${strict}\nauthaws -p nosuch\necho X`)).toMatchObject({ status: 3, stdout: '' });
    expect(await place.run(shell, `${strict}\nauthaws -p nosuch || echo g=$?\necho alive`)).toMatchObject({
      status: 0,
      stdout: 'g=3\nalive\n',
    });
    const done = await place.run(shell, `${strict}\nexport AWS_PROFILE=acme\nauthaws\necho alive $MFA_ENV_PROFILE`);
    expect(done).toMatchObject({ status: 0, stdout: 'alive acme\n' });
  });
});

inEach(withFunctions, (shell) => {
  test('81, C7.1: what init prints, evaluated, is the function', async () => {
    const script = `${raw(shell, `mfa-env init ${shell.speaks}`)}\nauthaws -q -p acme\n${tell(shell)}`;
    const { said, env, output, stderr } = await place.told(shell, script);
    expect({ said, output, stderr }).toEqual({ said: 0, output: '', stderr: '' });
    expect(env).toMatchObject(session);
  });

  test('C4.1: a code that comes in on stdin', async () => {
    const ways = [
      'authaws -q --no-cache -p acme - <code',
      ...(isPosix(shell) ? [] : ['cat code | authaws -q --no-cache -p acme -']),
    ];
    for (const line of ways) {
      writeFileSync(path.join(place.dir, 'code'), `${place.sts.freshCode(serial)}\n`);
      const { said, env, output, stderr } = await place.told(shell, `${load(shell)}\n${line}\n${tell(shell)}`);
      expect({ said, output, stderr }).toEqual({ said: 0, output: '', stderr: '' });
      expect(env.AWS_SESSION_TOKEN).toMatch(/./);
    }
  });

  test('C7.2: the prompt segment after authaws', async () => {
    const { stdout } = await place.run(shell, `${load(shell)}\nauthaws -q -p acme\nmfa_env_prompt`);
    expect(stdout).toMatch(/^acme (12h00m|11h5\dm)$/);
  });

  test('11: without node the status is 127 and nothing is set', async () => {
    const nodeless = path.join(place.dir, `nodeless-${withFunctions.indexOf(shell)}`);
    mkdirSync(nodeless);
    symlinkSync(path.join(inject('bin'), 'mfa-env'), path.join(nodeless, 'mfa-env'));
    const script = `${load(shell)}\n${isPosix(shell) ? `PATH=${nodeless}` : `set PATH ${nodeless}`}
authaws -p acme --min-ttl 1m\n${tell(shell).replace('env -0', '/usr/bin/env -0')}`;
    const { said, env } = await place.told(shell, script);
    expect(said).toBe(127);
    expect(env).not.toHaveProperty('AWS_SESSION_TOKEN');
  });

  test('39: an argument with blanks and quotes reaches the command as it is', async () => {
    const { stderr, said } = await place.told(shell, `${load(shell)}\nauthaws -p 'no "such" * one'\n${tell(shell)}`);
    expect(said).toBe(3);
    expect(stderr).toContain('no "such" * one');
  });
});

test('12, 54, 59, 60: whatever happens, stdout has shell code only, and fish sets and erases global variables only', async () => {
  const posix = /^(unset( \w+)+ &&|unset( \w+)+;|export \w+='[^']*'( &&|;)|\(exit [1-9]\d*\);)$/;
  const fish = /^(set -qg (\w+); and set -eg \2;|set -gx \w+ .*;|true;|sh -c 'exit [1-9]\d*';)$/;
  const calls = [
    ['-p', 'acme'],
    ['-p', 'acme', '-q'],
    ['-p', 'acme', '--legacy-token'],
    ['-p', 'acme', '--region', 'us-east-2'],
    ['-p', 'acme', '--refresh'],
    ['-p', 'acme', '000000'],
    ['-p', 'acme', place.sts.freshCode(serial)],
    ['-p', 'nosuch'],
    ['--clear'],
    ['--nosuch'],
    ['-d', 'soon'],
    ['12345'],
    ['--region'],
  ];
  for (const call of calls) {
    for (const [shell, wanted] of [['posix', posix] as const, ['fish', fish] as const]) {
      const { stdout } = await place.quick(['--shell', shell, ...call], { FORCE_COLOR: '1' });
      expect(stdout, call.join(' ')).not.toBe('');
      for (const line of stdout.trimEnd().split('\n')) expect(line, call.join(' ')).toMatch(wanted);
      expect(stdout).not.toMatch(/[\r\ufeff\u001b#]/);
    }
  }
});

inEach(withFunctions, (shell) => {
  test.each(['--help=true', '--version=true'])('C1: authaws %s shows, and evaluates nothing of it', async (words) => {
    const { said, output, stderr } = await place.told(shell, `${load(shell)}\nauthaws ${words}\n${tell(shell)}`);
    expect({ said, output }).toEqual({ said: 0, output: '' });
    expect(stderr).toMatch(/^(\d+\.\d+\.\d+\n|mfa-env puts .*Usage: authaws .*--legacy-token.*)$/s);
  });

  test('C1: authaws knows no groups of short options but those that -q leads', async () => {
    const { said, output, stderr } = await place.told(shell, `${load(shell)}\nauthaws -hq\n${tell(shell)}`);
    expect({ said, output }).toEqual({ said: 2, output: '' });
    expect(stderr).toContain('-hq');
  });
});
