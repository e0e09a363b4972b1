import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { calls, roleArn } from './at.ts';
import { makePlace, type Place, serial } from './run.ts';

// Lines of docs/recipes.md and docs/storage.md, as they stand there.

let place: Place;
beforeAll(async () => {
  place = await makePlace();
  const roles = ['admin', 'readonly'].map(
    (role) => `[profile acme-${role}]\nrole_arn = ${roleArn(role)}\nsource_profile = acme\nregion = eu-west-1\n`,
  );
  place.write('.aws/config', `[profile acme]\nmfa_serial = ${serial}\nregion = eu-central-1\n${roles.join('')}`);
  const credentials = readFileSync(path.join(place.home, '.aws/credentials'), 'utf8');
  place.write('.aws/credentials', credentials.replace('[default]', '[acme-long-term]'));
  place.write('bin/aws', '#!/bin/sh\necho "$MFA_ENV_PROFILE: $*"\n', 0o700);
  // The host has nothing of this environment.
  place.write('bin/ssh', '#!/bin/sh\n[ "$1" = host ] && shift\nexec env -i PATH="$PATH" sh -c "$*"\n', 0o700);
  await place.run(['-q', 'acme', place.sts.freshCode(serial)]);
});
afterAll(() => place.end());

const recipes = readFileSync(path.resolve(import.meta.dirname, '../../docs/recipes.md'), 'utf8');
/** The block in which a text stands. */
const block = (text: string): string =>
  [...recipes.matchAll(/```\w*\n([\s\S]*?)```/g)].map(([, code = '']) => code).find((code) => code.includes(text)) ??
  '';
const run = (code: string, env: Record<string, string> = {}) =>
  place.sh(code, [], { env: { PATH: `${place.home}/bin:${place.env.PATH}`, ...env } });

test('a loop', async () => {
  const { stdout } = await run(block('for profile in').replace('partner', 'acme-admin'));
  expect(stdout).toBe('acme: s3 ls\nacme-admin: s3 ls\n');
});

test.skipIf(spawnSync('jq', ['--version']).status !== 0)('all roles at once', async () => {
  const { stdout } = await run(block('xargs -P'));
  expect(stdout.split('\n').sort()).toEqual(['', 'acme-admin: s3 ls', 'acme-readonly: s3 ls']);
  expect(calls(place).filter((call) => call.includes('!'))).toHaveLength(1);
});

test('a script on a host that has no keys, and none without a session', async () => {
  place.write('deploy.sh', 'echo "$AWS_REGION $AWS_ACCESS_KEY_ID"\n');
  const code = block('ssh host sh');
  expect((await run(code)).stdout).toMatch(/^eu-central-1 ASIA\w+\n$/);
  expect(await run(code.replace('acme', 'nosuch'))).toMatchObject({ stdout: '' });
});

test('the cache in another folder', async () => {
  const storage = readFileSync(path.resolve(import.meta.dirname, '../../docs/storage.md'), 'utf8');
  const [line = 'false'] = /export MFA_ENV_CACHE_DIR=[^`]*/.exec(storage) ?? [];
  const code = `${line}\nmfa-env -q acme ${place.sts.freshCode(serial)} >out && ls "$XDG_RUNTIME_DIR/mfa-env"`;
  const { status, stdout } = await run(code, { XDG_RUNTIME_DIR: place.home });
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^[0-9a-f]{16}\.json$/m) });
});
