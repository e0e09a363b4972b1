import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands, optionWords } from '../src/cli/commands.ts';
import { options } from '../src/cli/options.ts';

// The man page is made from the table; here it is held against the table.

const script = path.resolve(import.meta.dirname, '../scripts/man.mjs');
const page = execFileSync(process.execPath, [script], { encoding: 'utf8' });
const authaws = execFileSync(process.execPath, [script, 'authaws'], { encoding: 'utf8' });
const text = page.replaceAll('\\-', '-').replaceAll(/\\f[BIR]/g, '');
const sections = new Map(
  text
    .split(/^\.SH /m)
    .slice(1)
    .map((part) => [part.slice(0, part.indexOf('\n')), part]),
);

test('it has the sections of a man page', () => {
  expect([...sections.keys()]).toEqual([
    'NAME',
    'SYNOPSIS',
    'DESCRIPTION',
    'SET-UP',
    'COMMANDS',
    'OPTIONS',
    'PROMPT',
    'ENVIRONMENT',
    'FILES',
    'EXIT STATUS',
    'EXAMPLES',
    'SECURITY',
    'SEE ALSO',
  ]);
});

describe('every command', () => {
  test.each(Object.entries(commands))('%s', (name, { call: words, summary }) => {
    const call = `mfa-env ${words}`;
    expect(words.split(' ')[0]).toBe(name === 'get' ? '[PROFILE]' : name);
    expect(sections.get('SYNOPSIS')).toContain(`\n${call}`);
    expect(sections.get('COMMANDS')).toContain(`\n${call}`);
    expect(sections.get('COMMANDS')?.toLowerCase()).toContain(summary.toLowerCase());
  });
});

test.each(Object.values(optionWords))('the word $call', ({ call, summary }) => {
  expect(sections.get('SYNOPSIS')).toContain(`\nmfa-env ${call}`);
  expect(sections.get('COMMANDS')?.toLowerCase()).toContain(`\nmfa-env ${call}\n${summary}`.toLowerCase());
});

describe('every option', () => {
  test.each(Object.entries(options))('--%s', (name, option) => {
    const { alias, value, help }: { alias?: string; value?: string; help: string } = option;
    const head = `${alias ? `-${alias}, ` : ''}--${name}${value ? ` ${value}` : ''}`;
    const of = (sections.get('OPTIONS') ?? '').split('.TP\n').filter((part) => part.startsWith(`${head}\n`));
    expect(of).toHaveLength(1);
    expect(of[0]?.toLowerCase().replaceAll('\\(ti', '~')).toContain(help.toLowerCase());
  });
});

test('what a command takes stands with it', () => {
  expect(sections.get('COMMANDS')).toMatch(/\nmfa-env logout .*\n.*It also takes --profile, --quiet\./);
  expect(sections.get('COMMANDS')).toMatch(/\nmfa-env console .*\n.*--no-cache, --quiet\./); // its call has --print
  expect(text).not.toContain('Also of');
});

test('set-up and prompt have a line for each shell', () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    expect(sections.get('SET-UP')).toContain(`mfa-env init ${shell}`);
    expect(sections.get('PROMPT')).toContain(`\n${shell}\n`);
  }
});

test('authaws has a page of its own, which refers to the first', () => {
  expect(authaws).toMatch(/^\.TH AUTHAWS 1/);
  expect([...authaws.matchAll(/^\.SH (.*)$/gm)].map(([, title]) => title)).toEqual([
    'NAME',
    'SYNOPSIS',
    'DESCRIPTION',
    'EXAMPLES',
    'SEE ALSO',
  ]);
  expect(authaws).toMatch(/\.BR mfa\\-env \(1\)\n$/);
});

test.each([
  ['mfa-env', page],
  ['authaws', authaws],
])('roff understands all of %s(1)', (_, input) => {
  const { status, stderr, error } = spawnSync('groff', ['-Wall', '-ww', '-man', '-Tutf8', '-z'], { input });
  if (error) return; // groff is not here
  expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: '' });
});
