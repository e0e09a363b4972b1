import { afterAll, beforeAll, expect, test } from 'vitest';
import { addFake, session, sessionOf } from './fake.ts';
import { makePlace, type Place } from './place.ts';
import { bashAndZsh, inEach, isBash, isPosix, load, type Shell, shells, tell, withFunctions } from './shells.ts';

// No name, alias or function of the user changes what `authaws` does: C2.7, rows 41 to 47c.

let place: Place;
beforeAll(() => {
  place = makePlace();
  addFake(place);
});
afterAll(() => place.remove());

async function expectSession(shell: Shell, script: string): Promise<void> {
  const { said, env, output, stderr } = await place.told(shell, `${script}\n${tell(shell)}`);
  expect({ said, output, stderr }).toEqual({ said: 0, output: '', stderr: '' });
  expect(sessionOf(env)).toEqual(session);
}

inEach(bashAndZsh, (shell) => {
  const aliasesOn = isBash(shell) ? 'shopt -s expand_aliases' : 'setopt aliases';
  const loads = [
    ['sourced', load(shell)],
    ['evaluated whole', `\\builtin eval "$(cat '${shell.functions}')"`],
  ] as const;
  // Not printf: the test's own `tell` needs it.
  const words =
    'eval local command return builtin emulate export unset set shopt shift true continue unalias zmodload complete'.split(
      ' ',
    );

  test.each(loads)('41, 42: aliases of builtins, %s after them', async (_, loading) => {
    const aliases = words.map((word) => `alias ${word}='echo ALIAS'`);
    await expectSession(shell, `${aliasesOn}\n${aliases.join('\n')}\n${loading}\nauthaws`);
  });

  test.each(loads)('41, 42: aliases of builtins, %s before them', async (_, loading) => {
    const aliases = words.map((word) => `alias ${word}='echo ALIAS'`);
    await expectSession(shell, `${aliasesOn}\n${loading}\n${aliases.join('\n')}\nauthaws`);
  });

  test.each(loads)('44: functions command, eval and local, %s', async (_, loading) => {
    const mine = ['command', 'eval', 'local', 'return', 'set', 'shift', 'true', 'emulate'].filter(
      // posix mode knows no functions by the names of special builtins
      (name) => shell.name !== 'bash --posix' || ['command', 'local', 'true'].includes(name),
    );
    const define = mine.map((name) => `function ${name} { echo FUNCTION; }`).join('\n');
    await expectSession(shell, `${loading}\n${define}\nauthaws`);
  });

  test.each(loads)('47: mfa-env is a function and an alias, authaws is an alias, %s', async (_, loading) => {
    const mine = `${aliasesOn}\nalias authaws='echo ALIAS;' mfa-env='echo ALIAS;'`;
    await expectSession(
      shell,
      `${mine}\nfunction mfa_env_command { echo FUNCTION; }\n${loading}\n${loading}\nalias mfa-env='echo ALIAS'\nauthaws`,
    );
  });

  test('47c: readonly variables of common names', async () => {
    const names = ['out', 'rc', 'st', 'text', 'word', 'value', 'name', 'line', 'ret', 'result', 'code'];
    await expectSession(shell, `readonly ${names.map((name) => `${name}=mine`).join(' ')}\n${load(shell)}\nauthaws`);
  });
});

// Limits, as the README says them: nothing is set, neither new nor in half.
inEach(
  shells.filter((shell) => shell.name === 'bash'), // posix mode knows no functions by the names of special builtins
  (shell) => {
    test('45: a function export stands in the way of the text', async () => {
      const script = `${load(shell)}\nfunction export { echo FUNCTION; }\nauthaws\n${tell(shell)}`;
      const { env, output } = await place.told(shell, script);
      expect({ env: sessionOf(env), output }).toEqual({ env: {}, output: expect.stringMatching(/^(FUNCTION\n)+$/) });
    });
  },
);

inEach(bashAndZsh, (shell) => {
  test('46: a function builtin stands in the way of authaws', async () => {
    const script = `${load(shell)}\nfunction builtin { echo FUNCTION; }\nauthaws\n${tell(shell)}`;
    const { env, output } = await place.told(shell, script);
    expect({ env: sessionOf(env), output }).toEqual({ env: {}, output: expect.stringMatching(/^(FUNCTION\n)+$/) });
  });
});

inEach(
  shells.filter((shell) => shell.name === 'bash' || shell.name === 'zsh'),
  (shell) => {
    test('47: mfa-env is a function', async () => {
      await expectSession(shell, `function mfa-env { echo FUNCTION; }\n${load(shell)}\nauthaws`);
    });
  },
);

inEach(
  shells.filter((shell) => shell.speaks === 'zsh'),
  (shell) => {
    const aliases =
      "alias -g export='echo A' AWS_SESSION_TOKEN=A mfa-env=A --shell=A status='| cat' list='| cat' '--help=--help 2>&1 | cat' '-h=-h 2>&1 | cat' zsh=A local=A 0=A";

    test.each([
      ['sourced', `. `],
      ['evaluated whole', 'eval'],
    ])('43: global aliases, %s', async (_, how) => {
      const loading = how === 'eval' ? `eval "$(cat '${shell.functions}')"` : load(shell);
      await expectSession(shell, `${aliases}\n${loading}\nauthaws`);
      await expectSession(shell, `${loading}\n${aliases}\nauthaws`);
    });

    test('43, C2.7: a global alias of each word of the command line', async () => {
      const words =
        'init exec status list doctor policy logout bash fish posix shell json --json --auto --clear -p -q'.split(' ');
      const aliases = words.map((word) => `alias -g -- '${word}=| cat ${word}'`).join('\n');
      await expectSession(shell, `${aliases}\n${load(shell)}\nauthaws`);
      await expectSession(shell, `autoload -Uz compinit; compinit -u -D\n${aliases}\n${load(shell)}\nauthaws`);
    });

    test('43: --help is passed on although it is a global alias', async () => {
      const { stdout, status } = await place.run(shell, `alias -g -- --help=A\n${load(shell)}\n'authaws' '--help'`, {
        env: { FAKE: 'cat' },
        stdin: 'help',
      });
      expect({ stdout, status }).toEqual({ stdout: 'help', status: 5 });
    });

    test('45: a function export', async () => {
      await expectSession(shell, `${load(shell)}\nfunction export { echo FUNCTION; }\nauthaws`);
    });
  },
);

inEach(
  withFunctions.filter((shell) => !isPosix(shell)),
  (shell) => {
    test('47: mfa-env and authaws are functions and aliases', async () => {
      const mine = `function mfa-env; echo FUNCTION; end\nalias authaws='echo ALIAS'`;
      await expectSession(shell, `${mine}\n${load(shell)}\n${load(shell)}\nauthaws`);
      await expectSession(shell, `${mine}\ncat '${shell.functions}' | source\nauthaws`);
    });

    test('47b: functions source, printf and string', async () => {
      const define = ['source', 'printf', 'string', 'echo'].map((name) => `function ${name}; builtin echo F; end`);
      const script = `${load(shell)}\n${define.join('\n')}\nauthaws\n${tell(shell).replace('printf', 'builtin printf')}`;
      const { said, env, output } = await place.told(shell, script);
      expect({ said, output }).toEqual({ said: 0, output: '' });
      expect(sessionOf(env)).toEqual(session);
    });
  },
);
