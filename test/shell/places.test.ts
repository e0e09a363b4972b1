import { copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { start } from './place.ts';
import { makeRealPlace, type RealPlace } from './real.ts';
import { inEach, isPosix, type Shell, tell, withFunctions } from './shells.ts';

// The functions that `init` prints start their own mfa-env in their own node, whatever PATH leads to later.

let place: RealPlace;
let trap: string;
beforeAll(async () => {
  place = await makeRealPlace();
  await place.begin();
  // What `nvm use` or a repository's ./node_modules/.bin may put first in PATH.
  trap = path.join(place.dir, 'trap');
  mkdirSync(trap);
  for (const name of ['mfa-env', 'node'])
    writeFileSync(path.join(trap, name), `#!/bin/sh\necho ${name} of the trap >&2\nexit 66\n`, { mode: 0o755 });
});
afterAll(() => place.end());

/** The functions that the mfa-env in a folder prints, as a file. */
async function printed(shell: Shell, folder: string, node = process.execPath): Promise<string> {
  const { stdout, stderr } = await start([node, path.join(folder, 'dist/bin.cjs'), 'init', shell.speaks], {
    env: place.env,
  });
  expect(stderr).toBe('');
  const file = path.join(place.dir, `printed.${shell.speaks}`);
  writeFileSync(file, stdout);
  return `${isPosix(shell) ? '.' : 'source'} '${file}'`;
}

const before = (shell: Shell, folder: string): string =>
  isPosix(shell) ? `PATH=${folder}:$PATH` : `set -gx PATH ${folder} $PATH`;

inEach(withFunctions, (shell) => {
  test('another mfa-env and another node in PATH change nothing, also for words that are read', async () => {
    const loading = await printed(shell, inject('installed'));
    const script = `${loading}\n${before(shell, trap)}\nauthaws -q -p acme --min-ttl 1m\nauthaws --version\n${tell(shell)}`;
    const { said, env, output, stderr } = await place.told(shell, script);
    expect({ said, stderr }).toEqual({ said: 0, stderr: '' });
    expect(output).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(env.MFA_ENV_PROFILE).toBe('acme');
  });

  test('a path with blanks, quotes and what a shell would run', async () => {
    const odd = path.join(place.dir, 'it\'s $(touch pwn) `x` "q" * é');
    cpSync(inject('installed'), odd, { recursive: true });
    mkdirSync(path.join(odd, 'node'), { recursive: true });
    copyFileSync(process.execPath, path.join(odd, 'node/node'));
    const loading = await printed(shell, odd, path.join(odd, 'node/node'));
    const script = `${loading}\n${before(shell, trap)}\nauthaws -q -p acme --min-ttl 1m\n${tell(shell)}`;
    const { said, env, stderr } = await place.told(shell, script);
    rmSync(odd, { recursive: true });
    expect({ said, stderr, profile: env.MFA_ENV_PROFILE }).toEqual({ said: 0, stderr: '', profile: 'acme' });
  });

  test('where one of the two is gone, the mfa-env in PATH is started', async () => {
    const copy = path.join(place.dir, 'copy');
    cpSync(inject('installed'), copy, { recursive: true });
    const loading = await printed(shell, copy);
    rmSync(copy, { recursive: true });
    const { said, env } = await place.told(shell, `${loading}\nauthaws -q -p acme\n${tell(shell)}`);
    expect({ said, profile: env.MFA_ENV_PROFILE }).toEqual({ said: 0, profile: 'acme' });
    const trapped = `${loading}\n${before(shell, trap)}\nauthaws -q -p acme --min-ttl 1m\n${tell(shell)}`;
    expect((await place.told(shell, trapped)).said).toBe(66);
  });

  test('a path with a line break is not written: PATH decides', async () => {
    const real = path.join(place.dir, 'in two\nlines');
    cpSync(inject('installed'), real, { recursive: true });
    const loading = await printed(shell, real);
    const { said } = await place.told(shell, `${loading}\n${before(shell, trap)}\nauthaws -q\n${tell(shell)}`);
    rmSync(real, { recursive: true });
    expect(said).toBe(66);
  });
});

inEach(
  withFunctions.filter(({ name }) => name === 'bash'),
  (shell) => {
    test('a restricted bash starts the mfa-env in PATH', async () => {
      const loading = await printed(shell, inject('installed'));
      const script = `${loading}\nPATH=${trap}:$PATH\nset -r\nauthaws -q\necho $?`;
      expect((await place.run(shell, script)).stdout).toBe('66\n');
    });
  },
);
