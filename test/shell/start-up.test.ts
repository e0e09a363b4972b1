import { cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { applyStartUp } from '../../src/setup/start-up/apply.ts';
import { planStartUp } from '../../src/setup/start-up/plan.ts';
import type { FunctionsOptions, FunctionsShell, Installation } from '../../src/shell/functions-text.ts';
import { type Outcome, start } from './place.ts';
import { makeRealPlace, type RealPlace } from './real.ts';
import { inEach, isBash, isInstalled, isPosix, type Shell, withFunctions } from './shells.ts';
import { openProgram } from './terminal.ts';

// What setup writes works in real shells: at a terminal, over ssh, after an update, and until undo (C8.1, C8.3).

let place: RealPlace;
let home: string;
let env: Record<string, string>;
beforeAll(async () => {
  place = await makeRealPlace();
  home = path.join(place.dir, 'my home');
  env = { ...place.env, HOME: home };
});
beforeEach(() => {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home);
  cpSync(path.join(place.home, '.aws'), path.join(home, '.aws'), { recursive: true });
});
afterAll(() => place.end());

const installed = (folder = inject('installed')): Installation => ({
  node: process.execPath,
  script: path.join(folder, 'dist/bin.cjs'),
  shellFolder: path.join(folder, 'dist/shell'),
});
const functionsOf = (shell: Shell): string => path.join(home, `.local/share/mfa-env/mfa-env.${shell.speaks}`);
const read = (file: string): string => readFileSync(file, 'utf8');

function setUp(shell: Shell, installation = installed(), options: Partial<FunctionsOptions> = {}): void {
  const plan = planStartUp(shell.speaks as FunctionsShell, env, options, installation);
  expect(applyStartUp(plan, env, installation).filter(({ problem }) => problem !== undefined)).toEqual([]);
}

/** A shell with its start-up files. */
function open(shell: Shell, script: string, ...flags: string[]): Promise<Outcome> {
  return openBy([], shell, script, ...flags);
}

async function openBy(tool: string[], shell: Shell, script: string, ...flags: string[]): Promise<Outcome> {
  const [program] = shell.command;
  // Debian's /etc/zsh/zshrc runs a compinit of its own, which asks about the owners of folders.
  const words = [program, ...(shell.speaks === 'zsh' ? ['-d'] : []), ...flags, '-c', script];
  const outcome = await start([...tool, ...words], { env, cwd: place.dir });
  // There is no terminal behind it, and bash says so.
  const stderr = outcome.stderr.replace(/^bash: (cannot set terminal process group|no job control).*\n/gm, '');
  return { ...outcome, stderr };
}

const isThere = ({ speaks }: Shell): string =>
  speaks === 'fish' ? 'functions -q authaws' : 'typeset -f authaws >/dev/null';
const silent = { status: 0, stdout: '', stderr: '' };
/** How a terminal, one on macOS and ssh start a shell. */
const ways = [['-i'], ['-l', '-i'], ['-l']];
const waysOf = ({ speaks }: Shell): string[][] => (speaks === 'bash' ? ways : ways.slice(0, 2));

const each = withFunctions.filter(({ name }) => name !== 'bash --posix');

inEach(each, (shell) => {
  test('a new terminal and a login shell have authaws', async () => {
    for (const flags of waysOf(shell)) expect((await open(shell, isThere(shell), ...flags)).status).not.toBe(0);
    setUp(shell);
    for (const flags of waysOf(shell))
      expect(await open(shell, isThere(shell), ...flags), flags.join()).toEqual(silent);
  });

  test('with the files that a system gives, the functions are read once', async () => {
    if (!isInstalled('strace')) return expect(process.env.CI, 'strace is needed').not.toBe('true');
    writeFileSync(path.join(home, '.bashrc'), 'case $- in *i*) ;; *) return ;; esac\n');
    writeFileSync(path.join(home, '.profile'), '[ -z "$BASH_VERSION" ] || . "$HOME/.bashrc"\n');
    writeFileSync(path.join(home, '.zshrc'), 'setopt no_beep\n');
    setUp(shell);
    for (const flags of waysOf(shell).slice(0, 2)) {
      const { stderr } = await openBy(['strace', '-f', '-qq', '-e', 'trace=open,openat'], shell, 'true', ...flags);
      const opened = stderr.split('\n').filter((line) => line.includes(functionsOf(shell)));
      expect(opened, flags.join()).toHaveLength(1);
    }
  });

  test('it starts no process', async () => {
    if (!isInstalled('strace')) return expect(process.env.CI, 'strace is needed').not.toBe('true');
    const processes = async (): Promise<number> => {
      const traced = ['strace', '-f', '-qq', '-e', 'trace=clone,clone3,fork,vfork'];
      const { stderr } = await openBy(traced, shell, 'true', '-i');
      return stderr.split('\n').filter((line) => /\b(clone3?|v?fork)\(/.test(line) && !line.includes('CLONE_THREAD'))
        .length;
    };
    await processes(); // fish makes its folders
    const before = await processes();
    setUp(shell);
    expect(await processes()).toBe(before);
  });

  test('a script gets nothing, and nothing is said where the functions are gone', async () => {
    setUp(shell);
    // bash takes a socket on stdin for ssh, and reads ~/.bashrc.
    const script = ['sh', '-c', 'exec "$@" </dev/null', 'sh'];
    expect((await openBy(script, shell, isThere(shell))).status).not.toBe(0);
    rmSync(functionsOf(shell));
    for (const flags of waysOf(shell)) expect(await open(shell, 'true', ...flags)).toEqual(silent);
  });

  test('after an update, the next authaws makes the functions anew, once', async () => {
    setUp(shell);
    const now = read(functionsOf(shell));
    const { version } = JSON.parse(read(path.join(inject('installed'), 'package.json')));
    writeFileSync(functionsOf(shell), now.replaceAll(version, '0.0.1'));
    expect(await open(shell, 'authaws --cached -q -p acme', '-i')).not.toMatchObject({ status: 0 });
    expect(read(functionsOf(shell)), 'a failure changes nothing').not.toBe(now);
    const told = await open(shell, 'authaws --version', '-i');
    expect(told).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
    expect(read(functionsOf(shell))).toBe(now);
    const { ino } = statSync(functionsOf(shell));
    expect(await open(shell, 'authaws --version', '-i')).toEqual(told);
    expect(statSync(functionsOf(shell)).ino).toBe(ino);
  });

  test('so does one that puts a session into the shell', async () => {
    setUp(shell);
    const now = read(functionsOf(shell));
    const { version } = JSON.parse(read(path.join(inject('installed'), 'package.json')));
    writeFileSync(functionsOf(shell), now.replaceAll(version, '0.0.1'));
    const code = place.sts.freshCode('arn:aws:iam::111122223333:mfa/alice');
    const told = await open(shell, `authaws -q -p acme ${code}; env | grep -c '^AWS_SESSION_TOKEN='`, '-i');
    expect(told).toEqual({ status: 0, stdout: '1\n', stderr: '' });
    expect(read(functionsOf(shell))).toBe(now);
  });

  test('where mfa-env has moved, the one in PATH makes them anew', async () => {
    const copy = path.join(place.dir, 'copy');
    cpSync(inject('installed'), copy, { recursive: true });
    setUp(shell, installed(copy));
    expect(read(functionsOf(shell))).toContain(copy);
    rmSync(copy, { recursive: true });
    const { status, stderr } = await open(shell, 'authaws --version', '-i');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(read(functionsOf(shell))).not.toContain(copy);
    expect(read(functionsOf(shell))).toContain(installed().script);
  });

  test('mfa-env setup --undo: nothing of it is left', async () => {
    setUp(shell);
    const { status, stdout, stderr } = await start(['mfa-env', 'setup', '--undo'], { env });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^~\/.*deleted\n[\s\S]*AWS files are left alone/);
    for (const flags of waysOf(shell)) expect((await open(shell, isThere(shell), ...flags)).status).not.toBe(0);
    expect(read(path.join(home, '.aws/config'))).toBe(read(path.join(place.home, '.aws/config')));
  });
});

inEach(each.filter(isPosix), (shell) => {
  test('after set -eu, in a file with and without a final newline', async () => {
    const file = path.join(home, isBash(shell) ? '.bashrc' : '.zshrc');
    for (const text of ['set -eu\n', 'set -eu']) {
      writeFileSync(file, text);
      setUp(shell);
      expect(await open(shell, `${isThere(shell)}; echo $-`, '-i')).toMatchObject({
        stdout: expect.stringMatching(/e.*u/),
        stderr: '',
      });
      rmSync(functionsOf(shell));
      expect(await open(shell, 'echo $-', '-i')).toMatchObject({ stdout: expect.stringMatching(/e.*u/), stderr: '' });
    }
  });
});

inEach(each, (shell) => {
  test('--auto: a new terminal takes the session of the profile that the start-up file names', async () => {
    await place.mfaEnv(['-p', 'acme', '-s', 'posix', place.sts.freshCode('arn:aws:iam::111122223333:mfa/alice')], {
      HOME: home,
    });
    const file = { bash: '.bashrc', zsh: '.zshrc', fish: '.config/fish/config.fish' }[shell.speaks as FunctionsShell];
    mkdirSync(path.dirname(path.join(home, file)), { recursive: true });
    const names = isPosix(shell) ? 'export AWS_DEFAULT_PROFILE=acme PS1="> "' : 'set -gx AWS_DEFAULT_PROFILE acme';
    writeFileSync(path.join(home, file), `${names}\n`);
    setUp(shell, installed(), { auto: true });
    const [program] = shell.command;
    const words = shell.speaks === 'zsh' ? ['-d', '-i', '+Z'] : ['-i'];
    const terminal = openProgram(program, words, place, { ...env, TERM: 'vt100' });
    try {
      terminal.line('echo profile=$MFA_ENV_PROFILE.');
      await terminal.until('profile=acme.');
      const ask = isPosix(shell)
        ? 'typeset -f __mfa_env_auto; echo "<"$?">"'
        : 'functions -q __mfa_env_auto; echo "<"$status">"';
      terminal.line(ask);
      await terminal.until('<1>');
    } finally {
      await terminal.close();
    }
  });
});

test('a ~/.profile with the line says nothing to another shell', async () => {
  const [bash] = withFunctions;
  if (!bash || !isInstalled('dash')) return expect(process.env.CI, 'dash is needed').not.toBe('true');
  setUp(bash);
  expect(read(path.join(home, '.profile'))).toContain('mfa-env.bash');
  expect(await start(['dash', '-l', '-c', 'set -eu; . "$HOME/.profile"; echo done'], { env })).toEqual({
    ...silent,
    stdout: 'done\n',
  });
});
