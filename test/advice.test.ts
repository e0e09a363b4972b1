import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { keyLines, makePlace, type Place, serial, start } from './command/run.ts';
import { rows } from './messages/all.ts';
import { inEach, type Shell, shells } from './shell/shells.ts';
import { openProgram } from './shell/terminal.ts';

// C6.1: what to do next can be pasted, the whole line, into any shell: whatever a name holds, nothing of it is run.

const hostile = [
  "x' ; touch PWNED; 'y",
  "x\\' ; touch PWNED; \\'y",
  '(touch PWNED)',
  '$(touch PWNED)',
  '`touch PWNED`',
  'x; touch PWNED',
  'x" ; touch PWNED; "y',
];

type Case = [words: string[], more?: { env?: Record<string, string>; terminal?: true }];

/** What makes mfa-env speak of a profile by that name, of a folder or of a word. */
const casesOf = (name: string, place: Place): Case[] => [
  [['-p', `${name}z`]],
  [['-p', 'zzzzzzzzzzzzzzzzzzzzzzzzzzzz']],
  [['-p', name]],
  [['-p', name, 'CODE'], { terminal: true }],
  [['-p', name, '-w', `${name}w`, 'CODE']],
  [['-p', name, '-w', name, 'CODE']],
  [['-p', `${name}-bare`]],
  [['-p', `${name}-role`, 'CODE']],
  [['-p', `${name}-loop`]],
  [['-p', name, '000000']],
  [['-p', name, '--serial', name]],
  [['-p', name, '--cached', '--region', 'eu-west-3', '--min-ttl', '35h']],
  [['--role-arn', name]],
  [['exec', name, '--', name, name]],
  [['exec', '-p', `${name}x`, name, '--', name]],
  [[name, '--', name]],
  [[name, 'zulu']],
  [[`${name}z`]],
  [['--assume-role', name]],
  [['login', name]],
  [['exec', name, '--', 'ls']],
  [['logout', name]],
  [['logout', '-p', `${name}z`]],
  [['doctor', name]],
  [['keep', name]],
  [['keep', `${name}-role`, '--in', 'pass']],
  [['keep', name, '--undo']],
  [['console', name]],
  [['console', `${name}z`]],
  [['console', `${name}-role`, name], { env: { BROWSER: name } }],
  [['console', `${name}-role`, 's3'], { env: { BROWSER: name } }],
  [['console', '--region', 'us-iso-east-1', '-p', `${name}-role`]],
  [['policy', '-p', `${name}z`]],
  [['status']],
  [['status'], { env: { MFA_ENV_PROFILE: name, MFA_ENV_EXPIRES: '1', AWS_PROFILE: name } }],
  [['list']],
  [['doctor'], { env: { AWS_PROFILE: name } }],
  [['init', name]],
  [['-f', name]],
  [['setup', '--yes', name]],
  [['setup', '--yes', name], { env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' } }],
  [[`--${name}`]],
  [['logout'], { env: { MFA_ENV_CACHE_DIR: place.write(name.replaceAll('/', ''), '') } }],
];

const configOf = (name: string): string =>
  `[profile ${name}]\nmfa_serial = ${serial}\n[profile ${name}-bare]\nregion = eu-west-1\n` +
  `[profile ${name}-role]\nrole_arn = arn:aws:iam::111122223333:role/none\nsource_profile = ${name}\n` +
  `[profile ${name}-loop]\nsource_profile = ${name}-loop\n`;

/** The lines that somebody may paste: advice stands behind two blanks, and some notes say what to type. */
const linesOf = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .filter((line) =>
      /^(?: {2}(?!checked|not checked)|put it|to put|to have|written into|this shell|the session of)/.test(line),
    );

let folder: string;
const lines = new Set<string>();
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'mfa-env-advice-'));
  await Promise.all([0, 1].map((half) => gather(hostile.filter((_, at) => at % 2 === half))));
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function gather(names: readonly string[]): Promise<void> {
  for (const name of names) {
    const place = await makePlace();
    place.write('.aws/config', configOf(name));
    place.write('.aws/credentials', `[${name}]\n${keyLines}`);
    for (const [words, { env = {}, terminal } = {}] of casesOf(name, place)) {
      const given = words.map((word) => (word === 'CODE' ? place.sts.freshCode(serial) : word));
      const said = terminal ? await atTerminal(place, given) : await place.quick(given, { env });
      for (const line of linesOf(`${said.stderr}\n${said.stdout}`)) lines.add(line);
    }
    await place.end();
  }
}

async function atTerminal(place: Place, words: string[]): Promise<{ stderr: string; stdout: string }> {
  const line = '"$@"; echo "status=$?"; read -r _';
  const there = { ...place, dir: place.home } as unknown as Parameters<typeof openProgram>[2];
  const terminal = openProgram('/bin/sh', ['-c', line, 'sh', path.join(inject('bin'), 'mfa-env'), ...words], there, {});
  await terminal.until(/status=\d+/);
  await terminal.close();
  return { stderr: terminal.everything().replace(/status=[\s\S]*/, ''), stdout: '' };
}

/** Runs each line in a shell that has nothing but `touch`. @returns the lines that made a file */
async function pasted(shell: Shell, list: readonly string[]): Promise<string[]> {
  const own = mkdtempSync(path.join(folder, 'shell-'));
  for (const name of ['bin', 'lines', 'here']) mkdirSync(path.join(own, name));
  const paths = (
    await start(
      ['/bin/sh', '-c', 'for one; do command -v "$one"; done', 'sh', 'touch', 'sh', 'env', shell.command[0]],
      { env: process.env },
    )
  ).stdout
    .trim()
    .split('\n');
  const [touch = '', sh = '', env = '', program = ''] = paths;
  symlinkSync(touch, path.join(own, 'bin', 'touch'));
  list.forEach((line, number) => void writeFileSync(path.join(own, 'lines', String(number)), `${line}\n`));
  const each = `for file in "$0"/lines/*; do
    ${env} -i PATH="$0/bin" HOME="$0/here" LC_ALL=C.UTF-8 "$@" "$file" </dev/null >/dev/null 2>&1
    for made in "$0"/here/*PWNED*; do
      if [ -e "$made" ]; then echo "\${file##*/}"; rm -f "$0"/here/*PWNED*; fi
    done
  done`;
  const words = [sh, '-c', each, own, program, ...shell.command.slice(1)];
  const { stdout } = await start(words, { cwd: path.join(own, 'here'), env: { PATH: process.env.PATH } });
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((number) => list[Number(number)] ?? '');
}

test('advice of every kind was gathered', () => {
  expect(lines.size).toBeGreaterThan(60);
  for (const name of [
    'mfa-env exec',
    'did you mean: eval',
    'type instead: eval',
    'name one: eval',
    'to go on: mfa-env setup',
    'did you mean',
    'there are:',
    'ls -ld',
    'written into',
    'eval "$(',
  ]) {
    expect(
      [...lines].some((line) => line.includes(name) && line.includes('PWNED')),
      name,
    ).toBe(true);
  }
});

test('nothing in parentheses and nothing between backticks stands in advice', () => {
  const advice = rows.flatMap(({ said }) => said.split('\n')).flatMap((line) => line.split(' → ').slice(1));
  const odd = advice.filter((line) => /[`()]/.test(line.replace(/\beval "\$\([^()`]*\)"$/, '')));
  expect(advice.length).toBeGreaterThan(150);
  const prose = /^check /; // no command stands in it
  expect(odd.filter((line) => !prose.test(line))).toEqual([]);
});

const pasting = shells.filter(({ name }) => ['bash', 'zsh', 'fish', 'dash'].includes(name));

inEach(pasting, (shell) => {
  test('a path of the home folder is found, blanks and quotes in its name or not', async () => {
    const place = await makePlace();
    try {
      for (const name of ['plain', 'a b', "it's"]) {
        const file = place.write(name, '');
        const { stderr, status } = await place.quick(['logout'], { env: { MFA_ENV_CACHE_DIR: file } });
        const [, line = ''] = /: (ls -ld .*)$/m.exec(stderr) ?? [];
        expect({ line, status }).toEqual({ line: expect.stringContaining(' ~/'), status: 3 });
        const env = { PATH: process.env.PATH, HOME: place.home };
        const [program = '', ...flags] = shell.command;
        const script = path.join(folder, `home-${shell.name}`);
        writeFileSync(script, `${line}\n`);
        const pasted = await start([program, ...flags, script], { env, cwd: folder });
        expect(pasted).toMatchObject({ status: 0, stdout: expect.stringContaining(file) });
      }
    } finally {
      await place.end();
    }
  });
});

inEach(pasting, (shell) => {
  test('the check sees a name that is run', async () => {
    const bad = shell.speaks === 'fish' ? 'use: true (touch PWNED)' : 'use: true $(touch PWNED)';
    expect(await pasted(shell, [bad, 'true; touch PWNED', 'fine'])).toEqual([bad, 'true; touch PWNED']);
  });

  test('no line of advice runs what a name holds', async () => {
    expect(await pasted(shell, [...lines])).toEqual([]);
  }, 300_000);
});
