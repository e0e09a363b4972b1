import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dialects } from '../../src/shell/dialects.ts';
import { addFake, session, sessionOf } from './fake.ts';
import { makePlace, type Place, start } from './place.ts';
import {
  bashAndZsh,
  inEach,
  isBash,
  isInstalled,
  isPosix,
  isSince,
  load,
  raw,
  type Shell,
  shells,
  tell,
  withFunctions,
} from './shells.ts';

// A session is set whole or not at all, in this shell and its children only: C2.5, rows 48 to 61.

let place: Place;
beforeAll(() => {
  place = makePlace();
  addFake(place);
});
afterAll(() => place.remove());

const clear = (shell: Shell): string =>
  dialects[shell.speaks].change({ unset: [...Object.keys(session), 'AWS_PROFILE'], set: {} });

inEach(bashAndZsh, (shell) => {
  const names = Object.keys(session);

  test.each(names)('48, 49: when %s is readonly, authaws fails and sets nothing new', async (name) => {
    // posix mode ends a script at such an error: the trap tells in any case.
    const script = `${load(shell)}
trap 'printf "@told %s@" "$?"; env -0' EXIT
export AWS_ACCESS_KEY_ID=old AWS_SECRET_ACCESS_KEY=old AWS_SESSION_TOKEN=old; readonly ${name}\nauthaws`;
    const { said, env, stderr } = await place.told(shell, script);
    expect(said).not.toBe(0);
    expect(Object.values(sessionOf(env)).filter((value) => value !== 'old')).toEqual([]);
    expect(stderr).toContain(name);
  });

  test.each([
    ['50: an array', 'typeset -a AWS_SESSION_TOKEN; AWS_SESSION_TOKEN=(x y)'],
    ...(isBash(shell) && !isSince(shell, 4, 0)
      ? []
      : [
          ['51: upper case', 'typeset -u AWS_SESSION_TOKEN'],
          ['51: lower case', 'typeset -l AWS_SESSION_TOKEN'],
        ]),
    ['51: an integer', 'typeset -i AWS_SESSION_TOKEN'],
    ['51: not exported', 'AWS_SESSION_TOKEN=x'],
  ])('%s', async (_, attribute) => {
    const { said, env, stderr } = await place.told(shell, `${load(shell)}\n${attribute}\nauthaws\n${tell(shell)}`);
    expect({ said, stderr }).toEqual({ said: 0, stderr: '' });
    expect(sessionOf(env)).toEqual(session);
  });

  test('56: in a subshell and in a pipe, this shell is left as it is', async () => {
    const { env, output } = await place.told(shell, `${load(shell)}\n(authaws)\nauthaws | cat\n${tell(shell)}`);
    expect({ env: sessionOf(env), output }).toEqual({ env: {}, output: '' });
  });

  test('57: child processes have the session, and not the function', async () => {
    const child = `${shell.command.join(' ')} -c 'echo "$AWS_SESSION_TOKEN"; type authaws >/dev/null 2>&1 || echo none'`;
    const { stdout } = await place.run(shell, `${load(shell)}\nauthaws\n${child}`);
    expect(stdout).toBe(`${session.AWS_SESSION_TOKEN}\nnone\n`);
  });
});

inEach(
  shells.filter((shell) => shell.speaks === 'bash'),
  (shell) => {
    test('55: a caller with a local of the name: the session outlives it', async () => {
      const script = `${load(shell)}\nf() { local AWS_SESSION_TOKEN=mine; authaws; }\nf\n${tell(shell)}`;
      expect(sessionOf((await place.told(shell, script)).env)).toEqual(session);
    });
  },
);

inEach(
  shells.filter(({ name }) => ['zsh', 'dash', 'busybox sh'].includes(name)),
  (shell) => {
    test('55: a caller with a local of the name, a limit: that one variable ends with the function', async () => {
      const line = shell.functions === undefined ? raw(shell, 'mfa-env') : 'authaws';
      const loading = shell.functions === undefined ? '' : load(shell);
      const script = `${loading}\nf() { local AWS_SESSION_TOKEN=mine; ${line}; }\nf\n${tell(shell)}`;
      const { AWS_SESSION_TOKEN: _, ...rest } = session;
      expect(sessionOf((await place.told(shell, script)).env)).toEqual(rest);
    });
  },
);

inEach(shells, (shell) => {
  test('52: a stale variable that the new session does not have is gone', async () => {
    const text = dialects[shell.speaks].change({ unset: ['AWS_SESSION_TOKEN'], set: { AWS_ACCESS_KEY_ID: 'new' } });
    const script = `${isPosix(shell) ? text : text.replace(/\ntrue;\n$/, '\n')}${tell(shell)}`;
    const { env } = await place.told(shell, script, { env: { AWS_SESSION_TOKEN: 'stale', AWS_ACCESS_KEY_ID: 'old' } });
    expect(sessionOf(env)).toEqual({ AWS_ACCESS_KEY_ID: 'new' });
  });

  test('53, 54: clearing twice has status 0 both times, under set -eu too', async () => {
    const strict = isPosix(shell) ? 'set -eu' : '';
    const script = `${strict}\n${clear(shell)}${clear(shell)}${tell(shell)}`;
    const told = await place.told(shell, script, { env: session });
    expect(told).toMatchObject({ said: 0, output: '', stderr: '' });
    expect(sessionOf(told.env)).toEqual({});
  });

  test('56: a raw eval in a subshell leaves this shell as it is', async () => {
    if (!isPosix(shell)) return;
    const script = `(${raw(shell, 'mfa-env')})\n${tell(shell)}`;
    expect(sessionOf((await place.told(shell, script)).env)).toEqual({});
  });
});

inEach(
  shells.filter((shell) => shell.name === 'bash'),
  (shell) => {
    test('58: a new tmux pane has nothing of the session', async () => {
      if (!isInstalled('tmux')) return expect(process.env.CI, 'tmux is needed').not.toBe('true');
      const key = session.AWS_ACCESS_KEY_ID;
      const command = shell.command.join(' ');
      const script = path.join(place.dir, 'pane');
      writeFileSync(
        script,
        `tmux() { command tmux -S '${place.dir}/tmux' -f /dev/null "$@"; }
say() { tmux send-keys -t ":.$1" "echo "$2=\\$AWS_ACCESS_KEY_ID." >'${place.dir}/$2'; tmux -S '${place.dir}/tmux' wait-for -S $2" Enter
  tmux wait-for "$2"; }
tmux new-session -d -x 200 -y 50 '${command}'
tmux send-keys "${load(shell)}; authaws" Enter
say 0 first
tmux split-window '${command}'
say 1 second
tmux kill-server
cat '${place.dir}/first' '${place.dir}/second'`,
      );
      const { stdout } = await start(['bash', script], { env: place.env, cwd: place.dir });
      expect(stdout).toBe(`first=${key}.\nsecond=.\n`);
    });
  },
);

/** fish keeps universal variables in its configuration folder, so these rows start it with one. */
inEach(
  withFunctions.filter((shell) => !isPosix(shell)).map((shell): Shell => ({ ...shell, command: [shell.command[0]] })),
  (shell) => {
    const run = (script: string) => place.told(shell, `${script}\n${tell(shell)}`);

    test('59: a universal variable is shadowed, named in a warning, and left as it was', async () => {
      const { said, env, stderr } = await run(`set -Ux AWS_SESSION_TOKEN universal\n${load(shell)}\nauthaws`);
      expect(said).toBe(0);
      expect(sessionOf(env)).toEqual(session);
      expect(stderr).toMatch(/^mfa-env: .*universal .*: set -eU AWS_SESSION_TOKEN\n$/);
      expect((await run('true')).env.AWS_SESSION_TOKEN).toBe('universal');
      await run('set -eU AWS_SESSION_TOKEN');
    });

    test('59: a universal AWS_PROFILE is named in a warning, and not erased from the disk and other terminals', async () => {
      const { said, env, stderr } = await run(`set -Ux AWS_PROFILE universal\n${load(shell)}\nauthaws`);
      await run('set -q AWS_PROFILE; or exit 1; set -eU AWS_PROFILE');
      expect(said).toBe(0);
      expect(sessionOf(env)).toEqual(session);
      expect(stderr).toContain('set -eU AWS_PROFILE');
    });

    test('59: a global AWS_PROFILE is gone', async () => {
      const { env } = await run(`set -gx AWS_PROFILE mine\n${load(shell)}\nauthaws`);
      expect(env).not.toHaveProperty('AWS_PROFILE');
    });

    test('59: no warning without one', async () => {
      expect((await run(`${load(shell)}\nauthaws`)).stderr).toBe('');
    });

    test('60: nothing of a session becomes universal', async () => {
      expect((await run(`set -Ux AWS_ACCESS_KEY_ID u\n${load(shell)}\nauthaws`)).said).toBe(0);
      const files = readFileSync(path.join(place.home, '.config/fish/fish_variables'), 'utf8');
      for (const value of Object.values(session)) expect(files).not.toContain(value);
      await run('set -eU AWS_ACCESS_KEY_ID');
    });

    test('55: a local of the caller hides the session there, and not after it', async () => {
      const script = `${load(shell)}\nfunction f; set -lx AWS_SESSION_TOKEN mine; authaws; end\nf`;
      expect(sessionOf((await run(script)).env)).toEqual(session);
    });

    test('56: in a pipe authaws runs in this shell', async () => {
      expect(sessionOf((await run(`${load(shell)}\nauthaws | cat`)).env)).toEqual(session);
    });
  },
);

test('61: the functions use no psub and no here-string', () => {
  for (const { functions = '' } of withFunctions) expect(readFileSync(functions, 'utf8')).not.toMatch(/psub|<<|<\(/);
});
