import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePlace, type Place } from './run.ts';

// `--format` gives the session to programs that are no shell: C2.12, C12.

let place: Place;
let session: Record<string, string>;
beforeAll(async () => {
  place = await makePlace();
  session = await place.begin();
});
afterAll(() => place.end());

test('C2.12: json is the document of credential_process', async () => {
  const { status, stdout, stderr } = await place.run(['-f', 'json', '-q']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({
    Version: 1,
    AccessKeyId: session.AWS_ACCESS_KEY_ID,
    SecretAccessKey: session.AWS_SECRET_ACCESS_KEY,
    SessionToken: session.AWS_SESSION_TOKEN,
    Expiration: session.AWS_CREDENTIAL_EXPIRATION,
    AccountId: '111122223333',
  });
});

test('C2.12: env is NAME=value lines, without quotes', async () => {
  const { status, stdout } = await place.quick(['--format', 'env', '-q']);
  expect(status).toBe(0);
  expect(stdout.split('\n')).toEqual(
    expect.arrayContaining([
      `AWS_ACCESS_KEY_ID=${session.AWS_ACCESS_KEY_ID}`,
      `AWS_SECRET_ACCESS_KEY=${session.AWS_SECRET_ACCESS_KEY}`,
      `AWS_SESSION_TOKEN=${session.AWS_SESSION_TOKEN}`,
      `AWS_CREDENTIAL_EXPIRATION=${session.AWS_CREDENTIAL_EXPIRATION}`,
    ]),
  );
  for (const line of stdout.trimEnd().split('\n')) expect(line).toMatch(/^\w+=[^'"]*$/);
});

test('C12: change is what to unset and what to set, on one line', async () => {
  const { status, stdout } = await place.quick(['-f', 'change', '-q'], { env: { AWS_PROFILE: 'default', OTHER: 'x' } });
  expect(status).toBe(0);
  expect(stdout).toMatch(/^.*\n$/);
  const { unset, set, ...rest } = JSON.parse(stdout);
  expect(rest).toEqual({});
  expect(set).toMatchObject({ AWS_SESSION_TOKEN: session.AWS_SESSION_TOKEN, MFA_ENV_PROFILE: 'default' });
  expect(unset).toContain('AWS_PROFILE');
  expect(unset.filter((name: string) => name in set)).toEqual([]);
  const cleared = await place.quick(['--clear', '-f', 'change'], { env: set });
  expect(cleared).toMatchObject({ status: 0, stderr: expect.stringMatching(/^.*cleared\n$/) });
  const back = JSON.parse(cleared.stdout);
  expect(back.unset).toEqual(expect.arrayContaining(Object.keys(session).filter((name) => !(name in back.set))));
  expect(back.set).toMatchObject({ AWS_PROFILE: 'default' });
});

test.each(['tcsh', 'csh', 'nu', 'elvish', 'xonsh', 'pwsh', 'powershell'])(
  'C12: %s gets no code of another shell, and no code is used up',
  async (name) => {
    // The program is a shell by that name; xonsh is a script, which only its own name tells.
    const isScript = name === 'xonsh';
    if (isScript) place.write(`bin/${name}`, '#!/bin/sh\n"$@"\nexit $?\n', 0o755);
    const line = isScript ? '' : `mkdir -p "$HOME/bin" && cp /bin/sh "$HOME/bin/${name}" && `;
    const call = `${line}"$HOME/bin/${name}" ${isScript ? '' : `-c '"$@"; exit $?' sh `}"$@"`;
    const refused = await place.sh(call, ['--refresh']);
    expect(refused).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(`^mfa-env: .* ${name}\n  .*mfa-env exec`),
    });
    expect(refused.stdout).toMatch(/^(\(exit 2\)|sh -c 'exit 2');\n$/);
    expect(await place.sh(call, ['--clear'])).toMatchObject({ status: 2 });
    for (const words of [
      ['-s', 'bash'],
      ['-f', 'change'],
      ['--clear', '-f', 'change'],
      ['--clear', '-s', 'fish'],
    ]) {
      expect(await place.sh(call, words)).toMatchObject({ status: 0 });
    }
  },
);

test.each(['json', 'env', 'change'])('C2.8: a failure as %s prints nothing for a shell', async (format) => {
  expect(await place.quick(['-f', format, '-p', 'nosuch'])).toMatchObject({ status: 3, stdout: '' });
  expect(await place.quick([`--format=${format}`, '12345'])).toMatchObject({ status: 2, stdout: '' });
});

test('exec: the session in the environment of the command only', async () => {
  const { status, stdout } = await place.quick(['exec', '-q', '--', '/bin/sh', '-c', 'printf %s "$AWS_SESSION_TOKEN"']);
  expect({ status, stdout }).toEqual({ status: 0, stdout: session.AWS_SESSION_TOKEN });
});

test.each<[string, string[], number]>([
  ['0', ['true'], 0],
  ['its own', ['/bin/sh', '-c', 'exit 42'], 42],
  ['a signal', ['/bin/sh', '-c', 'kill -TERM $$'], 143],
  ['no such command', ['no-such-command-here'], 127],
  ['one that cannot run', ['/'], 126],
])('C2.9, exec: the status of the command: %s', async (_, words, status) => {
  // By a shell: from Node 22 on, the command takes the place of mfa-env, and a signal ends both.
  const outcome = await place.sh('"$@"; exit $?', ['exec', '-q', '--', ...words]);
  expect(outcome).toMatchObject({ status, stdout: '' });
});

test('exec: words, stdin and options reach the command as they are', async () => {
  const words = [
    'exec',
    '-q',
    '--',
    '/bin/sh',
    '-c',
    'printf "<%s>" "$@"; cat',
    'sh',
    '-p',
    'a b',
    '',
    '--help',
    "it's",
  ];
  const { stdout } = await place.run(words, { stdin: 'in' });
  expect(stdout).toBe("<-p><a b><><--help><it's>in");
});

test('exec: a failure is a status and a message, and the command does not run', async () => {
  const { status, stdout, stderr } = await place.quick(['exec', '-p', 'nosuch', '--', 'echo', 'ran']);
  expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
  expect(stderr).toMatch(/^mfa-env: .*nosuch/);
  expect(await place.quick(['exec'])).toMatchObject({ status: 2, stdout: '' });
});
