import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CommandFacts, commands, optionWords } from '../../src/cli/commands.ts';
import type { Option } from '../../src/cli/options.ts';
import * as variables from '../../src/shell/env-diff.ts';
import { addFake, argumentsIn } from './fake.ts';
import { makePlace, type Place } from './place.ts';
import { inEach, isBash, isPosix, load, type Shell, withFunctions } from './shells.ts';
import { openProgram } from './terminal.ts';

// One line in the table of commands or options is enough: all that is made from it knows a command and options of no
// mfa-env that ever was.

const command: CommandFacts = {
  call: 'greet WHOM [--loud]',
  summary: "say good morning, it's a [fine] day",
  group: 'Every day',
  examples: [['mfa-env greet moon', 'greet the moon']],
  prints: 'report',
  first: ['world', 'moon'],
};
const madeUp: Record<string, Option> = {
  tune: { type: 'string', alias: 't', value: 'TUNE', choices: ['waltz', 'tango'], help: 'what to hum', of: ['get'] },
  loud: { type: 'boolean', help: "don't whisper", of: ['greet' as 'get'] },
  poster: { type: 'boolean', isToRead: true, help: 'print a poster', of: ['get'] },
};
Object.assign(commands, { greet: command });
const { options } = await import('../../src/cli/options.ts');
Object.assign(options, madeUp);
const { parseWithYargs } = await import('../../src/cli/full-parse.ts');
const { parseFast } = await import('../../src/cli/parse.ts');
const scripts = path.resolve(import.meta.dirname, '../../scripts');
const { shellFunctions } = await import(path.join(scripts, 'shell-functions.mjs'));
const { manPage } = await import(path.join(scripts, 'man.mjs'));

let place: Place;
beforeAll(() => {
  place = makePlace();
  addFake(place);
  const files: Record<string, string> = shellFunctions(
    { commands, optionWords, options, variables, SOON_OVER_S: 600 },
    '1.2.3',
  );
  mkdirSync(path.join(place.dir, 'made'));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(place.dir, 'made', name), text);
});
afterAll(() => place.remove());

const made = (shell: Shell): Shell => ({
  ...shell,
  functions: path.join(place.dir, 'made', `mfa-env.${shell.speaks}`),
});

const helpOf = async (...words: string[]): Promise<string> => {
  const parsed = await parseWithYargs([...words, '--help']);
  return 'help' in parsed ? parsed.help : '';
};

test('the help', async () => {
  expect(await helpOf()).toMatch(/^ {2}greet +say good morning, it's a \[fine\] day\n/m);
  expect(await helpOf()).toMatch(/-t, --tune TUNE +what to hum \(waltz, tango\)/);
  expect(await helpOf('greet')).toMatch(/^Say good morning.*\n\nUsage: mfa-env greet WHOM \[--loud\]\n/);
  expect(await helpOf('greet')).toMatch(/--loud +don't whisper/);
});

test('the parsers', async () => {
  const expected = { command: 'greet', words: ['moon'], options: { loud: true } };
  expect(parseFast(['greet', 'moon', '--loud'])).toEqual(expected);
  expect(await parseWithYargs(['greet', 'moon', '--loud'])).toMatchObject(expected);
});

test.each([
  [['--tun', 'x'], 'did you mean --tune?'],
  [['gret', 'x'], 'did you mean: mfa-env greet'],
  [['-t', 'tengo'], 'one of: waltz, tango; did you mean tango?'],
])('"did you mean": %j', async (words, advice) => {
  await expect(parseWithYargs(words)).rejects.toMatchObject({ advice });
});

test('the man page', () => {
  const page: string = manPage({ commands, optionWords, options }, '1.2.3')
    .replaceAll('\\-', '-')
    .replaceAll('\\(aq', "'");
  expect(page).toContain('mfa-env greet WHOM [--loud]');
  expect(page).toContain("Say good morning, it's a [fine] day.");
  expect(page).toMatch(/-t\\fR, \\fB--tune\\fR \\fITUNE\\fR\nWhat to hum\. One of waltz, tango\./);
  expect(page).toMatch(/--loud\\fR\nDon't whisper\./);
});

inEach(withFunctions, (shell) => {
  test('the functions ask mfa-env for what is to be read, and evaluate the rest', async () => {
    const calls = ['greet', '--poster', '-q greet', '-t greet', '-qt greet', '--tune --poster', '--loud'];
    const file = (index: number): string => path.join(place.dir, `argv-${shell.name}-${index}`);
    const lines = calls.map((words, index) => `FAKE_ARGV='${file(index)}' authaws ${words} >/dev/null`);
    await place.run(shell, `${load(made(shell))}\n${lines.join('\n')}`);
    const isRead = calls.map((_, index) => argumentsIn(file(index))[0] !== '--shell');
    expect(isRead).toEqual([true, true, true, false, false, false, false]);
  });
});

inEach(
  withFunctions.filter((shell) => shell.speaks !== 'zsh'),
  (shell) => {
    test.each([
      ['mfa-env gr', 'greet'],
      ['mfa-env greet m', 'moon'],
      ['authaws greet --lo', '--loud'],
      ['authaws --tu', '--tune'],
      ['authaws -t w', 'waltz'],
      ['authaws -t greet --pos', '--poster'],
    ])('completion: %s', async (line, expected) => {
      const ask = isBash(shell)
        ? `COMP_LINE='${line}'; COMP_POINT=\${#COMP_LINE}; __mfa_env_complete; printf '%s\\n' "\${COMPREPLY[@]}"`
        : `complete -C '${line}' | string split -f 1 \\t`;
      const { stdout, stderr } = await place.run(shell, `${load(made(shell))}\n${ask}`);
      expect({ stdout, stderr }).toEqual({ stdout: `${expected}\n`, stderr: '' });
    });

    if (isPosix(shell)) return;
    test('completion: the beginning of what it does, as it stands', async () => {
      const ask = "complete -C 'mfa-env gr'; complete -C 'mfa-env greet --lo'";
      const { stdout } = await place.run(shell, `${load(made(shell))}\n${ask}`);
      expect(stdout).toBe("greet\tSay good morning\n--loud\tDon't whisper\n");
    });
  },
);

inEach(
  withFunctions.filter((shell) => shell.speaks === 'zsh'),
  (shell) => {
    test.each([
      ['mfa-env gre\tm\t --lo\t', '<greet><moon><--loud>'],
      ['mfa-env --tu\tw\t --pos\t', '<--tune=waltz><--poster>'],
      ['mfa-env -t tan\t', '<-t><tango>'],
      ['mfa-env gre\t --\t\b\b-\t', "don't whisper"],
      ['mfa-env g\b\t\t', 'say good morning'],
    ])('completion: typing %j', async (keys, expected) => {
      const terminal = openProgram(shell.command[0], ['-f', '-i'], place, { TERM: 'vt100', PS1: '> ' });
      try {
        terminal.line('PROMPT="> "; unset zle_bracketed_paste; autoload -Uz compinit; compinit -u -D');
        terminal.line(load(made(shell)));
        terminal.line('mfa-env() { printf "<%s>" "$@"; echo; }; echo rea""dy');
        await terminal.until('ready\r\n');
        terminal.press(`${keys}\r`);
        await terminal.until(expected);
      } finally {
        await terminal.close();
      }
    });
  },
);
