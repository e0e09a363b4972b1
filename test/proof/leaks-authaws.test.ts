import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyPair, makePlace, type Outcome, type Place, serial, start } from '../command/run.ts';
import { inEach, isPosix, ownFunctions, type Shell } from '../shell/shells.ts';
import { allowedIn, leaks, leaksOf, type MayHold, secretsOf, withFolders } from './secrets.ts';
import { canTrace, newTrace, withoutTyped, wordsOf } from './trace.ts';

// The secrets of a shell that runs `authaws` stand only in the variables that it exports, and in the cache.

let place: Place;
let code: string;
let work: string;
beforeEach(async () => {
  place = await makePlace();
  code = place.sts.freshCode(serial);
  work = withFolders(place);
});
afterEach(() => place.end());

const everything = {
  bash: 'declare -p; set; declare -f; alias; trap; shopt; history; jobs -l; hash',
  zsh: 'typeset -p; set; functions; alias; trap; fc -l 2>/dev/null; jobs -l; hash',
  fish: 'set --show; set; for name in (functions --all --names); functions $name; end; abbr; jobs; bind 2>/dev/null',
} as const;
const nameOf = ({ speaks }: Shell): keyof typeof everything => (speaks === 'posix' ? 'bash' : speaks);

const script = (): string => path.join(place.dir, 'script');

/** Runs lines in a shell that has the functions. */
function inShell(
  shell: Shell,
  lines: readonly string[],
  { env, stdin = '', before = [] }: { env?: Record<string, string>; stdin?: string; before?: string[] } = {},
): Promise<Outcome> {
  const load = isPosix(shell) ? `eval "$(mfa-env init ${nameOf(shell)})"` : `mfa-env init ${nameOf(shell)} | source`;
  writeFileSync(script(), `${[load, ...lines].join('\n')}\n`);
  return start([...before, ...shell.command, script()], { stdin, cwd: work, env: { ...place.env, ...env } });
}

const environmentOf = (text: string): Record<string, string> =>
  Object.fromEntries(text.split('\0').map((row) => row.split(/=(.*)/s).slice(0, 2)));

/** The rows of a listing that set one of these variables, and all the others. */
function split(variables: string, names: string): { theirs: string; rest: string } {
  const isTheirs = new RegExp(`^(\\$|(declare|typeset|export|set)( -\\w+)* )?(${names})\\b`);
  const rows = variables.split('\n');
  return {
    theirs: rows.filter((row) => isTheirs.test(row)).join('\n'),
    rest: rows.filter((row) => !isTheirs.test(row)).join('\n'),
  };
}

inEach(ownFunctions, (shell) => {
  const tracing = isPosix(shell) ? ['set -xv', 'set +xv'] : ['set -g fish_trace 1', 'set -e fish_trace'];
  const list = ['env -0', 'printf "@@\\n"', everything[nameOf(shell)]];
  const traced = [tracing[0] ?? '', 'authaws -', 'authaws status >&2', tracing[1] ?? '', ...list];

  test('authaws: nothing but the three exported variables holds a secret, and no trace shows one', async () => {
    const { stdout, stderr } = await inShell(shell, traced, { stdin: `${code}\n` });
    const [environment = '', variables = ''] = stdout.split('@@\n');
    const env = environmentOf(environment);
    const secrets = secretsOf(code, env);
    expect(env).toMatchObject({ AWS_SESSION_TOKEN: expect.stringMatching(/^.{100}/), MFA_ENV_PROFILE: 'default' });
    expect(leaks({ variables }, secrets)).toEqual(['the session secret in variables', 'the token in variables']);
    const { rest } = split(variables, 'AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN');
    expect(rest.split('\n').length).toBeGreaterThan(20);
    expect(leaks({ rest }, secrets)).toEqual([]);
    expect(stderr).toContain('authaws');
    expect(leaksOf(place, { stderr }, secrets)).toEqual([]);
    // and where it fails
    rmSync(place.cache, { recursive: true });
    const failed = await inShell(shell, traced, { stdin: '000000\n', env: { MFA_ENV_DEBUG: '1' } });
    expect(failed.stderr).toContain('was refused');
    const shown = { stderr: failed.stdout + failed.stderr };
    expect(leaksOf(place, shown, { ...secrets, code: '000000' })).toEqual([]);
  });

  test('C2.4: with a long-term key in the environment, the variable that keeps it is the only one more', async () => {
    rmSync(path.join(place.home, '.aws'), { recursive: true });
    const env = { ...keyPair, AWS_MFA_SERIAL: serial };
    const { stdout, stderr } = await inShell(shell, traced, { stdin: `${code}\n`, env });
    const [environment = '', variables = ''] = stdout.split('@@\n');
    const after = environmentOf(environment);
    const secrets = secretsOf(code, after);
    expect(after.AWS_SESSION_TOKEN).toMatch(/^.{100}/);
    const kept = 'MFA_ENV_WAS_AWS_SECRET_ACCESS_KEY';
    expect(after[kept]).toBe(keyPair.AWS_SECRET_ACCESS_KEY);
    const holders = Object.keys(after).filter((name) => leaks({ [name]: after[name] ?? '' }, secrets).length > 0);
    expect(holders.sort()).toEqual(['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', kept]);
    const { theirs, rest } = split(variables, holders.join('|'));
    expect(leaks({ theirs }, secrets)).toHaveLength(3);
    expect(leaks({ rest }, secrets)).toEqual([]);
    expect(leaksOf(place, { stderr }, secrets)).toEqual([]);
    // What is started with a session, or reads one, gets none of it.
    for (const words of [
      ['exec', '--', 'env'],
      ['-f', 'json'],
      ['-f', 'env'],
    ]) {
      const { status, ...shown } = await place.run(words, { env: after });
      expect({ status, ...leaks(shown, { key: keyPair.AWS_SECRET_ACCESS_KEY }) }, words.join(' ')).toEqual({
        status: 0,
      });
    }
  });

  test.runIf(canTrace).each<[string, Record<string, string>]>([
    ['the credentials file', {}],
    ['the environment', { ...keyPair, AWS_MFA_SERIAL: serial }],
  ])('C5.1: authaws with keys of %s starts no program with a secret among its words', async (_, env) => {
    const isUsers: MayHold = (file, mode) => (file === script() ? ['code'] : allowedIn(place)(file, mode));
    const look = async (lines: string[], more: Record<string, string>, typed?: string) => {
      const { strace, read } = newTrace(place);
      const stdin = `${code}\n`;
      const { stdout, stderr } = await inShell(shell, lines, { before: strace, stdin, env: { ...env, ...more } });
      const { started, written } = read();
      const programs = typed === undefined ? started : withoutTyped(started, typed);
      const session = environmentOf(stdout);
      const secrets = secretsOf(code, session);
      // The environments hold the session, as they should; but never a code.
      expect(leaks({ environments: programs.join('\n') }, secrets)).toContain('the token in environments');
      expect(leaks({ environments: programs.join('\n') }, { code })).toEqual([]);
      expect(leaksOf(place, { stderr, started: wordsOf(programs), written }, secrets, isUsers)).toEqual([]);
      return session;
    };
    const calls = ['authaws -', 'authaws', 'authaws status >&2', 'authaws 000000', 'mfa_env_prompt >&2', 'env -0'];
    const first = await look([...calls, 'authaws --clear', 'env true'], {});
    code = place.sts.freshCode(serial);
    const second = await look([`authaws --refresh ${code}`, `authaws ${code}`, 'env -0'], first, code);
    expect(second.AWS_SESSION_TOKEN).not.toBe(first.AWS_SESSION_TOKEN);
  });
});
