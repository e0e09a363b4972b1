import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, inject, test } from 'vitest';
import { at, roleArn } from './at.ts';
import { inPlace } from './in-place.ts';
import { type Place, serial, start } from './run.ts';

// C2.8 where something ends mfa-env from outside: `eval` fails, mfa-env ends, and so does what it waits for.

const signals: [string, number][] = [
  ['INT', 130],
  ['QUIT', 131],
  ['TERM', 143],
  ['HUP', 129],
];

/** Runs mfa-env, which waits, sends it a signal, and evals what it printed. */
const ended = (
  place: Place,
  signal: string,
  words: string[],
  env: Record<string, string> = {},
  format = ['-s', 'posix'],
) =>
  place.sh(
    `mkfifo in; sleep 9 >in 2>&1 & set -m; "$@" <in >out 2>err & while [ ! -e waits ]; do sleep 0.05; done; sleep 0.3
    kill -${signal} $!; wait $!; echo "own=$?"; eval "$(cat out)"; echo "eval=$?"; cat err >&2`,
    [...format, ...words],
    { env },
  );

/** A command that says that it runs, and sleeps for a time that no other test's sleeps. */
function waiter(place: Place): { command: string; isGone: () => Promise<void> } {
  naps += 1;
  const nap = `7.${naps}`;
  const count = `ps -A -o args= | grep -c "[s]leep ${nap}$"; true`;
  return {
    command: `: >'${path.join(place.home, 'waits')}'; exec sleep ${nap}`,
    isGone: async () => {
      expect((await start(['sh', '-c', count], { env: { PATH: process.env.PATH } })).stdout).toBe('0\n');
    },
  };
}
let naps = process.pid * 100;

/** Waits until AWS got one request more, then makes the file that says so. */
async function sent(place: Place): Promise<void> {
  const before = place.sts.requests.length;
  while (place.sts.requests.length === before) await setTimeout(20);
  place.write('sent', '');
}

const isQuiet = expect.not.stringMatching(/debugger|inspector/i);

// All at once, as they mostly wait.
describe.concurrent('a signal', { timeout: 60_000 }, () => {
  for (const [signal, status] of signals) {
    test(
      `SIG${signal} while stdin is waited for`,
      inPlace(async (place) => {
        const outcome = ended(place, signal, ['-']);
        await setTimeout(1500);
        place.write('waits', '');
        expect(await outcome).toMatchObject({ stdout: `own=${status}\neval=${status}\n` });
      }),
    );

    test(
      `SIG${signal} while credential_process runs, which ends too`,
      inPlace(async (place) => {
        const { command, isGone } = waiter(place);
        place.write('.aws/credentials', '');
        place.write('.aws/config', `[default]\nmfa_serial = ${serial}\ncredential_process = ${command}\n`);
        expect(await ended(place, signal, [])).toMatchObject({ stdout: `own=${status}\neval=${status}\n` });
        await isGone();
      }),
    );

    test(
      `SIG${signal} while a command for the code runs, which ends too`,
      inPlace(async (place) => {
        const { command, isGone } = waiter(place);
        const outcome = await ended(place, signal, [], { MFA_ENV_CODE_COMMAND: command });
        expect(outcome).toMatchObject({ stdout: `own=${status}\neval=${status}\n` });
        await isGone();
      }),
    );
  }

  test.each([
    ['-f json', ['-f', 'json']],
    ['exec', ['exec', '--', 'true']],
  ])(
    'what %s has started ends with it, though nothing evals that',
    inPlace(async (place, _: string, words: string[]) => {
      const { command, isGone } = waiter(place);
      const { stdout } = await ended(place, 'TERM', words, { MFA_ENV_CODE_COMMAND: command }, []);
      expect(stdout).toBe('own=143\neval=0\n');
      await isGone();
    }),
  );

  test(
    'half of the package gone, as while npm installs it anew: eval fails, and one line says why',
    inPlace(async (place) => {
      const copy = path.join(place.dir, 'copy');
      cpSync(path.join(inject('installed'), 'dist'), copy, { recursive: true });
      for (const name of ['main', 'sdk']) rmSync(path.join(copy, `${name}.cjs`));
      const { status, stdout, stderr } = await start([process.execPath, path.join(copy, 'bin.cjs')], {
        env: place.env,
      });
      expect({ status, stdout }).toEqual({ status: 1, stdout: "sh -c 'exit 1';\n" });
      expect(stderr).toMatch(/^mfa-env: .*files.*\n.*: npm install -g mfa-env\n$/);
    }),
  );

  for (const [signal, status] of signals) {
    test(
      `SIG${signal} while a config file comes from a pipe: eval fails, at once`,
      inPlace(async (place) => {
        // The pipe opens for its writer when mfa-env has opened it.
        const line = `set -m; mkfifo config; (exec 3>config; : >opened; exec sleep 7.9) >held 2>&1 & "$@" >out 2>err &
      while [ ! -e opened ]; do sleep 0.05; done; sleep 0.3; kill -${signal} $!
      wait $!; echo "own=$?"; eval "$(cat out)"; echo "eval=$?"`;
        const env = { AWS_CONFIG_FILE: path.join(place.home, 'config') };
        for (const [words, evaluated] of [
          [['-s', 'posix'], status],
          [['exec', '--', 'true'], 0],
        ] as const) {
          const again = `rm -f config opened; ${line}`;
          expect((await place.sh(again, words, { env })).stdout).toBe(`own=${status}\neval=${evaluated}\n`);
        }
      }),
    );
  }

  test(
    'Ctrl-C twice, as somebody in a hurry presses it: eval fails, and a word says what became of the code',
    inPlace(async (place) => {
      for (const wait of ['0', '0.01', '0.1']) {
        place.sts.fault({ kind: 'hang' });
        const line = `set -m; rm -f sent; "$@" >out 2>err &
      while [ ! -e sent ]; do sleep 0.05; done; kill -INT $!; sleep ${wait}; kill -INT $!
      wait $!; echo "own=$?"; eval "$(cat out)"; echo "eval=$?"; cat err >&2`;
        const env = { MFA_ENV_CODE_COMMAND: `echo ${place.sts.freshCode(serial)}` };
        const outcome = place.sh(line, ['-s', 'posix', '--refresh'], { env });
        await sent(place);
        const { stdout, stderr } = await outcome;
        expect({ stdout, stderr }).toEqual({
          stdout: 'own=130\neval=130\n',
          stderr: expect.stringMatching(/mfa-env: cancelled\n {2}.*code.*used/),
        });
      }
    }),
  );

  test(
    'Ctrl-C while AWS is asked without a code: there is no word of one',
    inPlace(async (place) => {
      await place.begin();
      place.sts.fault({ kind: 'hang' });
      const line = `set -m; "$@" >out 2>err & while [ ! -e sent ]; do sleep 0.05; done; kill -INT $!; wait $!; cat out err`;
      const outcome = place.sh(line, ['-s', 'posix', '--role-arn', roleArn('admin')]);
      await sent(place);
      expect(await outcome).toMatchObject({ stdout: '(exit 130);\nmfa-env: cancelled\n' });
    }),
  );

  test.each<[string, string[]]>([
    ['the main job', ['-s', 'posix']],
    ['exec', ['exec', '--', 'true']],
  ])(
    'SIGUSR1 opens no inspector while a command for %s runs',
    inPlace(async (place, _: string, words: string[]) => {
      const command = `: >waits; sleep 0.7; echo ${place.sts.freshCode(serial)}`;
      const line = `"$@" >out & while [ ! -e waits ]; do sleep 0.05; done; sleep 0.1; kill -USR1 $!; wait $!`;
      const outcome = await place.sh(line, words, { env: { MFA_ENV_CODE_COMMAND: command } });
      expect(outcome).toEqual({ status: 0, stdout: '', stderr: isQuiet });
    }),
  );

  test.each<[string, string[]]>([
    ['list', ['list']],
    ['doctor', ['doctor']],
    ['logout', ['logout', '-p', 'default']],
    ['--write', ['-w', 'x', '-s', 'posix']],
  ])(
    'SIGUSR1 opens no inspector while %s waits for a config file',
    inPlace(async (place, _: string, words: string[]) => {
      await place.begin();
      const config = `[default]\\nmfa_serial = ${serial}\\n`;
      const line = `mkfifo config; (exec 3>config; : >opened; sleep 0.7; printf '${config}' >&3) & "$@" >out &
    while [ ! -e opened ]; do sleep 0.05; done; sleep 0.1; kill -USR1 $!; wait $!`;
      const { stderr } = await place.sh(line, words, { env: { AWS_CONFIG_FILE: path.join(place.home, 'config') } });
      expect(stderr).toEqual(isQuiet);
    }),
  );
});

test(
  'SIGUSR1 opens no inspector at the prompt, and the code counts',
  inPlace(async (place) => {
    const terminal = at(place, `sh -c 'echo "pid=$$" >&2; exec "$@"' sh "$@" >out`);
    await terminal.until('MFA code for');
    const [, pid] = /pid=(\d+)/.exec(terminal.everything()) ?? [];
    process.kill(Number(pid), 'SIGUSR1');
    await setTimeout(300);
    terminal.line(place.sts.freshCode(serial));
    await terminal.until('status=0');
    expect(terminal.everything()).toEqual(isQuiet);
  }),
);
