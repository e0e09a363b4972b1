import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dialects } from '../../src/shell/dialects.ts';
import { addFake, argumentsIn, session, sessionOf } from './fake.ts';
import { makePlace, type Place } from './place.ts';
import { bashAndZsh, inEach, isBash, load, raw, type Shell, shells, tell, withFunctions } from './shells.ts';

// `authaws` and a bare eval work with every shell option either way: C2.7, rows 32 to 40.

let place: Place;
beforeAll(() => {
  place = makePlace();
  addFake(place);
});
afterAll(() => place.remove());

/** Tracing has tests of its own; the others stop a script from running at all, or cannot be changed. */
const apart =
  /^(xtrace|verbose|exec|noexec|onecmd|singlecommand|interactive|shinstdin|stdin|sourcetrace|restricted|login|monitor|zle|posix|restricted_shell|login_shell|printexitvalue)$/;

const show = `printf '%s %s\\n' "$?" "$(sh -c 'printf %s "$AWS_SESSION_TOKEN"')"`;

/** Runs a line after each setting, each in a subshell, and expects the session and not a word more. */
async function expectSession(shell: Shell, settings: readonly string[], line: string): Promise<void> {
  const lines = settings.map((setting) => `printf '%s: ' '${setting}'\n(${setting}; ${line}; ${show})`);
  const { stdout, stderr } = await place.run(shell, `${load(shell)}\n${lines.join('\n')}`);
  expect(stdout.trimEnd().split('\n')).toEqual(settings.map((setting) => `${setting}: 0 ${session.AWS_SESSION_TOKEN}`));
  expect(stderr).toBe('');
}

async function flips(shell: Shell, list: string, on: string, off: string): Promise<string[]> {
  const { stdout } = await place.run(shell, list);
  const rows = stdout.trim().split('\n');
  expect(rows.length).toBeGreaterThan(20);
  return rows.flatMap((row) => {
    const [name = '', state] = row.split(/\s+/);
    return apart.test(name) ? [] : [`${state === 'on' ? off : on} ${name}`];
  });
}

inEach(bashAndZsh, (shell) => {
  const options = (): Promise<string[]> =>
    isBash(shell)
      ? flips(shell, 'set -o', 'set -o', 'set +o')
      : flips(shell, `for name in "\${(@ko)options}"; do print "$name $options[$name]"; done`, 'setopt', 'unsetopt');
  const words = raw(shell, `mfa-env --shell ${shell.speaks}`);

  test('32, 35, 36: authaws with each option the other way round', async () => {
    await expectSession(shell, await options(), 'authaws');
  });

  test('32, 35: the functions loaded with each option the other way round', async () => {
    await expectSession(shell, await options(), `${load(shell)}; authaws`);
  });

  test('32, 35: a raw eval with each option the other way round', async () => {
    const all = await options();
    // Under keyword, `export A=x` exports nothing: a limit of the raw eval.
    const able = all.filter((setting) => setting !== 'set -o keyword');
    await expectSession(shell, able, words);
  });

  test('38: noclobber and an IFS of characters of the secret', async () => {
    const script = `${load(shell)}\nset -o noclobber\nIFS='/=:o'\nauthaws\n${tell(shell)}`;
    const { said, env, output, stderr } = await place.told(shell, script);
    expect(said).toBe(0);
    expect(sessionOf(env)).toEqual(session);
    expect(output + stderr).toBe('');
  });

  test('40: CDPATH', async () => {
    const script = `${load(shell)}\nCDPATH=/tmp:/\nauthaws\n${tell(shell)}`;
    const { said, env, output, stderr } = await place.told(shell, script);
    expect(said).toBe(0);
    expect(sessionOf(env)).toEqual(session);
    expect(output + stderr).toBe('');
  });
});

inEach(shells.filter(isBash), (shell) => {
  test('36: set -k is on again after authaws, and after a failure', async () => {
    const script = `${load(shell)}\nset -k\nauthaws\necho "$-"\nFAKE=fail authaws\necho "$-"`;
    const { stdout } = await place.run(shell, script);
    const [after, afterFailure] = stdout.split('\n');
    expect(after).toContain('k');
    expect(afterFailure).toBe(after);
  });

  const shopt = (): Promise<string[]> => flips(shell, 'shopt', 'shopt -s', 'shopt -u');

  test('37: authaws with each shopt the other way round', async () => {
    await expectSession(shell, await shopt(), 'authaws');
  });

  test('37: the functions loaded with each shopt the other way round', async () => {
    await expectSession(shell, await shopt(), `${load(shell)}; authaws`);
  });

  test('37: a raw eval with each shopt the other way round', async () => {
    await expectSession(shell, await shopt(), raw(shell, `mfa-env --shell ${shell.speaks}`));
  });

  test('37: aliases are as they were after authaws', async () => {
    const script = `${load(shell)}\nfor s in -s -u; do shopt $s expand_aliases; authaws; shopt -p expand_aliases; done`;
    expect((await place.run(shell, script)).stdout).toBe('shopt -s expand_aliases\nshopt -u expand_aliases\n');
  });
});

inEach(
  shells.filter((shell) => shell.speaks === 'zsh'),
  (shell) => {
    const modes = ['emulate sh', 'emulate ksh', 'emulate csh', 'emulate -R sh', 'emulate -R ksh', 'emulate -R csh'];

    test('33: authaws in every emulation, loaded before and in it', async () => {
      await expectSession(shell, modes, 'authaws');
      await expectSession(shell, modes, `${load(shell)}; authaws`);
      await expectSession(shell, modes, `eval "$(cat '${shell.functions}')"; authaws`);
    });

    test('34: a newline in a value under csh_junkie_quotes', async () => {
      const file = path.join(place.dir, 'newline');
      writeFileSync(file, dialects.zsh.change({ unset: [], set: { AWS_SESSION_TOKEN: 'a\nb' } }));
      const script = `${load(shell)}\nsetopt csh_junkie_quotes\nauthaws\n${tell(shell)}`;
      const { said, env } = await place.told(shell, script, { env: { FAKE: 'text', FAKE_TEXT: file } });
      expect(said).toBe(0);
      expect(env.AWS_SESSION_TOKEN).toBe('a\nb');
    });

    test('32: the options are as they were after authaws', async () => {
      const script = `${load(shell)}\nsetopt ksh_arrays sh_word_split; set -o >before; authaws; set -o >after; cmp before after && echo same`;
      expect(await place.run(shell, script)).toMatchObject({ stdout: 'same\n', stderr: '' });
    });
  },
);

inEach(withFunctions, (shell) => {
  test('39: the arguments reach mfa-env unchanged', async () => {
    const list = path.join(place.dir, `argv-${withFunctions.indexOf(shell)}`);
    const script = `${load(shell)}\nauthaws 'a b' '' '*' -x 'q"r' '$HOME' '~' 'a\nb' -- --show`;
    expect((await place.run(shell, script, { env: { FAKE_ARGV: list } })).status).toBe(0);
    const given = ['a b', '', '*', '-x', 'q"r', '$HOME', '~', 'a\nb', '--', '--show'];
    expect(argumentsIn(list)).toEqual(['--shell', shell.speaks, ...given]);
  });
});
