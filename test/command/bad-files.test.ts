import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { roleArn } from './at.ts';
import { exportsOf, keyLines, makePlace, type Place, serial } from './run.ts';

// A fault in the AWS files is told with its line, and stops the work only where it has to: C3.2, C3.4, C6.1.

let place: Place;
beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => place.end());

test('two sections of one name: merged, and told with their lines, once', async () => {
  place.write('.aws/credentials', `[default]\n${keyLines}\n[x]\n[default]\nregion = eu-west-3\n`);
  const { status, stdout, stderr } = await place.quick([place.sts.freshCode(serial)]);
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: expect.stringMatching(/^mfa-env: .*credentials.*\[default\].* 1 and 6\ndefault · .*\n$/),
  });
  expect(exportsOf(stdout).AWS_REGION).toBe('eu-west-3');
});

test('a setting that appears twice: the last one counts, and it is told', async () => {
  place.write('.aws/config', `[default]\nregion = eu-west-1\nmfa_serial = ${serial}\nregion = eu-west-2\n`);
  const { status, stdout, stderr } = await place.quick([place.sts.freshCode(serial)]);
  expect({ status, region: exportsOf(stdout).AWS_REGION }).toEqual({ status: 0, region: 'eu-west-2' });
  expect(stderr).toMatch(/^mfa-env: .*config.*region.*\[default\].* 2 and 4\n/);
});

test('a line that the AWS CLI refuses the file for is told, once, and no word of it', async () => {
  place.write(
    '.aws/config',
    `[default]\nmfa_serial = ${serial}\nhunter2\nregion = eu-west-1\n[profile other]\nhunter3\n`,
  );
  const { status, stderr } = await place.quick([place.sts.freshCode(serial)]);
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: expect.stringMatching(/^mfa-env: .*config, line 3: .*\ndefault · .*\n$/),
  });
  expect(stderr).not.toContain('hunter');
});

test('a header that is never closed: told where the profile is missed', async () => {
  place.write('.aws/config', `[default]\nmfa_serial = ${serial}\n\n[profile acme\nsource_profile = default\n`);
  expect(await place.quick(['-p', 'acme', '123456'])).toMatchObject({
    status: 3,
    stderr: expect.stringMatching(/config, line 4: .*\[profile acme\b.*\n {2}.*\]/),
  });
  expect(await place.quick([place.sts.freshCode(serial)])).toMatchObject({ status: 0 });
});

test('C3.2: a byte order mark in both files', async () => {
  place.write('.aws/config', `\uFEFF[default]\r\nmfa_serial = ${serial}\r\n`);
  place.write('.aws/credentials', `\uFEFF[default]\r\n${keyLines}`);
  expect(await place.quick([place.sts.freshCode(serial)])).toMatchObject({ status: 0 });
});

test.each<[string, (at: string) => string, RegExp]>([
  ['without end', () => '/dev/zero', /\/dev\/zero .*10 MB\n/],
  ['of 50 MB', (at) => `truncate -s 50M ${at} && echo ${at}`, /config-here .*10 MB\n/],
  ['that is a folder', (at) => `mkdir ${at} && echo ${at}`, /config-here .*folder\n/],
])('a config file %s is refused, and soon', async (_, make, message) => {
  const at = path.join(place.home, 'config-here');
  const line = make(at);
  const name = line.includes(' ') ? (await place.sh(line, [])).stdout.trim() : line;
  for (const words of [['123456'], ['list'], ['-w', '123456']])
    expect(await place.quick(words, { env: { AWS_CONFIG_FILE: name } })).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(message),
    });
});

test('pipes: one that nobody writes to is empty, and the <(…) of a shell is read', async () => {
  const pipe = path.join(place.home, 'pipe');
  const env = { AWS_CONFIG_FILE: pipe };
  const list = await place.sh(`mkfifo ${pipe} && exec "$@"`, ['list', '--json'], { env });
  expect(JSON.parse(list.stdout)).toMatchObject({ profiles: [{ name: 'default' }] });
  const text = `[default]\nmfa_serial = ${serial}\nregion = eu-west-3\n`;
  const line = `bash -c 'AWS_CONFIG_FILE=<(sleep 0.3; printf %s "$TEXT") "$@"' bash "$@"`;
  const { status, stdout } = await place.sh(line, [place.sts.freshCode(serial)], { env: { TEXT: text } });
  expect({ status, region: exportsOf(stdout).AWS_REGION }).toEqual({ status: 0, region: 'eu-west-3' });
});

test.each<[string, string, RegExp]>([
  [
    'a loop of roles',
    `[profile a]\nrole_arn = ${roleArn('admin')}\nsource_profile = b\n[profile b]\nrole_arn = ${roleArn('readonly')}\nsource_profile = a\n`,
    /: a → b → a\n/,
  ],
  ['a circle of one', '[profile a]\nsource_profile = a\n', /: a → a\n/],
  [
    'a missing source',
    `[profile a]\nrole_arn = ${roleArn('admin')}\nsource_profile = defalt\n`,
    /source_profile = defalt\b.*\n {2}.*\bdefault\b/,
  ],
  [
    'a source with half a pair',
    '[profile a]\nsource_profile = b\n[profile b]\naws_access_key_id = AKIAX\n',
    /profile b .*aws_secret_access_key\b/,
  ],
  [
    'two sources',
    `[profile a]\nrole_arn = ${roleArn('admin')}\nsource_profile = default\ncredential_source = Environment\n`,
    /source_profile .*credential_source\n/,
  ],
  [
    'keys of a machine',
    `[profile a]\nrole_arn = ${roleArn('admin')}\ncredential_source = EcsContainer\n`,
    /EcsContainer/,
  ],
  [
    'SSO behind a role',
    `[profile a]\nrole_arn = ${roleArn('admin')}\nsource_profile = b\n[profile b]\nsso_session = s\n`,
    /SSO\n.*aws sso login --profile b/,
  ],
])('%s: told before a code is used, and nothing is changed', async (_, config, message) => {
  place.write('.aws/config', config);
  const { status, stdout, stderr } = await place.quick(['-p', 'a', '-w', '123456']);
  expect({ status, stdout, stderr }).toEqual({
    status: 3,
    stdout: '(exit 3);\n',
    stderr: expect.stringMatching(message),
  });
  expect(place.sts.connections()).toBe(0);
  expect(readFileSync(path.join(place.home, '.aws/credentials'), 'utf8')).toBe(`[default]\n${keyLines}`);
  expect(() => place.cached()).toThrow('ENOENT');
});

test.each([
  ['-d', '13h', '12 hours'],
  ['-d', '10m', '15 minutes'],
])('a role with %s %s is refused before a code is asked for', async (option, value, message) => {
  const outcome = await place.quick(['--role-arn', roleArn('admin'), option, value]);
  expect(outcome).toMatchObject({ status: 2, stderr: expect.stringContaining(message) });
  expect(place.sts.connections()).toBe(0);
});
