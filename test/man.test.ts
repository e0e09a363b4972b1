import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../src/cli/commands.ts';
import { options } from '../src/cli/options.ts';

// The man page is made from the table; here it is held against the table.

const script = path.resolve(import.meta.dirname, '../scripts/man.mjs');
const page = execFileSync(process.execPath, [script], { encoding: 'utf8' });
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
    'COMMANDS',
    'OPTIONS',
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
    expect(words.split(' ')[0]).toBe(name === 'get' ? '[CODE]' : name);
    expect(sections.get('SYNOPSIS')).toContain(`\n${call}`);
    expect(sections.get('COMMANDS')).toContain(`\n${call}`);
    expect(sections.get('COMMANDS')?.toLowerCase()).toContain(summary.toLowerCase());
  });
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

test('roff understands all of it', ({ skip }) => {
  const { status, stderr, error } = spawnSync('groff', ['-Wall', '-ww', '-man', '-Tutf8', '-z'], { input: page });
  if (error) skip('groff is not here');
  expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: '' });
});
