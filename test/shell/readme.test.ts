import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRealPlace, type RealPlace } from './real.ts';
import { inEach, isPosix, load, type Shell, shells, withFunctions } from './shells.ts';

// The lines that the README gives for start-up files and scripts work as they stand there.

let place: RealPlace;
beforeAll(async () => {
  place = await makeRealPlace();
  await place.begin();
});
afterAll(() => place.end());

/** The blocks of a language, or a shell, that hold some words. */
function blocks(language: string, words: string): string[] {
  const text = readFileSync(path.resolve(import.meta.dirname, '../../README.md'), 'utf8');
  const found = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, name]) => name === language);
  return found.map(([, , code = '']) => code).filter((code) => code.includes(words));
}

inEach(withFunctions, (shell) => {
  test('the start-up line brings authaws, once or twice', async () => {
    const [line = ''] = blocks(shell.speaks, `mfa-env init ${shell.speaks}`);
    const script = `${line}${line}authaws -q -p acme\necho $MFA_ENV_PROFILE`;
    const interactive = isPosix(shell)
      ? shell
      : { ...shell, command: [...shell.command, '-i'] as [string, ...string[]] };
    const { stdout, stderr } = await place.run(interactive, script);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/acme\n$/);
  });

  test('the prompt shows the time once, however often its line is read', async () => {
    if (!isPosix(shell)) return;
    const [lines = ''] = blocks(shell.speaks, 'mfa_env_prompt) }');
    const script = `${load(shell)}\nPS1='> '\n${lines}${lines}printf '%s' "$PS1"`;
    const { stdout, stderr } = await place.run(shell, script);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^\$\{MFA_ENV_EXPIRES:\+\$\(mfa_env_prompt\) \}> $/);
  });
});

const language = (shell: Shell): string => (isPosix(shell) ? 'sh' : 'fish');

inEach(shells, (shell) => {
  test('C2.8: the line for scripts goes on with a session, and not without one, nor without mfa-env', async () => {
    const [line = ''] = blocks(language(shell), 'echo false');
    const script = line.replace('terraform apply', 'echo TERRAFORM');
    expect(script).toContain('TERRAFORM');
    expect((await place.run(shell, script)).stdout).toBe('TERRAFORM\n');
    expect((await place.run(shell, script.replace('acme', 'nosuch'))).stdout).toBe('');
    const missing = script.replace('mfa-env', 'mfa-env-that-is-nowhere');
    expect((await place.run(shell, missing)).stdout).toBe('');
  });
});
