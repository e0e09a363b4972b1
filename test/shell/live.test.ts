import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { type Outcome, start, type Told } from './place.ts';
import { makeRealPlace, type RealPlace, serial } from './real.ts';
import { inEach, isInstalled, isPosix, load, ownFunctions, readsLive, type Shell, tell } from './shells.ts';

// C7.2a: a session that lives costs no process. The functions read it from a file of plain lines, and put the same into the
// shell, and say the same, as mfa-env. In any doubt they leave it to mfa-env, and nothing of the file is ever run.

let place: RealPlace;
let cache: string;
let file: string;
/** What the cache holds after a new session. */
let template: string;

const able = ownFunctions.filter(readsLive);

beforeAll(async () => {
  place = await makeRealPlace();
  cache = path.join(place.home, '.cache/mfa-env');
  file = path.join(cache, 'acme.live');
  template = path.join(place.dir, 'template');
  // Each start of mfa-env leaves a line.
  const logged = `#!/bin/sh\necho "$*" >>'${place.dir}/starts'\nexec '${inject('bin')}/mfa-env' "$@"\n`;
  writeFileSync(path.join(place.bin, 'mfa-env'), logged, { mode: 0o755 });
  place.env.PATH = `${place.bin}${path.delimiter}${place.env.PATH}`;
  place.env.AWS_PROFILE = 'acme';
  await settled();
  await place.begin();
  renameSync(cache, template);
});
beforeEach(() => {
  rmSync(path.join(place.dir, 'starts'), { force: true });
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { mode: 0o700 });
  for (const name of readdirSync(template)) {
    copyFileSync(path.join(template, name), path.join(cache, name));
    const { mtimeMs } = lstatSync(path.join(template, name));
    utimesSync(path.join(cache, name), mtimeMs / 1000, mtimeMs / 1000);
  }
});
afterAll(() => place.end());

/** What changed just now may change again within the same second: mfa-env remembers nothing of it. */
async function settled(): Promise<void> {
  const files = ['config', 'credentials', ''].map((name) => lstatSync(path.join(place.home, '.aws', name)).ctimeMs);
  await setTimeout(Math.max(0, Math.max(...files) + 2100 - Date.now()));
}

function starts(): string[] {
  const log = path.join(place.dir, 'starts');
  return existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
}

const run = (shell: Shell, line: string, env: Record<string, string> = {}): Promise<Told> =>
  place.told(shell, `${load(shell)}\n${line}\n${tell(shell)}`, { env });

/** The variables that a session sets. */
const relevant = ({ env }: Told): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter(([name]) => /^(AWS|MFA_ENV)_/.test(name)));
const said = ({ stderr }: Outcome): string => stderr.replace(/\d+h \d\dm left/, 'LEFT');

/** Puts a link in the place of a file or folder. */
function linkTo(at: string): void {
  renameSync(at, `${at}-`);
  symlinkSync(`${at}-`, at);
}

/** The file with one of its lines changed. */
function withLine(number: number, text: string): string {
  const lines = readFileSync(file, 'utf8').split('\n');
  lines[number] = text;
  return lines.join('\n');
}

/** mfa-env is asked, in one start, and what it gives is right. */
async function expectAsked(shell: Shell, line = 'authaws -q', env: Record<string, string> = {}): Promise<Told> {
  const told = await run(shell, line, env);
  expect(starts().length).toBe(1);
  expect(existsSync(path.join(place.dir, 'pwn'))).toBe(false);
  return told;
}

const attack = `x[$(touch pwn)]`;
const attacks: [string, () => void][] = [
  ['is empty', () => writeFileSync(file, '')],
  ['is cut', () => writeFileSync(file, readFileSync(file, 'utf8').slice(0, -20))],
  ['is cut in the first line', () => writeFileSync(file, readFileSync(file, 'utf8').slice(0, 9))],
  ['has a NUL', () => writeFileSync(file, withLine(6, 'a\0b'))],
  ['has a NUL at its end', () => writeFileSync(file, `${readFileSync(file, 'utf8')}\0`)],
  ['has CRLF', () => writeFileSync(file, readFileSync(file, 'utf8').replaceAll('\n', '\r\n'))],
  ['is huge', () => writeFileSync(file, withLine(6, 'x'.repeat(3_000_000)))],
  ['has a line more', () => writeFileSync(file, withLine(9, 'region=\nPATH=/x'))],
  ['is of another version', () => writeFileSync(file, withLine(0, 'mfa-env 99.0.0'))],
  ['has code for a time', () => writeFileSync(file, withLine(2, attack))],
  ['has an octal time', () => writeFileSync(file, withLine(2, '09999999999'))],
  ['has no number for what has to be left', () => writeFileSync(file, withLine(3, attack))],
  ['has code for the time of a file', () => writeFileSync(file, withLine(24, attack))],
  ['has a word for the time of a file', () => writeFileSync(file, withLine(24, 'MFA_ENV_EXPIRES'))],
  ['says that there is no file', () => writeFileSync(file, withLine(24, 'none'))],
  ['is of another profile', () => writeFileSync(file, withLine(1, 'other'))],
  ['is over', () => writeFileSync(file, withLine(2, '1000000000'))],
  ['was found with other variables', () => writeFileSync(file, withLine(18, 'AWS_MFA_SERIAL=x'))],
  ['is a link', () => linkTo(file)],
  [
    'is a folder',
    () => {
      rmSync(file);
      mkdirSync(file);
    },
  ],
  [
    'is a pipe',
    () => {
      rmSync(file);
      execFileSync('mkfifo', [file]);
    },
  ],
  [
    'leads nowhere',
    () => {
      rmSync(file);
      symlinkSync('/nonexistent', file);
    },
  ],
  [
    'has lost a file of a time',
    () =>
      readdirSync(cache)
        .filter((name) => name.startsWith('time-'))
        .forEach((name) => void rmSync(path.join(cache, name))),
  ],
  ['is behind a link', () => linkTo(cache)],
];
inEach(ownFunctions, (shell) => {
  test.each(attacks)('the file %s: mfa-env decides', async (about, spoil) => {
    spoil();
    try {
      // fish knows the times without those files, and reads no further than a NUL.
      if (!isPosix(shell) && /has lost|NUL at its end/.test(about)) return;
      const { said: status, env } = await expectAsked(shell);
      expect({ status, profile: env.MFA_ENV_PROFILE }).toEqual({ status: 0, profile: 'acme' });
    } finally {
      rmSync(`${cache}-`, { recursive: true, force: true });
      rmSync(cache, { recursive: true, force: true });
    }
  });
});

inEach(able, (shell) => {
  const set = (name: string, value: string): string =>
    isPosix(shell) ? `export ${name}='${value}'` : `set -gx ${name} '${value}'`;

  const cases: [string, string, Record<string, string>][] = [
    ['a new terminal', 'authaws', {}],
    ['a profile by name', 'authaws -p acme', { AWS_PROFILE: '' }],
    ['AWS_DEFAULT_PROFILE names it', 'authaws', { AWS_PROFILE: '', AWS_DEFAULT_PROFILE: 'acme' }],
    ['a profile as a word', 'authaws acme -q', { AWS_PROFILE: '' }],
    ['in silence', 'authaws --quiet --cached', {}],
    ['the session that is here already', 'authaws -q\nauthaws', {}],
    ['one with less power is here', `authaws -q\n${set('MFA_ENV_LIMIT', 'read-only')}\nauthaws`, {}],
    [
      'a region that was set since',
      `authaws -q\n${set('AWS_REGION', 'us-west-2')}\nauthaws -q -p acme --min-ttl 1m`,
      {},
    ],
    ['another account and a token are put aside', 'authaws', { AWS_ACCOUNT_ID: "1'$(x)", AWS_SESSION_EXPIRATION: '' }],
    ['with strange settings', isPosix(shell) ? 'set -euf\nIFS=_:/\nauthaws' : 'set -g name x\nauthaws', {}],
  ];
  test.each(cases)('%s: the same as from mfa-env', async (_, line, env) => {
    const slow = await run(shell, line.replaceAll(/authaws(?! .*--min)/g, 'authaws --min-ttl 1m'), env);
    const before = starts().length;
    expect(before).toBeGreaterThan(0);
    const fast = await run(shell, line, env);
    expect(starts().length - before).toBe(line.includes('--min') ? 1 : 0);
    expect(fast.said).toBe(0);
    expect(relevant(fast)).toEqual(relevant(slow));
    expect(said(fast)).toEqual(said(slow));
  });

  test('C2.4: --clear leads back', async () => {
    const env = { AWS_ACCOUNT_ID: '1', AWS_DEFAULT_PROFILE: '', AWS_SESSION_EXPIRATION: 'x' };
    const before = await run(shell, isPosix(shell) ? ':' : 'true', env);
    const after = await run(shell, 'authaws -q\nauthaws -p acme -q\nauthaws --clear -q', env);
    expect(starts()).toEqual([]);
    expect(relevant(after)).toEqual(relevant(before));
  });

  test('no process is started', async () => {
    if (!isInstalled('strace')) return expect(process.env.CI, 'strace is needed').not.toBe('true');
    const processes = async (line: string): Promise<number> => {
      const script = path.join(place.dir, 'traced');
      writeFileSync(script, `${load(shell)}\n${line}\n`);
      const traced = ['strace', '-f', '-qq', '-e', 'trace=clone,clone3,fork,vfork', ...shell.command, script];
      const { stderr } = await start(traced, { env: place.env, cwd: place.dir });
      return stderr.split('\n').filter((row) => /\b(clone3?|v?fork)\(/.test(row) && !row.includes('CLONE_THREAD'))
        .length;
    };
    const before = await processes('');
    expect(await processes('authaws\nauthaws -p acme\nauthaws -q')).toBe(before);
    expect(starts()).toEqual([]);
    expect(await processes('authaws --min-ttl 1m')).toBeGreaterThan(before); // the same count sees a start of mfa-env
  });

  test('C1: status in other terminals knows what this one has', async () => {
    await run(
      shell,
      isPosix(shell) ? 'umask 002\nauthaws -q\nmfa-env status' : 'umask 002\nauthaws -q\nmfa-env status',
    );
    const { output } = await run(shell, 'authaws -q\nMFA_ENV_EXPIRES= mfa-env status');
    expect(output).toMatch(/acme +111122223333/);
    const notes = readdirSync(cache).filter((name) => name.startsWith('shell-'));
    expect(notes.length).toBeGreaterThan(0);
    for (const name of notes) {
      const text = readFileSync(path.join(cache, name), 'utf8');
      expect(JSON.parse(text.split('\n')[0] ?? '')).toMatchObject({
        version: 1,
        profile: 'acme',
        account: '111122223333',
      });
    }
  });

  test('C7.1: nothing is left behind but the session, and no trace shows it', async () => {
    const list = isPosix(shell) ? (shell.speaks === 'zsh' ? 'typeset +; zmodload' : 'compgen -v') : 'set --names';
    const names = async (line: string): Promise<string[]> =>
      (await place.run(shell, `${load(shell)}\n${line}\n${list}`)).stdout.trim().split('\n');
    const before = await names('');
    const own = (await names('authaws -q'))
      .map((row) => row.replace(/^export /, ''))
      .filter((row) => !before.includes(row));
    expect(own.filter((name) => !/^(AWS_|MFA_ENV_[EPRW])/.test(name))).toEqual([]);
    const tracing = isPosix(shell) ? 'set -xv\nauthaws\nset +xv' : 'set -g fish_trace 1\nauthaws\nset -e fish_trace';
    const { stderr, env } = await run(shell, tracing);
    expect(starts()).toEqual([]);
    expect(env.AWS_SECRET_ACCESS_KEY).toBeTruthy();
    for (const name of ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) expect(stderr).not.toContain(env[name]);
  });

  test.runIf(isPosix(shell))('C7.1: no trap and no trace of functions sees a secret', async () => {
    const see = `printf "%s\\n" "\${__mfa_env_lines[*]-} \${__mfa_env_sets[*]-}" >&2`;
    const trap =
      shell.speaks === 'zsh'
        ? `functions -tT -m '__mfa_env_*'\ntrap '${see}' DEBUG`
        : `declare -ft $(compgen -A function)\ntrap '${see}' DEBUG`;
    const { stderr, env } = await run(shell, `${trap}\nauthaws -q\ntrap - DEBUG`);
    expect(starts()).toEqual([]);
    expect(env.AWS_SECRET_ACCESS_KEY).toBeTruthy();
    for (const name of ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) expect(stderr).not.toContain(env[name]);
  });

  test('a value is never run, whatever it says', async () => {
    const values = ["a'b", '$(touch pwn)', '`touch pwn`', '"; touch pwn; "', '\\', '-n', '*', '  x  ', '$HOME', '%s%n'];
    for (const value of values) {
      writeFileSync(
        file,
        [4, 5, 6, 7, 8].reduce((text, at) => text.split('\n').with(at, value).join('\n'), readFileSync(file, 'utf8')),
      );
      const { env, stderr } = await run(shell, 'authaws -q');
      expect(env).toMatchObject({ AWS_ACCESS_KEY_ID: value, AWS_SESSION_TOKEN: value, MFA_ENV_PROFILE: value });
      expect(stderr).toBe('');
    }
    expect(starts()).toEqual([]);
    expect(existsSync(path.join(place.dir, 'pwn'))).toBe(false);
  });

  test('one that was damaged is written again', async () => {
    await settled();
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -20));
    await run(shell, 'authaws -q');
    expect(starts().length).toBe(1);
    await run(shell, 'authaws -q');
    expect(starts().length).toBe(1);
  });

  test.runIf(process.getuid?.() === 0)('the file or its folder is another user’s: mfa-env decides', async () => {
    chownSync(file, 65534, 65534);
    await expectAsked(shell);
  });

  test.runIf(shell.speaks === 'zsh')('zsh: the file or its folder is open to others: mfa-env decides', async () => {
    chmodSync(file, 0o644);
    await expectAsked(shell);
    chmodSync(file, 0o600);
    chmodSync(cache, 0o777);
    rmSync(path.join(place.dir, 'starts'));
    await expectAsked(shell);
  });

  const config = (): string => path.join(place.home, '.aws/config');
  const touch = (at: string, seconds: number): void => utimesSync(at, seconds, seconds);
  const changes: [string, () => void][] = [
    ['a file is edited', () => touch(config(), Date.now() / 1000)],
    ['a file gets the time of an older one', () => touch(config(), 1_000_000_000)],
    ['a file gets a time in between', () => touch(config(), Math.floor(lstatSync(config()).mtimeMs / 1000) + 1)],
    [
      'a file is replaced by one of the same time',
      () => {
        const { mtimeMs } = lstatSync(config());
        copyFileSync(config(), `${config()}-`);
        touch(`${config()}-`, mtimeMs / 1000);
        renameSync(`${config()}-`, config());
      },
    ],
    [
      'a file is a link to another one, all with old times',
      () => {
        const folder = path.dirname(config());
        const [time, folderTime] = [config(), folder].map((at) => lstatSync(at).mtimeMs / 1000) as [number, number];
        renameSync(config(), `${folder}-config`);
        symlinkSync(`${folder}-config`, config());
        touch(`${folder}-config`, time);
        touch(folder, folderTime);
      },
    ],
  ];
  test.each(changes)('%s: mfa-env decides', async (_, change) => {
    const folder = path.dirname(config());
    const text = readFileSync(config());
    const times = [config(), folder].map((at) => lstatSync(at).mtimeMs / 1000) as [number, number];
    try {
      change();
      await expectAsked(shell);
    } finally {
      rmSync(config());
      rmSync(`${folder}-config`, { force: true });
      writeFileSync(config(), text);
      touch(config(), times[0]);
      touch(folder, times[1]);
    }
  });

  const variables: [string, string, Record<string, string>][] = [
    ['AWS_REGION', 'authaws -q', { AWS_REGION: 'us-west-2' }],
    ['a key', 'authaws -q -p acme', { AWS_ACCESS_KEY_ID: 'x' }],
    ['an old token', 'authaws -q', { AWS_SECURITY_TOKEN: 'x' }],
    ['AWS_MFA_SERIAL', 'authaws -q', { AWS_MFA_SERIAL: serial }],
    ['an option', 'authaws -q -d 1h', {}],
    ['--', 'authaws -q --', {}],
    ['a word that stands for an option', 'authaws -q refresh', {}],
    ['a code', 'authaws -q 123456', {}],
    ['two profiles', 'authaws -q acme acme', {}],
    ['a profile that begins with a dash', 'authaws -q -p -q', {}],
  ];
  test.each(variables)('%s: mfa-env decides', async (_, line, env) => void (await expectAsked(shell, line, env)));

  test('a variable that mfa-env would not see: mfa-env decides', async () => {
    const hidden = isPosix(shell)
      ? 'unset AWS_PROFILE; AWS_PROFILE=acme'
      : 'set -e AWS_PROFILE; set -g AWS_PROFILE acme';
    await expectAsked(shell, `${hidden}\nauthaws -q`);
  });

  test('a folder with a strange name', async () => {
    const strange = path.join(place.dir, "c [a]*'~$x");
    rmSync(strange, { recursive: true, force: true });
    renameSync(cache, strange);
    const { said: status, env } = await run(shell, 'authaws -q', { MFA_ENV_CACHE_DIR: strange });
    expect({ status, profile: env.MFA_ENV_PROFILE }).toEqual({ status: 0, profile: 'acme' });
    expect(starts()).toEqual([]);
    rmSync(strange, { recursive: true });
  });

  test('logout: nothing is left to take', async () => {
    await place.mfaEnv(['logout', '-q']);
    expect(readdirSync(cache).filter((name) => /live|time-/.test(name))).toEqual([]);
  });
});

inEach(able, (shell) => {
  test('where nothing names a profile, the only one that there is: the same as from mfa-env', async () => {
    await settled();
    const env = { AWS_PROFILE: '' };
    const slow = await run(shell, 'authaws', env);
    expect(starts()).toHaveLength(1);
    const fast = await run(shell, 'authaws', env);
    expect(starts()).toHaveLength(1);
    expect(relevant(fast)).toEqual(relevant(slow));
    expect(said(fast)).toEqual(said(slow));
  });
});

test('a new session takes the place of the old one', async () => {
  await settled();
  const old = readFileSync(file, 'utf8');
  await place.begin();
  const next = readFileSync(file, 'utf8');
  expect(next.split('\n')[4]).not.toBe(old.split('\n')[4]);
  expect(lstatSync(file).mode & 0o777).toBe(0o600);
});
