import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { loadMade } from './made-file.ts';
import { start, type Told } from './place.ts';
import { exportsOf, makeRealPlace, type RealPlace, serial } from './real.ts';
import {
  hasClock,
  inEach,
  isBash,
  isInstalled,
  isPosix,
  load,
  ownFunctions,
  raw,
  readsLive,
  type Shell,
} from './shells.ts';
import { openProgram, type Terminal } from './terminal.ts';

// `init SHELL --auto` gives a new terminal the cached session of its profile, in silence: C7.3.

let place: RealPlace;
let cache: string;
let session: Record<string, string>;
/** What every shell here has for its stdin. */
let terminal: Terminal;
const text = (name: string, shell: string): string =>
  readFileSync(path.resolve(import.meta.dirname, `../../dist/shell/${name}.${shell}`), 'utf8');

beforeAll(async () => {
  place = await makeRealPlace();
  terminal = openProgram('sleep', ['1000000'], place);
  cache = path.join(place.home, '.cache/mfa-env');
  const role = 'role_arn = arn:aws:iam::111122223333:role/admin\nsource_profile = default\n';
  writeFileSync(
    path.join(place.home, '.aws/config'),
    `[default]\nregion = eu-central-1\nmfa_serial = ${serial}\n[profile 50%/prod]\n${role}\n[profile keyless]\n`,
  );
  const credentials = path.join(place.home, '.aws/credentials');
  writeFileSync(credentials, readFileSync(credentials, 'utf8').replace('[acme]', '[default]'));
  // Each start of mfa-env leaves a line.
  const logged = `#!/bin/sh\necho "$*" >>'${place.dir}/starts'\nexec '${inject('bin')}/mfa-env' "$@"\n`;
  writeFileSync(path.join(place.bin, 'mfa-env'), logged, { mode: 0o755 });
  place.env.PATH = `${place.bin}${path.delimiter}${place.env.PATH}`;
});
beforeEach(() => {
  rmSync(cache, { recursive: true, force: true });
  rmSync(path.join(place.dir, 'starts'), { force: true });
});
afterAll(async () => {
  await terminal.close();
  await place.end();
});

/** What the cache holds after these words, and what they print: each is got from STS once. */
const begun = new Map<string, { template: string; session: Record<string, string> }>();

async function begin(...words: string[]): Promise<void> {
  const name = words.join(' ');
  let known = begun.get(name);
  if (!known) {
    const env = { MFA_ENV_CACHE_DIR: path.join(place.dir, `begun-${begun.size}`) };
    const { status, stdout, stderr } = await place.mfaEnv(['-s', 'posix', ...words, place.sts.freshCode(serial)], env);
    if (status !== 0) throw new Error(stderr);
    known = { template: env.MFA_ENV_CACHE_DIR, session: exportsOf(stdout) };
    begun.set(name, known);
    rmSync(path.join(place.dir, 'starts'));
  }
  session = known.session;
  cpSync(known.template, cache, { recursive: true });
  askAgain(cache);
}

/** What the functions read by themselves has tests of its own (live.test.ts). Here mfa-env is asked. */
function askAgain(folder: string): void {
  for (const name of readdirSync(folder)) if (name.endsWith('.live')) rmSync(path.join(folder, name));
}

/** What mfa-env was started with. */
function starts(): string[] {
  const file = path.join(place.dir, 'starts');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

function mark(text: string, profile = 'default'): void {
  mkdirSync(cache, { recursive: true });
  rmSync(path.join(cache, `${profile}.until`), { recursive: true, force: true });
  writeFileSync(path.join(cache, `${profile}.until`), text);
}

const now = (): number => Math.floor(Date.now() / 1000);

/** The line of docs/by-hand.md that has no process behind it. */
const saved = (shell: Shell): string => loadMade(place, shell, { auto: true });
const printed = (shell: Shell): string => raw(shell, `mfa-env init ${shell.speaks} --auto`);

/** The words that start it as a terminal does, with a start-up file, and the variables that name that file. */
function opening(shell: Shell, rc: string): { words: [string, ...string[]]; env: Record<string, string> } {
  const folder = path.join(place.dir, `rc-${shell.speaks}`);
  mkdirSync(path.join(folder, 'fish'), { recursive: true });
  for (const name of ['.zshrc', 'rc', 'fish/config.fish']) writeFileSync(path.join(folder, name), `${rc}\n`);
  const [program] = shell.command;
  if (shell.name === 'bash --posix') return { words: [program, '--posix', '-i'], env: { ENV: `${folder}/rc` } };
  if (isBash(shell)) return { words: [program, '--rcfile', `${folder}/rc`, '-i'], env: {} };
  return {
    words: [program, ...(isPosix(shell) ? ['-d'] : []), '-i'],
    env: { ZDOTDIR: folder, XDG_CONFIG_HOME: folder },
  };
}

/** A new terminal with this line in its start-up file: what it shows and what its environment then is. */
async function newTerminal(shell: Shell, rc: string, env: Readonly<Record<string, string>> = {}): Promise<Told> {
  const { words, env: more } = opening(shell, rc);
  const told = await place.told({ ...shell, command: words }, `printf '@told 0@'; env -0`, {
    env: { ...more, ...env },
    terminal: terminal.path,
  });
  // There is no terminal behind it, and bash says so.
  const stderr = told.stderr.replace(/^bash: (cannot set terminal process group|no job control).*\n/gm, '');
  return { ...told, stderr };
}

const silent = { status: 0, output: '', stderr: '' };
const hasSession = ({ env }: Told): boolean => Object.keys(env).some((name) => /^(AWS_S|AWS_A|MFA_ENV)/.test(name));

async function expectNothing(shell: Shell, rc: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
  const told = await newTerminal(shell, rc, env);
  expect(told).toMatchObject(silent);
  expect(hasSession(told)).toBe(false);
}

async function expectSession(shell: Shell, rc: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
  const told = await newTerminal(shell, rc, env);
  expect(told).toMatchObject({ ...silent, env: session });
}

/** How many processes a new terminal with this line starts (needs strace). */
async function processes(shell: Shell, rc: string): Promise<number> {
  const { words, env } = opening(shell, rc);
  const traced = ['strace', '-f', '-qq', '-e', 'trace=clone,clone3,fork,vfork', ...words, '-c', 'true'];
  const { stderr } = await start(traced, { env: { ...place.env, ...env }, cwd: place.dir, terminal: terminal.path });
  return stderr.split('\n').filter((line) => /\b(clone3?|v?fork)\(/.test(line) && !line.includes('CLONE_THREAD'))
    .length;
}

inEach(ownFunctions, (shell) => {
  const flags = `--shell ${shell.speaks} --cached -q`;

  test('a live session is taken, in silence, with one start of mfa-env', async () => {
    await begin();
    await expectSession(shell, saved(shell));
    expect(starts()).toEqual([flags]);
  });

  test.runIf(readsLive(shell))('C7.2a: the functions read it by themselves, with no process at all', async () => {
    if (!isInstalled('strace')) return expect(process.env.CI, 'strace is needed').not.toBe('true');
    const { ctimeMs } = lstatSync(path.join(place.home, '.aws/config'));
    await setTimeout(Math.max(0, ctimeMs + 2100 - Date.now())); // what changed just now may change again
    const { stdout } = await place.mfaEnv(['-s', 'posix', place.sts.freshCode(serial)]);
    session = exportsOf(stdout);
    await expectSession(shell, saved(shell));
    expect(starts()).toHaveLength(1);
    expect(await processes(shell, saved(shell))).toBe(await processes(shell, load(shell)));
    expect(await processes(shell, `${saved(shell)}\nauthaws -q`)).toBe(await processes(shell, load(shell)));
  });

  test('authaws is there afterwards', async () => {
    await begin();
    const { output, stderr } = await newTerminal(shell, `${saved(shell)}\nauthaws --clear -q\nauthaws -q`);
    expect({ output, stderr }).toEqual({ output: '', stderr: '' });
    expect(starts()).toHaveLength(2);
  });

  test('a profile that AWS_PROFILE names, with a role; and the one that its user belongs to', async () => {
    await begin('-p', '50%/prod');
    await expectSession(shell, saved(shell), { AWS_PROFILE: '50%/prod' });
    await expectSession(shell, saved(shell), { AWS_DEFAULT_PROFILE: '50%/prod' });
    const told = await newTerminal(shell, saved(shell));
    expect(told).toMatchObject({ ...silent, env: { MFA_ENV_PROFILE: 'default' } });
    await expectNothing(shell, saved(shell), { AWS_PROFILE: 'keyless' });
    expect(starts()).toHaveLength(3);
  });

  test.each([
    ['MFA_ENV_CACHE_DIR', 'my cache', ''],
    ['XDG_CACHE_HOME', 'xdg', '/mfa-env'],
  ])('%s says where the cache is', async (name, value, below) => {
    const env = { [name]: path.join(place.dir, `${value}-${shell.speaks}`) };
    const { stdout } = await place.mfaEnv(['-s', 'posix', place.sts.freshCode(serial)], env);
    session = exportsOf(stdout);
    askAgain(`${env[name]}${below}`);
    await expectSession(shell, saved(shell), env);
    await expectNothing(shell, saved(shell));
    expect(starts()).toHaveLength(2);
  });

  test('a relative XDG_CACHE_HOME does not count', async () => {
    await begin();
    await expectSession(shell, saved(shell), { XDG_CACHE_HOME: 'xdg' });
  });

  test('without a session mfa-env is not started', async () => {
    await expectNothing(shell, saved(shell));
    expect(starts()).toEqual([]);
  });

  test('nor with one that has ended, or ends within five minutes', async () => {
    for (const left of [-100_000, -1, 0, 299]) {
      mark(`${now() + left}\n`);
      await expectNothing(shell, saved(shell));
    }
    expect(starts()).toEqual([]);
  });

  test.each([
    '',
    '\n',
    'soon\n',
    'a[$(touch pwn)]\n',
    '$(touch pwn)\n',
    '-1\n',
    '1e30\n',
    '0x7fffffffff\n',
    '999999999999999999999999\n',
    '99999999999 \n',
    '²²²²²²²²²²\n',
    'x'.repeat(100_000),
    '\u0000\u0001\u001b[31m\n',
  ])('nor with a marker that is damaged: %j', async (text) => {
    mark(text);
    await expectNothing(shell, saved(shell));
    expect(starts()).toEqual([]);
    expect(existsSync(path.join(place.dir, 'pwn'))).toBe(false);
  });

  test('nor with a marker that is a folder, or leads nowhere', async () => {
    mark('');
    const file = path.join(cache, 'default.until');
    rmSync(file);
    mkdirSync(file);
    await expectNothing(shell, saved(shell));
    rmSync(file, { recursive: true });
    symlinkSync('/nonexistent', file);
    await expectNothing(shell, saved(shell));
    rmSync(file);
    await start(['mkfifo', file], { env: place.env });
    await expectNothing(shell, saved(shell));
    rmSync(file);
    expect(starts()).toEqual([]);
  });

  test('a marker without a session: one start, and silence', async () => {
    mark(`${now() + 3600}\n`);
    await expectNothing(shell, saved(shell));
    expect(starts()).toEqual([flags]);
  });

  test('a profile that is broken: silence', async () => {
    mark(`${now() + 3600}\n`, 'keyless');
    await expectNothing(shell, saved(shell), { AWS_PROFILE: 'keyless' });
    expect(starts()).toEqual([flags]);
  });

  test('a session that was forgotten is not taken', async () => {
    await begin();
    await place.mfaEnv(['logout', '-q']);
    await expectNothing(shell, saved(shell));
    expect(starts()).toEqual(['logout -q']);
  });

  test.each(['AWS_ACCESS_KEY_ID', 'MFA_ENV_EXPIRES'])('nothing happens where the shell has %s', async (name) => {
    await begin();
    for (const value of ['mine', '']) {
      const told = await newTerminal(shell, saved(shell), { [name]: value });
      expect(told).toMatchObject({ ...silent, env: { [name]: value } });
      expect(told.env).not.toHaveProperty('AWS_SESSION_TOKEN');
    }
    expect(starts()).toEqual([]);
  });

  test('a session that is over, as tmux hands it on, gives way to one that lives: of its own profile', async () => {
    await begin();
    const over = { AWS_ACCESS_KEY_ID: 'ASIAOLD', AWS_SESSION_TOKEN: 'old', MFA_ENV_EXPIRES: `${now()}` };
    const told = await newTerminal(shell, saved(shell), { ...over, MFA_ENV_PROFILE: 'default' });
    expect(told).toMatchObject({ ...silent, env: { AWS_SESSION_TOKEN: session.AWS_SESSION_TOKEN } });
    const other = await newTerminal(shell, saved(shell), { ...over, MFA_ENV_PROFILE: 'other' });
    expect(other).toMatchObject({ ...silent, env: { AWS_SESSION_TOKEN: 'old' } });
    const alive = { ...over, MFA_ENV_EXPIRES: `${now() + 60}` };
    expect(await newTerminal(shell, saved(shell), alive)).toMatchObject({
      ...silent,
      env: { AWS_SESSION_TOKEN: 'old' },
    });
    expect(starts()).toHaveLength(1);
    // The profile alone would lead to another role, or to more power.
    for (const mark of [{ MFA_ENV_LIMIT: 'read-only' }, { MFA_ENV_ROLE_ARN: 'auditor' }]) {
      const less = await newTerminal(shell, saved(shell), { ...over, MFA_ENV_PROFILE: 'default', ...mark });
      expect(less).toMatchObject({ ...silent, env: { AWS_SESSION_TOKEN: 'old', ...mark } });
    }
    expect(starts()).toHaveLength(1);
  });

  test('nothing happens in a script', async () => {
    await begin();
    const { stdout, stderr, status } = await place.run(shell, `${saved(shell)}\nenv`);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).not.toContain('AWS_SESSION_TOKEN');
    expect(starts()).toEqual([]);
  });

  test('where mfa-env or its node is gone, silence', async () => {
    await begin();
    const bare = path.join(place.dir, 'bare');
    mkdirSync(bare, { recursive: true });
    for (const name of ['env', 'date', 'sh'])
      if (!existsSync(path.join(bare, name))) symlinkSync(`/bin/${name}`, path.join(bare, name));
    const rc = `${isPosix(shell) ? `PATH=${bare}` : `set -gx PATH ${bare}`}\n${saved(shell)}`;
    await expectNothing(shell, rc);
    writeFileSync(path.join(bare, 'mfa-env'), '#!/usr/bin/env node\n');
    chmodSync(path.join(bare, 'mfa-env'), 0o755);
    await expectNothing(shell, rc);
    rmSync(path.join(bare, 'mfa-env'));
  });

  test('C7.1: nothing of it stays behind but the session', async () => {
    const list = isPosix(shell)
      ? shell.speaks === 'zsh'
        ? 'typeset +f; typeset +; zmodload; setopt'
        : 'declare -F; compgen -v; set -o; shopt; alias'
      : 'functions -n --all | string split ,; set --names';
    const names = async (rc: string): Promise<string[]> => {
      const { stdout } = await place.run({ ...shell, command: opening(shell, rc).words }, list, {
        env: opening(shell, rc).env,
        terminal: terminal.path,
      });
      return stdout.trim().split('\n');
    };
    const before = await names(loadMade(place, shell));
    expect(before.length).toBeGreaterThan(20);
    expect(await names(saved(shell))).toEqual(before);
    mark(`${now() - 10}\n`);
    expect(await names(saved(shell))).toEqual(before);
    await begin();
    // What waited for its first use.
    const more = isPosix(shell) ? '__mfa_env_more __mfa_env_authaws __mfa_env_take' : 'true';
    before.push(...(await names(`${loadMade(place, shell)}\n${more}`)));
    const own = (await names(saved(shell)))
      .map((line) => line.replace(/^export /, ''))
      .filter((line) => !before.includes(line));
    expect(own.map((line) => line.replace(/=.*/, '')).sort()).toEqual(Object.keys(session).sort());
  });

  /** What fish 4 tells the terminal of the working folder. */
  const titles = /\x1b\].*?(\x07|\x1b\\)/g;

  test.each([
    ['a saved file', saved, [flags]],
    ['what init prints: its own node and file are started', printed, [`init ${shell.speaks} --auto`]],
  ])('on a terminal, by %s: the session is there, and nothing was shown', async (_, line, started) => {
    await begin();
    const { words, env } = opening(
      shell,
      `${isPosix(shell) ? 'PS1="> "\n' : 'function fish_prompt; echo "> "; end; set fish_greeting\n'}${line(shell)}`,
    );
    const [program, ...rest] = words;
    const terminal = openProgram(program, rest, place, { ...env, TERM: 'vt100' });
    try {
      const shown = await terminal.until('> ');
      expect(shown.replace(titles, '')).not.toMatch(/default|mfa-env|AWS/);
      terminal.line(`echo profile=$MFA_ENV_PROFILE.`);
      await terminal.until('profile=default.');
      expect(starts()).toEqual(started);
    } finally {
      await terminal.close();
    }
  });

  test('with no session it starts no process of its own (bash before 4.2, fish before 3.6: one date, where there is a marker)', async () => {
    if (!isInstalled('strace')) return expect(process.env.CI, 'strace is needed').not.toBe('true');
    const before = await processes(shell, load(shell));
    expect(await processes(shell, saved(shell))).toBe(before);
    for (const text of [`${now() - 10}\n`, 'soon\n']) {
      mark(text);
      // Where it is not the last word of its shell, bash starts two.
      const dates = hasClock(shell) || text === 'soon\n' ? 0 : 2;
      expect(await processes(shell, saved(shell))).toBeLessThanOrEqual(before + dates);
    }
    // The same count sees a start of mfa-env.
    await begin();
    expect(await processes(shell, saved(shell))).toBeGreaterThan(before);
  });

  test('with no session it opens nothing but the marker', async () => {
    if (!isInstalled('strace')) return expect(process.env.CI, 'strace is needed').not.toBe('true');
    const opened = async (): Promise<number> => {
      const { words, env } = opening(shell, saved(shell));
      const traced = ['strace', '-f', '-qq', '-e', 'trace=open,openat', ...words, '-c', 'true'];
      const options = { env: { ...place.env, ...env }, cwd: place.dir, terminal: terminal.path };
      const { stderr } = await start(traced, options);
      return stderr.split('\n').filter((line) => line.includes(`"${cache}`)).length;
    };
    expect(await opened()).toBe(0);
    mark('soon\n');
    expect(await opened()).toBe(1);
  });

  test.each(['VSCODE_RESOLVING_ENVIRONMENT', 'INTELLIJ_ENVIRONMENT_READER'])(
    'an IDE that starts a shell to read its environment gets nothing: %s',
    async (name) => {
      await begin();
      await expectNothing(shell, saved(shell), { [name]: '1' });
      expect(starts()).toEqual([]);
    },
  );

  test('nor does what starts a shell without a terminal', async () => {
    await begin();
    const { words, env } = opening(shell, saved(shell));
    const { stdout } = await place.run({ ...shell, command: words }, 'env', { env });
    expect(stdout).toContain('HOME=');
    expect(stdout).not.toContain('AWS_SESSION_TOKEN');
    expect(starts()).toEqual([]);
  });
});

inEach(ownFunctions.filter(isPosix), (shell) => {
  test.each([
    'set -euo pipefail',
    'set -o noclobber',
    'set -f',
    'set -a',
    'set -k',
    "IFS='0123456789/.=:'",
    'IFS=',
    'CDPATH=/tmp:/',
    'trap "echo DEBUG >&2" ERR',
    'unalias -a',
  ])('after %s', async (setting) => {
    await expectNothing(shell, `${setting}\n${saved(shell)}`);
    mark('soon\n');
    await expectNothing(shell, `${setting}\n${saved(shell)}`);
    await begin();
    const told = await newTerminal(
      shell,
      `${setting}\n${saved(shell)}\nset +ek; ${setting.includes('-e') ? 'set +u' : ''}`,
    );
    expect(told).toMatchObject({ ...silent, env: session });
  });

  test('after aliases of all its words', async () => {
    const words =
      'eval local command return builtin emulate export unset set shopt true read printf date authaws command mfa-env'.split(
        ' ',
      );
    const aliases = words.map((word) => `alias ${word}='echo ALIAS'`).join('\n');
    await begin();
    await expectSession(shell, `${aliases}\n\\${saved(shell)}\n\\unalias -a`);
    expect(starts()).toEqual([`--shell ${shell.speaks} --cached -q`]);
  });

  test('set -x and -v: no secret is shown', async () => {
    await begin();
    const { output, stderr, env } = await newTerminal(shell, `set -xv\n${saved(shell)}\nset +xv`);
    expect(env).toMatchObject(session);
    for (const text of [output, stderr]) {
      expect(text).not.toContain(session.AWS_SECRET_ACCESS_KEY);
      expect(text).not.toContain(session.AWS_SESSION_TOKEN);
    }
  });

  test('a readonly variable: no session, no word, and the shell starts', async () => {
    await begin();
    const told = await newTerminal(shell, `AWS_SESSION_TOKEN=mine; readonly AWS_SESSION_TOKEN\n${saved(shell)}`);
    expect(told).toMatchObject(silent);
    expect(told.env).not.toHaveProperty('AWS_SESSION_TOKEN');
  });

  test('the text has no syntax that bash 3.2 and zsh 5.3 lack, and writes no temporary file', () => {
    const text = readFileSync(path.resolve(import.meta.dirname, `../../dist/shell/auto.${shell.speaks}`), 'utf8');
    expect(text).not.toMatch(/\$\{\w+(@|,|\^)|declare -[Ag]|local -|mapfile|\[\[ -v|\|&|EPOCH|<<|<\(/);
  });
});

inEach(
  ownFunctions.filter((shell) => shell.speaks === 'zsh'),
  (shell) => {
    test.each([
      'emulate sh',
      'emulate ksh',
      'emulate csh',
      'setopt err_exit err_return no_unset',
      'setopt sh_glob',
      'setopt warn_create_global',
    ])('after %s', async (mode) => {
      await begin();
      await expectSession(shell, `${mode}\n${saved(shell)}\nunsetopt err_exit err_return`);
    });

    test('after global aliases', async () => {
      await begin();
      await expectSession(shell, `alias -g interactive=A -- --cached=A -q=A authaws=A read=A 0=A\n${saved(shell)}`);
    });
  },
);

inEach(
  ownFunctions.filter((shell) => !isPosix(shell)),
  (shell) => {
    test('fish_trace shows no secret', async () => {
      await begin();
      const { stderr, env } = await newTerminal(shell, `set -g fish_trace 1\n${saved(shell)}\nset -e fish_trace`);
      expect(env).toMatchObject(session);
      expect(stderr).not.toContain(session.AWS_SECRET_ACCESS_KEY);
    });

    test('a universal variable that authaws would warn of: silence', async () => {
      await begin();
      await expectSession(shell, `set -U AWS_SECURITY_TOKEN u\n${saved(shell)}\nset -eU AWS_SECURITY_TOKEN`);
    });
  },
);

test('C7.1: init --auto prints the functions, and then the text', async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { status, stdout, stderr } = await place.mfaEnv(['init', shell, '--auto']);
    const functions = (await place.mfaEnv(['init', shell])).stdout;
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: functions + text('auto', shell),
      stderr: '',
    });
    expect(functions.split('\n').length).toBe(text('mfa-env', shell).split('\n').length);
  }
});
