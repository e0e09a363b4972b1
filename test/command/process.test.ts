import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { at, calls, roleArn } from './at.ts';
import { has } from './has.ts';
import { keyLines, makePlace, type Outcome, type Place, serial } from './run.ts';

// mfa-env serves other tools as their credential_process, and takes keys from one of its own: C2.12, C3.4.

let place: Place;
beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => place.end());

const root = path.resolve(import.meta.dirname, '../..');
const boto3 = 'import boto3; print(boto3.Session(profile_name="day").client("sts").get_caller_identity()["Arn"])';
const javascript = `const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts');
  new STSClient({ profile: 'day' }).send(new GetCallerIdentityCommand({})).then(({ Arn }) => console.log(Arn));`;
const tools: [name: string, there: boolean, line: string][] = [
  ['aws', has('aws', '--version'), 'aws --profile day sts get-caller-identity --query Arn --output text'],
  ['boto3', has('python3', '-c', 'import boto3'), `python3 -c '${boto3}'`],
  ['the JavaScript SDK', true, `cd "${root}" && node -e "$JS"`],
];

/** A profile whose credentials are those that mfa-env gives for another one. */
function configured(words = '-p default', more = ''): void {
  const process = `credential_process = mfa-env ${words} --format json\n`;
  place.write(
    '.aws/config',
    `[default]\nregion = eu-central-1\nmfa_serial = ${serial}\n${more}[profile day]\nregion = eu-central-1\n${process}`,
  );
}

const quiet = {
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_REGION: 'eu-central-1',
};
const tool = (line: string): Promise<Outcome> => place.sh(line, [], { env: { ...quiet, JS: javascript } });

for (const [name, there, line] of tools) {
  describe.skipIf(!there)(name, () => {
    const count = process.env.CI === 'true' ? 6 : 2;
    test('takes the cached session, several at once: nothing on stderr, no call for credentials', {
      timeout: 60_000,
    }, async () => {
      configured();
      await place.begin();
      const outcomes = await Promise.all(Array.from({ length: count }, () => tool(line)));
      for (const outcome of outcomes)
        expect(outcome).toEqual({ status: 0, stdout: 'arn:aws:iam::111122223333:user/alice\n', stderr: '' });
      expect(calls(place)).toEqual(['GetSessionToken! ok', ...Array(count).fill('GetCallerIdentity ok')]);
    });

    test('takes a role', { timeout: 60_000 }, async () => {
      configured('-p admin', `[profile admin]\nrole_arn = ${roleArn('admin')}\nsource_profile = default\n`);
      await place.begin();
      expect(await tool(line)).toMatchObject({
        status: 0,
        stdout: 'arn:aws:sts::111122223333:assumed-role/admin/alice\n',
      });
    });

    test('without a session and a terminal: fails at once, and STS is not asked', { timeout: 60_000 }, async () => {
      configured();
      const { status, stdout, stderr } = await tool(line);
      expect({ ok: status === 0, stdout }).toEqual({ ok: false, stdout: '' });
      expect(stderr).not.toContain(keyLines.slice(-20, -1));
      expect(place.sts.requests).toEqual([]);
    });

    test('one that asks for its own profile is refused, and does not go on for ever', { timeout: 60_000 }, async () => {
      configured('-p day');
      expect((await tool(line)).status).not.toBe(0);
      expect(place.sts.requests).toEqual([]);
    });
  });
}

test.skipIf(!has('aws', '--version'))(
  'aws at a terminal: one prompt, and one code for all that comes after',
  { timeout: 60_000 },
  async () => {
    configured();
    const line = 'aws --profile day sts get-caller-identity --query Arn --output text';
    const terminal = at(place, `${line} && ${line} && ${line}`, [], quiet);
    await terminal.until('MFA code for default');
    terminal.line(place.sts.freshCode(serial));
    await terminal.until('status=0');
    expect(terminal.everything().split('MFA code for')).toHaveLength(2);
    expect(place.sts.calls('GetSessionToken')).toHaveLength(1);
  },
);

test('loops: of one, of two, and of credential_process and source_profile', async () => {
  place.write(
    '.aws/config',
    `[profile a]\nmfa_serial = ${serial}\ncredential_process = mfa-env -p a -f json\n` +
      `[profile b]\nmfa_serial = ${serial}\ncredential_process = mfa-env -p c -f json\n` +
      `[profile c]\nmfa_serial = ${serial}\ncredential_process = mfa-env -p b -f json\n` +
      `[profile d]\nsource_profile = a\n`,
  );
  for (const profile of ['a', 'b', 'c', 'd'])
    expect(await place.quick(['-p', profile, '123456'])).toMatchObject({
      status: 3,
      stdout: '(exit 3);\n',
      stderr: expect.stringContaining('credential_process of profile'),
    });
  expect(place.sts.requests).toEqual([]);
});

const asProcess = (text: string): string => {
  place.write('.aws/credentials', '');
  const file = place.write('process', text, 0o700);
  place.write('.aws/config', `[default]\nmfa_serial = ${serial}\ncredential_process = /bin/sh "${file}"\n`);
  return file;
};
const [, id, , secret] = keyLines.split(/ = |\n/);

test('keys from a process: its stderr is not shown, and it is run once for each new session', async () => {
  asProcess(
    `echo x >>"$HOME/log"; echo "hunter2" >&2; echo '{"Version":1,"AccessKeyId":"${id}","SecretAccessKey":"${secret}"}'`,
  );
  const { status, stderr } = await place.quick([place.sts.freshCode(serial)]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(/^default · .* · new\n/) });
  expect(stderr).not.toContain('hunter2');
  expect((await place.sh('cat "$HOME/log"', [])).stdout).toBe('x\n');
});

test('a process may ask on the terminal', async () => {
  asProcess(
    `printf 'PIN: ' >/dev/tty; read pin </dev/tty; [ "$pin" = 7 ] && echo '{"Version":1,"AccessKeyId":"${id}","SecretAccessKey":"${secret}"}'`,
  );
  const terminal = at(place, '"$@" >/dev/null </dev/null', [place.sts.freshCode(serial)]);
  await terminal.until('PIN: ');
  terminal.line('7');
  await terminal.until('status=0');
});

test('a role over keys from a process', async () => {
  asProcess(`echo '{"Version":1,"AccessKeyId":"${id}","SecretAccessKey":"${secret}"}'`);
  expect(await place.quick(['--role-arn', roleArn('admin'), place.sts.freshCode(serial)])).toMatchObject({ status: 0 });
});

test.each<[string, string, RegExp]>([
  ['prints without end', 'yes', /failed/],
  ['is killed', 'kill -9 $$', /failed/],
  ['prints nothing', 'true', /printed no JSON/],
  ['prints null', 'echo null', /printed no JSON/],
  ['prints a list', 'echo "[]"', /printed no AccessKeyId/],
  ['prints numbers', `echo '{"AccessKeyId":1,"SecretAccessKey":2}'`, /printed no AccessKeyId/],
  ['prints a leak', `echo '{"AccessKeyId":"hunter2"}'`, /printed no AccessKeyId/],
])('a process that %s: status 3, and none of what it printed', async (_, text, message) => {
  asProcess(text);
  const { status, stdout, stderr } = await place.quick(['123456']);
  expect({ status, stdout, stderr }).toEqual({
    status: 3,
    stdout: '(exit 3);\n',
    stderr: expect.stringMatching(message),
  });
  expect(stderr).not.toContain('hunter2');
  expect(place.sts.requests).toEqual([]);
});
