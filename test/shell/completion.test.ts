import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commands as allCommands, type Command, optionWords } from '../../src/cli/commands.ts';
import { options as allOptions, type Option } from '../../src/cli/options.ts';
import { loadMade } from './made-file.ts';
import { makePlace, type Place } from './place.ts';
import { inEach, isBash, isPosix, load, type Shell, withFunctions } from './shells.ts';
import { openProgram, type Terminal } from './terminal.ts';

// C7.4 and case 83: completion, in each shell's own machinery.

let place: Place;
beforeAll(() => {
  place = makePlace();
  mkdirSync(path.join(place.home, '.aws'));
  writeFileSync(
    path.join(place.home, '.aws/config'),
    [
      '[default]',
      'region = eu-west-1',
      '# [profile commented]',
      '[profile acme]',
      's3 =',
      '  max = 1',
      '[profile "acme dev"]\r',
      '[profile ops@corp]',
      '[profile team/prod]',
      '[profile $(touch pwn)]',
      '[sso-session sso]',
      '[services local]',
      'mfa_serial = [not a section]',
    ].join('\n'),
  );
  writeFileSync(path.join(place.home, '.aws/credentials'), '[default]\n[keys]\n[zulu] # last, and no end of line');
});
afterAll(() => place.remove());

const profiles = ['$(touch pwn)', 'acme', 'acme dev', 'default', 'keys', 'ops@corp', 'team/prod', 'zulu'];
/** Characters that change how a terminal shows what follows, and two that do not. */
const marked = [
  ...['\u0080', '\u009b31m', '\u009f', '\u001b[31m', '\u007f', '\u200e', '\u202e', '\u2066', '\u061c'],
  ...['\u00e9', 'x'],
];
const commands = Object.keys(allCommands)
  .filter((name) => name !== 'get')
  .sort();
/** For a list that comes bit by bit. */
const patience = { timeout: 25_000 };
const firstWords = [...commands, ...Object.keys(optionWords)];

/** What the shell would offer for a line. zsh has no way to ask but at a terminal: see below. */
async function offers(shell: Shell, line: string, env: Readonly<Record<string, string>> = {}): Promise<Set<string>> {
  return new Set(await offered(shell, line, env));
}

async function offered(shell: Shell, line: string, env: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const [found = []] = await offeredEach(shell, [line], env);
  return found;
}

/** The same for many lines, in one start of the shell. In bash each of them is the first one. */
async function offeredEach(
  shell: Shell,
  lines: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string[][]> {
  const ask = (line: string): string => {
    const quoted = `'${line.replaceAll("'", isBash(shell) ? "'\\''" : "\\'")}'`;
    return isBash(shell)
      ? `( COMP_WORDBREAKS=\${BREAKS-$COMP_WORDBREAKS}; COMP_LINE=${quoted}; COMP_POINT=\${#COMP_LINE}; COMP_WORDS=(); __mfa_env_complete; printf '%s\\n' \${COMPREPLY[@]+"\${COMPREPLY[@]}"} )`
      : `complete -C ${quoted}`;
  };
  const asked = lines.map((line) => `${ask(line)}\necho @next@`);
  const { stdout, stderr } = await place.run(shell, [loadMade(place, shell), ...asked].join('\n'), { env });
  expect(stderr).toBe('');
  const answers = stdout.split('@next@\n').slice(0, -1);
  expect(answers).toHaveLength(lines.length);
  return answers.map((text, at) => {
    const all = text
      .split('\n')
      .map((row) => row.split('\t')[0] ?? '')
      .filter((row) => row !== '');
    // fish 4 tells of what matches loosely, too.
    const begun = /(\\ |\S)*$/.exec(lines[at] ?? '')?.[0].replaceAll('\\', '') ?? '';
    return isBash(shell) ? all : all.filter((row) => row.startsWith(begun));
  });
}

/** Lines, and what is offered there, in bash and fish alike. */
const table: [string, string[]][] = [
  ['authaws acme ', []],
  ['authaws acme --cl', ['--clear']],
  ['authaws refresh zu', ['zulu']],
  ['authaws refresh --sho', ['--show']],
  ['authaws clear --qu', ['--quiet']],
  ['authaws help stat', ['status']],
  ['authaws help cle', ['clear']],
  ['authaws help zu', []],
  ['mfa-env logout zu', ['zulu']],
  ['mfa-env doctor zu', ['zulu']],
  ['mfa-env setup zu', ['zulu']],
  ['mfa-env exec zu', ['zulu']],
  ['authaws console zu', ['zulu']],
  ['authaws console zulu --pri', ['--print']],
  ['mfa-env status zu', []],
  ['mfa-env -s ', ['bash', 'fish', 'posix', 'zsh']],
  ['mfa-env --shell p', ['posix']],
  ['mfa-env -f ', ['change', 'env', 'json', 'shell']],
  ['mfa-env --format j', ['json']],
  ['mfa-env status --j', ['--json']],
  ['mfa-env list --j', ['--json']],
  ['mfa-env doctor --j', ['--json']],
  ['mfa-env init --a', ['--auto']],
  ['mfa-env --no', ['--no-cache']],
  ['mfa-env exec --r', ['--read-only', '--refresh', '--region', '--role-arn']],
  ['mfa-env exec --w', []],
  ['mfa-env status --w', []],
  ['mfa-env --w', ['--write']],
  ['authaws -p acme --w', ['--write']],
  ['authaws -p acme --cl', ['--clear']],
  ['authaws --profile status --sho', ['--show']],
  ['mfa-env -d 1h -p acme sta', ['status']],
  ['mfa-env -q status --j', ['--json']],
  ['mfa-env -w init --cac', ['--cached']],
  ['mfa-env -w -p acme --cac', ['--cached']],
  ['mfa-env -w -q doctor --j', ['--json']],
  ['authaws --profile=acme exec --w', []],
];
const allOptionsOf = (Object.keys(allCommands) as Command[]).map((command): [Command, string] => [
  command,
  command === 'get' ? 'authaws --' : `mfa-env ${command} --`,
]);
const profileLines = ['-p ', '--profile ', '--profile=', 'exec -p ', 'logout --profile ', '-q -p '].map(
  (option) => `authaws ${option}`,
);

inEach(
  withFunctions.filter((shell) => shell.speaks !== 'zsh'),
  (shell) => {
    /** A profile name as the line shows it. */
    const shown = (name: string): string => (isBash(shell) ? name.replace(/[ $()]/g, '\\$&') : name);

    const answers = new Map<string, string[]>();
    beforeAll(async () => {
      const lines = [...table.map(([line]) => line), ...allOptionsOf.map(([, line]) => line), ...profileLines];
      const found = await offeredEach(shell, lines);
      for (const [at, line] of lines.entries()) answers.set(line, found[at] ?? []);
    });

    test.each(['mfa-env', 'authaws'])('83, C7.4: the commands and the profiles, for %s', async (program) => {
      expect(await offers(shell, `${program} `)).toEqual(new Set([...firstWords, ...profiles.map(shown)]));
      expect(await offers(shell, `${program} l`)).toEqual(new Set(['list', 'logout']));
      expect(await offers(shell, `${program} ac`)).toEqual(new Set(['acme', shown('acme dev')]));
    });

    test.each(profileLines)('C7.4: the profiles of both files: %s', (line) => {
      const head = line.endsWith('=') && !isBash(shell) ? '--profile=' : '';
      expect(new Set(answers.get(line))).toEqual(new Set(profiles.map((name) => head + shown(name))));
      expect(existsSync(path.join(place.dir, 'pwn'))).toBe(false);
    });

    test('C7.4: a profile of both files is offered once', async () => {
      expect((await offered(shell, 'authaws -p d')).filter((name) => name === 'default')).toHaveLength(1);
    });

    test('C7.4: the beginning of a name', async () => {
      expect(await offers(shell, 'authaws -p ac')).toEqual(new Set(['acme', shown('acme dev')]));
      expect(await offers(shell, 'authaws -p acme\\ ')).toEqual(new Set([shown('acme dev')]));
      expect(await offers(shell, 'authaws -p nosuch')).toEqual(new Set([]));
      // bash completes from the @ on
      expect(await offers(shell, 'authaws -p ops@')).toEqual(new Set([isBash(shell) ? '@corp' : 'ops@corp']));
    });

    if (isBash(shell)) {
      test('47c, C7.4: readonly variables of common names', async () => {
        const readonly = 'line word last rest command value option name nl words file known'.split(' ');
        const script = `readonly ${readonly.join('=1 ')}=1\n${loadMade(place, shell)}\nCOMP_LINE='authaws -p zu' COMP_POINT=13\n__mfa_env_complete\necho $COMPREPLY`;
        expect(await place.run(shell, script)).toMatchObject({ stdout: 'zulu\n', stderr: '' });
      });

      test('C7.4: behind exec … -- bash-completion goes on, where that is loaded', async () => {
        const line = 'mfa-env exec -p acme -- git sta';
        for (const name of ['_command_offset', '_comp_command_offset']) {
          const script = `${loadMade(place, shell)}\n${name}() { COMPREPLY=("from $1"); }\nCOMP_LINE='${line}' COMP_POINT=${line.length} COMP_WORDS=(${line})\n__mfa_env_complete\necho $COMPREPLY`;
          expect(await place.run(shell, script)).toMatchObject({ stdout: 'from 5\n', stderr: '' });
        }
      });

      test.each([
        ['"\'><;|&(', 'authaws --profile=ac', ['--profile=acme', '--profile=acme\\ dev']],
        ['"\'><;|&(', 'authaws -p ops@', ['ops@corp']],
        ['"\'><=;|&(:', 'authaws --profile=ac', ['acme', 'acme\\ dev']],
        ['"\'><=;|&(:@', 'authaws -p ops@', ['@corp']],
      ])('C7.4: where the words end at %s: %s', async (breaks, line, expected) => {
        expect(await offers(shell, line, { BREAKS: breaks })).toEqual(new Set(expected));
      });
    }

    test.each(table)('C7.4: %s', (line, expected) => {
      expect(new Set(answers.get(line))).toEqual(new Set(expected));
    });

    test.each(allOptionsOf)('C7.4: every option of %s', (command, line) => {
      const taken = Object.entries<Option>(allOptions).filter(([, { of }]) => of.includes(command));
      const named = taken.map(([name]) => `--${name}`);
      expect(
        answers
          .get(line)
          ?.filter((name) => name !== '--')
          .sort(),
      ).toEqual(named.sort());
    });

    test('C7.4: the shells of init', async () => {
      expect(await offers(shell, 'mfa-env init ')).toEqual(
        new Set([
          'bash',
          'fish',
          'zsh',
          ...(isBash(shell) ? ['--auto', '--wrap', '-h', '--help', '-V', '--version'] : []),
        ]),
      );
    });

    test.each([
      'mfa-env exec -- mfa-env-pr',
      'mfa-env exec -p acme -- mfa-env-pr',
      'mfa-env exec acme -- mfa-env-pr',
      'authaws -q exec -- mfa-env-pr',
    ])('C7.4: behind exec … -- the commands: %s', async (line) => {
      writeFileSync(path.join(place.bin, 'mfa-env-program'), '#!/bin/sh\n', { mode: 0o755 });
      expect(await offers(shell, line)).toEqual(new Set(['mfa-env-program']));
    });

    test.each(['C.UTF-8', 'C'])('C2.6: no name that would change the terminal is offered, in %s', async (locale) => {
      const file = path.join(place.dir, 'marks');
      writeFileSync(file, marked.map((mark) => `[profile p${mark}q]\n`).join(''));
      const env = { AWS_CONFIG_FILE: file, AWS_SHARED_CREDENTIALS_FILE: '/nonexistent', LC_ALL: locale };
      const found = await offered(shell, 'authaws -p ', env);
      expect(found).toHaveLength(2);
      expect(found).toContain('pxq');
    });

    test('C7.4: of very many profiles the first 10,000 are offered', async () => {
      const file = path.join(place.dir, 'many');
      const sections = Array.from({ length: 12_000 }, (_, index) => `[profile p${index}]\n`);
      writeFileSync(file, sections.join(''));
      const env = { AWS_CONFIG_FILE: file, AWS_SHARED_CREDENTIALS_FILE: file };
      expect(await offered(shell, 'authaws -p ', env)).toHaveLength(10_000);
    });

    test('C3.2: the files that the AWS variables name', async () => {
      const other = path.join(place.dir, 'other files');
      writeFileSync(other, '[profile elsewhere]\n');
      const env = { AWS_CONFIG_FILE: other, AWS_SHARED_CREDENTIALS_FILE: '/nonexistent' };
      expect(await offers(shell, 'authaws -p ', env)).toEqual(new Set(['elsewhere']));
      expect(await offers(shell, 'authaws -p ', { AWS_CONFIG_FILE: '/nonexistent', HOME: '/nonexistent' })).toEqual(
        new Set([]),
      );
    });
  },
);

/** An interactive shell with its line editor on. */
/** @param isWhole the functions as init prints them: the first Tab would load those of setup over the stand-ins */
async function typing(shell: Shell, isWhole = false): Promise<Terminal> {
  const words = isBash(shell) ? ['--norc', '-i'] : ['-f', '-i'];
  const terminal = openProgram(shell.command[0], words, place, { TERM: 'vt100', PS1: '> ' });
  if (isBash(shell)) terminal.line("bind 'set enable-bracketed-paste off'");
  else terminal.line('PROMPT="> "; unset zle_bracketed_paste; autoload -Uz compinit; compinit -u -D');
  terminal.line(isWhole ? load(shell) : loadMade(place, shell));
  terminal.line('mfa-env() { printf "<%s>" "$@"; echo; }; authaws() { mfa-env "$@"; }; echo rea""dy');
  await terminal.until('ready\r\n');
  return terminal;
}

inEach(
  withFunctions.filter((shell) => shell.name === 'bash' || shell.name === 'zsh'),
  (shell) => {
    const shared = new Map<boolean, Promise<Terminal>>();
    afterAll(async () => {
      for (const terminal of shared.values()) await (await terminal).close();
    });
    test.each([
      ['authaws -p zu\t', '<-p><zulu>'],
      ['mfa-env -p acme\\ \t', '<-p><acme dev>'],
      ['authaws -p ops@\t', '<-p><ops@corp>'],
      ['authaws -p team\t', '<-p><team/prod>'],
      ['authaws -p \\$\t', '<-p><$(touch pwn)>'],
      ['authaws --profile=ke\t', '<--profile=keys>'],
      ['mfa-env sta\t --j\t', '<status><--json>'],
      ['mfa-env init f\t --a\t', '<init><fish><--auto>'],
      ['mfa-env -s po\t -f j\t', '<-s><posix><-f><json>'],
      ['mfa-env --refr\t', '<--refresh>'],
      ['mfa-env exec -p zu\t --no-c\t', '<exec><-p><zulu><--no-cache>'],
      ['mfa-env -w zu\t', '<-w><zulu>'],
      ['mfa-env logout -p ke\t', '<logout><-p><keys>'],
      ['mfa-env exec -p acme -- busyb\t true', '<exec><-p><acme><--><busybox><true>'],
      ['mfa-env exec -- busyb\t true', '<exec><--><busybox><true>'],
      ['mfa-env exec acme -- busyb\t true', '<exec><acme><--><busybox><true>'],
      ['mfa-env exec zu\t -- true', '<exec><zulu><--><true>'],
      ['authaws zu\t --cl\t', '<zulu><--clear>'],
      ['authaws refr\t zu\t --sho\t', '<refresh><zulu><--show>'],
      ['mfa-env logout zu\t', '<logout><zulu>'],
      ['mfa-env help stat\t', '<help><status>'],
    ])('83, C7.4: typing %j', async (keys, words) => {
      const isWhole = keys.startsWith('authaws');
      if (!shared.has(isWhole)) shared.set(isWhole, typing(shell, isWhole));
      const terminal = (await shared.get(isWhole)) as Terminal;
      terminal.press(`${keys}\r`);
      await terminal.until(`${words}\r\n`);
      expect(existsSync(path.join(place.dir, 'pwn'))).toBe(false);
    });

    test('C7.4: the profiles and the commands are listed', async () => {
      const terminal = await typing(shell);
      try {
        terminal.press('authaws -p \t\t');
        for (const name of ['acme', 'default', 'keys', 'zulu']) await terminal.until(name);
        terminal.press('\u0015authaws \t\t');
        await expect
          .poll(() => firstWords.filter((name) => !terminal.everything().includes(name)), patience)
          .toEqual([]);
        expect(terminal.everything()).not.toMatch(/sso|commented|local|not a section/);
      } finally {
        await terminal.close();
      }
    });
  },
);

inEach(
  withFunctions.filter((shell) => shell.speaks === 'zsh'),
  (shell) => {
    test('C7.4: without the completion system nothing is said, with it both names have one', async () => {
      const ask = 'print -r -- "$_comps[authaws] $_comps[mfa-env]"';
      expect(await place.run(shell, loadMade(place, shell))).toMatchObject({ status: 0, stdout: '', stderr: '' });
      const { stdout, stderr } = await place.run(
        shell,
        `autoload -Uz compinit; compinit -u -D\n${loadMade(place, shell)}\n${ask}`,
      );
      expect({ stdout, stderr }).toEqual({ stdout: '__mfa_env_complete __mfa_env_complete\n', stderr: '' });
    });

    const offeredBy = async (config: string, locale = 'C.UTF-8'): Promise<string[]> => {
      const script = `${load(shell)}\ncompadd() { print -rl -- $__mfa_env_words; }\n__mfa_env_profiles`;
      const env = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: config, LC_ALL: locale };
      const { stdout, stderr } = await place.run(shell, script, { env });
      expect(stderr).toBe('');
      return stdout.trimEnd().split('\n');
    };

    test.each(['C.UTF-8', 'C'])('C2.6: no name that would change the terminal is offered, in %s', async (locale) => {
      const file = path.join(place.dir, 'marks');
      writeFileSync(file, marked.map((mark) => `[profile p${mark}q]\n`).join(''));
      expect(await offeredBy(file, locale)).toEqual(['péq', 'pxq', 'péq', 'pxq']);
    });

    test('C7.4: of very many profiles the first 10,000 are offered', async () => {
      const file = path.join(place.dir, 'many');
      writeFileSync(file, Array.from({ length: 7000 }, (_, index) => `[profile p${index}]\n`).join(''));
      expect(await offeredBy(file)).toHaveLength(10_000);
    });

    test('C7.4: loaded above compinit, at the first prompt both names have one, and no hook is left', async () => {
      const terminal = openProgram(shell.command[0], ['-f', '-i'], place, { PS1: '> ' });
      try {
        terminal.line(
          `precmd() { prompts=x$prompts; }; ${loadMade(place, shell)}; ${loadMade(place, shell)}; autoload -Uz compinit; compinit -u -D`,
        );
        terminal.line('print -r -- "com""ps=$_comps[authaws].$_comps[mfa-env].$#precmd_functions."');
        await terminal.until('comps=__mfa_env_complete.__mfa_env_complete.0.');
      } finally {
        await terminal.close();
      }
    });

    test('C7.4: nor where there is no compinit', async () => {
      const terminal = openProgram(shell.command[0], ['-f', '-i'], place, { PS1: '> ' });
      try {
        terminal.line(`precmd_functions=(mine); mine() { :; }; ${loadMade(place, shell)}`);
        terminal.line('print -r -- "ho""oks=$precmd_functions."');
        await terminal.until('hooks=mine.');
      } finally {
        await terminal.close();
      }
    });
  },
);

inEach(
  withFunctions.filter((shell) => !isPosix(shell)),
  (shell) => {
    test('C7.4: what fish has made of the man page does not stand among them', async () => {
      const folder = path.join(place.dir, 'generated');
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, 'mfa-env.fish'), "complete -c mfa-env -l quotes -d 'Not ours'\n");
      writeFileSync(path.join(folder, 'mfa-env'), '#!/bin/sh\n', { mode: 0o755 });
      const env = { PATH: `${folder}:${place.env.PATH}` };
      const asked = (loading: string): string =>
        `set -p fish_complete_path ${folder}\n${loading}\ncomplete -C 'mfa-env --qu'`;
      expect((await place.run(shell, asked(''), { env })).stdout).toBe('--quotes\tNot ours\n');
      for (const loading of [loadMade(place, shell), `${loadMade(place, shell)}\n${loadMade(place, shell)}`])
        expect((await place.run(shell, asked(loading), { env })).stdout).toBe('--quiet\tSay nothing on success\n');
    });
  },
);
