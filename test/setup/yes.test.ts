import { chmodSync } from 'node:fs';
import path from 'node:path';
import { expect, inject, test } from 'vitest';
import { type Outcome, serial, start } from '../command/run.ts';
import { filesOf, id, type Newcomer, newcomer, questions, secret } from './guided.ts';

// C8.1: `mfa-env setup --yes` asks nobody, and without a terminal setup says what is missing.

/** Without a terminal, from bash. */
const inBash = (
  { home, env }: Newcomer,
  words: readonly string[],
  more: Record<string, string> = {},
): Promise<Outcome> =>
  start(['bash', '-c', '"$@"; exit $?', 'bash', path.join(inject('bin'), 'mfa-env'), ...words], {
    cwd: home,
    env: { ...env, ...more },
  });

const pair = { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret };

test('with a key and a command for codes, all is set up', async () => {
  const place = await newcomer();
  const env = { ...pair, MFA_ENV_CODE_COMMAND: `echo ${place.sts.freshCode(serial)}` };
  const { status, stdout, stderr } = await inBash(place, ['setup', '--yes', 'acme'], env);
  expect(stderr).toMatch(/acme · 111122223333 · .* · new/);
  expect(stderr).toMatch(/^Load the command authaws in new bash terminals\? yes\n│ {2}~\/\.bashrc and/m);
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('mfa-env.bash && authaws') });
  expect(place.read('.aws/config')).toBe(`[profile acme]\nregion = us-east-1\nmfa_serial = ${serial}\n`);
  expect(place.read('.bashrc')).toContain('mfa-env.bash');
  expect(stdout + stderr).not.toContain(secret);
  const before = filesOf(place.home);
  const again = await inBash(place, ['setup', '--yes', 'acme'], env);
  expect(again).toMatchObject({ status: 0, stdout: expect.stringContaining('All is set up already for profile acme') });
  expect(filesOf(place.home)).toEqual(before);
  expect(await inBash(place, ['setup', 'acme'])).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^All is set up already/),
  });
});

test('a start-up file that stays as it is is told once', async () => {
  const place = await newcomer();
  place.write('.bashrc', '# mine\n');
  chmodSync(path.join(place.home, '.bashrc'), 0o400);
  const { stdout, stderr } = await inBash(place, ['setup', '--yes', 'acme'], pair);
  expect(stderr.match(/\.bashrc stays as it is/g)).toHaveLength(1);
  expect(stdout.match(/\.bashrc by hand/g)).toHaveLength(1);
});

test('without a command for codes the session is left, also at a terminal', async () => {
  const place = await newcomer();
  const talk = place.run(['setup', '--yes'], pair);
  await talk.until(/All is set up\. In this terminal:/);
  await talk.until('status=0');
  expect(talk.terminal.everything()).not.toMatch(questions.code);
  expect(place.sts.calls('GetSessionToken')).toEqual([]);
  expect(place.read('.aws/config')).toContain(`mfa_serial = ${serial}`);
});

test('without a terminal nothing is changed, and what is missing is named', async () => {
  const place = await newcomer();
  const before = filesOf(place.home);
  const { status, stderr, stdout } = await inBash(place, ['setup']);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(
    /missing: the line in the start-up file, an access key, a region, an MFA device, a first session/,
  );
  expect(filesOf(place.home)).toEqual(before);
  expect(place.sts.requests).toEqual([]);
});
