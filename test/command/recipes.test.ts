import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { calls, roleArn } from './at.ts';
import { keyPair, makePlace, type Place, serial } from './run.ts';

// Lines of docs/recipes.md, docs/scripts.md and docs/storage.md, as they stand there.

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
  place.write(
    'bin/docker',
    '#!/bin/sh\ncase $* in *"$AWS_SECRET_ACCESS_KEY"*) exit 9 ;; esac\n' +
      'while [ $# -gt 0 ]; do\n  [ "$1" = -e ] && eval "echo $2=\\$$2"\n  shift\ndone\n',
    0o700,
  );
  await place.run(['-q', 'acme', place.sts.freshCode(serial)]);
});
afterAll(() => place.end());

const page = (name: string) => readFileSync(path.resolve(import.meta.dirname, '../../docs', name), 'utf8');
/** The block of a page in which a text stands. */
const block = (text: string, name = 'recipes.md'): string =>
  [...page(name).matchAll(/```\w*\n([\s\S]*?)```/g)].map(([, code = '']) => code).find((code) => code.includes(text)) ??
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

test.each([
  ['amazon/aws-cli', 'eu-central-1'],
  ['your-image', 'eu-west-1'],
])('a container gets the session by names alone, and none starts without one: %s', async (image, region) => {
  const code = block(image);
  const { stdout } = await run(code);
  expect(stdout).toMatch(/^AWS_ACCESS_KEY_ID=ASIA\w+\nAWS_SECRET_ACCESS_KEY=\S+\nAWS_SESSION_TOKEN=\S+\n/);
  expect(stdout).toMatch(new RegExp(`AWS_REGION=${region}\nAWS_DEFAULT_REGION=${region}\n$`));
  expect(await run(code.replace(/acme\S*/, 'nosuch'))).toMatchObject({ stdout: '' });
});

test.skipIf(spawnSync('direnv', ['version']).status !== 0)('direnv loads a cached session, or none', async () => {
  const code = block('-q --cached');
  const folder = path.dirname(place.write('project/.envrc', code));
  const shown = `direnv allow . && direnv exec . sh -c 'echo "$AWS_ACCESS_KEY_ID"'`;
  expect((await run(`cd ${folder} && ${shown}`)).stdout).toMatch(/^ASIA\w+\n$/);
  place.write('project/.envrc', code.replace('acme', 'acme-readonly'));
  const without = await run(`cd ${folder} && rm -f ../.cache/mfa-env/*.json && ${shown}`);
  expect(without).toMatchObject({ stdout: '\n', stderr: expect.stringContaining('no session') });
});

test.skipIf(spawnSync('oathtool', ['--version']).status !== 0)('CI, with a key and a seed of its own', async () => {
  const ci = await makePlace();
  onTestFinished(() => ci.end());
  ci.write('deploy.sh', '#!/bin/sh\necho "$AWS_DEFAULT_REGION $AWS_ACCESS_KEY_ID"\n', 0o700);
  const code = block('TOTP_SEED', 'scripts.md').replace(/\S+=…/g, '').replace('--role-arn deploy', '--role-arn admin');
  const env = { ...keyPair, TOTP_SEED: ci.sts.device(serial).seed };
  expect(await ci.sh(code, [], { env })).toMatchObject({ status: 0, stdout: expect.stringMatching(/^eu-west-1 ASIA/) });
});

test('the cache in another folder', async () => {
  const [line = 'false'] = /export MFA_ENV_CACHE_DIR=[^`]*/.exec(page('storage.md')) ?? [];
  const code = `${line}\nmfa-env -q acme ${place.sts.freshCode(serial)} >out && ls "$XDG_RUNTIME_DIR/mfa-env"`;
  const { status, stdout } = await run(code, { XDG_RUNTIME_DIR: place.home });
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^[0-9a-f]{16}\.json$/m) });
});
