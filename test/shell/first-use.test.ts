import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadMade } from './made-file.ts';
import { makePlace, type Place } from './place.ts';
import { bashAndZsh, inEach, isBash, type Shell } from './shells.ts';

// The file that setup makes: what a new terminal does not need waits for its first use. Each shell parses to the first `return`.

let place: Place;
beforeAll(() => {
  place = makePlace();
});
afterAll(() => place.remove());

const fileOf = ({ speaks }: Shell): string => path.join(place.dir, `made.${speaks}`);
const isThere = 'typeset -f __mfa_env_take >/dev/null && echo there || echo waits';
const session = { MFA_ENV_EXPIRES: '3900000000', AWS_SESSION_TOKEN: 'x' };
const clears = 'authaws --clear -q; was=$?; set +u; echo "is=$was.$AWS_SESSION_TOKEN"';

inEach(bashAndZsh, (shell) => {
  test('a new terminal parses less than a third of it', () => {
    loadMade(place, shell);
    const text = readFileSync(fileOf(shell), 'utf8');
    expect(text.indexOf("'builtin' 'return' '0'") / text.length).toBeLessThan(1 / 3);
  });

  test.each([
    'set -euC',
    'alias authaws=false',
    'authaws() { false; }',
    'set -- --clear',
    'cd /',
    ...(isBash(shell) ? ['set -T; set -k', 'shopt -s nullglob extglob xpg_echo'] : []),
    ...(isBash(shell) ? [] : ['emulate sh', 'emulate ksh', 'emulate csh', 'setopt sh_glob ksh_arrays ignore_braces']),
  ])('the rest is there from the first use on, after: %s', async (mode) => {
    const load = loadMade(place, shell);
    const { stdout, stderr } = await place.run(shell, [mode, load, isThere, clears, isThere].join('\n'), {
      env: session,
    });
    expect({ stdout, stderr }).toEqual({ stdout: 'waits\nis=0.\nthere\n', stderr: '' });
    const late = await place.run(shell, [load, mode === 'authaws() { false; }' ? 'true' : mode, clears].join('\n'), {
      env: session,
    });
    expect(late.stderr).toBe('');
    if (!mode.startsWith('alias')) expect(late.stdout).toBe('is=0.\n');
  });

  test('read again, it works as before', async () => {
    const load = loadMade(place, shell);
    const { stdout } = await place.run(shell, [load, clears, load, isThere, clears].join('\n'), { env: session });
    expect(stdout).toBe('is=0.\nthere\nis=0.\n');
  });

  test.each([
    ['gone', 'rm'],
    ['empty', ': >'],
  ])('where the file is %s, the first use fails, and comes to its end', async (_, does) => {
    const script = [loadMade(place, shell), `${does} ${fileOf(shell)}`, 'authaws --clear; echo "is=$?"'].join('\n');
    const { stdout } = await place.run(shell, script, { env: session });
    expect(stdout).toMatch(shell.name === 'bash --posix' ? /^$|^is=[1-9]/ : /^is=[1-9]/); // there a script ends
  });
});
