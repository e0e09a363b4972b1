import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import {
  fileText,
  readFunctionsFile,
  refreshFunctionsFiles,
  writeFunctionsFile,
} from '../../src/setup/start-up/functions-file.ts';
import type { FunctionsShell, Installation } from '../../src/shell/functions-text.ts';
import { makePlace, type Outcome, start } from '../shell/place.ts';
import { isThere } from './guided.ts';

// C8.1: what new terminals can have besides the functions, in each shell.

let installation: Installation;
beforeAll(() => {
  const dist = path.join(inject('installed'), 'dist');
  installation = { node: process.execPath, script: path.join(dist, 'bin.cjs'), shellFolder: path.join(dist, 'shell') };
});

const extras = { auto: false, prompt: true, profile: 'acme' };
const words: Record<FunctionsShell, readonly string[]> = {
  bash: ['bash', '--norc', '--noprofile', '-i', '-c'],
  zsh: ['zsh', '-f', '-i', '-c'],
  fish: ['fish', '--no-config', '-i', '-c'],
};

/** Sources the functions twice, and runs a line. */
function run(shell: FunctionsShell, line: string, env: Record<string, string> = {}): Promise<Outcome> {
  const place = makePlace();
  onTestFinished(place.remove);
  const file = path.join(place.dir, 'functions');
  writeFileSync(file, fileText(shell, extras, installation));
  const load = shell === 'fish' ? `source ${file}; source ${file}` : `set -u; . ${file}; . ${file}; set +u`;
  return start([...words[shell], `${load}; ${line}`], { cwd: place.dir, env: { ...place.env, ...env } });
}

const profile = 'echo "is=$AWS_DEFAULT_PROFILE"';

test.each(['bash', 'zsh', 'fish'] as const)('in %s', async (shell) => {
  if (!isThere(shell)) return;
  const prompt = { bash: 'echo "$PS1"', zsh: 'echo "$PROMPT"', fish: 'functions fish_right_prompt' }[shell];
  const { stdout } = await run(shell, prompt);
  expect(stdout.match(/mfa_env_prompt/g)).toHaveLength(1);
  expect((await run(shell, profile)).stdout).toContain('is=acme\n');
  const others = [{ AWS_DEFAULT_PROFILE: 'mine' }, { AWS_PROFILE: 'other' }, { MFA_ENV_EXPIRES: '1' }];
  for (const env of others)
    expect((await run(shell, profile, env)).stdout).toContain(`is=${env.AWS_DEFAULT_PROFILE ?? ''}\n`);
});

test.each([
  {},
  { isDeclined: true },
  { prompt: true },
  { profile: 'a/b@c' },
  { auto: true, prompt: true, profile: 'acme' },
  { wrap: ['aws'], isDeclined: true },
  { auto: true, wrap: ['aws', 'terraform'], profile: 'acme' },
])('a functions file keeps %o when it is made anew', (wanted) => {
  const place = makePlace();
  onTestFinished(place.remove);
  const options = { auto: false, ...wanted };
  writeFunctionsFile('bash', place.env, options, installation);
  const { made } = readFunctionsFile('bash', place.env);
  expect(made?.options).toMatchObject(options);
  const file = path.join(place.home, '.local/share/mfa-env/mfa-env.bash');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, `${text}# of an older version\n`);
  refreshFunctionsFiles(place.env, installation);
  expect(readFileSync(file, 'utf8')).toBe(text);
});
