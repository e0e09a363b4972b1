import { expect, onTestFinished, test } from 'vitest';
import { type Command, commands, type OptionWord, optionWords } from '../../src/cli/commands.ts';
import { parseWithYargs } from '../../src/cli/full-parse.ts';
import { helpText } from '../../src/cli/help.ts';
import { type Option, options } from '../../src/cli/options.ts';
import { normalizeArgs } from '../../src/cli/parse.ts';
import { programOf, toType } from '../../src/cli/to-type.ts';
import { exitStatus } from '../../src/errors.ts';

// The help: what it is for, how it is typed, an example, and every option.

const reader = (env: Record<string, string>) => ({ program: programOf(env), toType: toType(env, 'bash') });
const without = reader({});
const caller = { ...without, profiles: async () => [] };
const inside = reader({ MFA_ENV_FUNCTIONS: '1.0.0' });
const all = Object.keys(commands) as Command[];

test.each(all)('%s: purpose, usage, an example and its options, in 80 columns', (command) => {
  const help = helpText(command, without);
  expect(help).toMatch(/^(?:.+\n){1,3}\nUsage: mfa-env .*\n/);
  expect(help).toMatch(/\nExamples?:\n {2}/);
  for (const line of help.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  for (const [name, { of, value }] of Object.entries<Option>(options)) {
    const isShown = of.includes(command) && (command === 'get' || name !== 'version');
    const pattern = new RegExp(
      `^ +(-[a-zA-Z], )?--${name}${value ? ` ${value.replace(/[[\]]/g, '\\$&')}` : ''}(  |$)`,
      'm',
    );
    expect(pattern.test(help), name).toBe(isShown);
  }
});

test('the main help names every command, each in one line', () => {
  const help = helpText('get', without);
  for (const name of [...all.slice(1), 'refresh', 'clear', 'help', 'version'])
    expect(help).toMatch(new RegExp(`^ {2}${name} +\\S`, 'm'));
});

test.each(Object.keys(optionWords) as OptionWord[])(
  '%s, a word for an option: purpose, usage and an example',
  (word) => {
    const { call, summary } = optionWords[word];
    const help = helpText(word, without);
    expect(help.toLowerCase()).toMatch(`${summary}.\n\nusage: mfa-env ${call}`.toLowerCase());
    expect(help.split('\n')).toHaveLength(7);
    const line = word === 'help' || word === 'version' ? `mfa-env ${word}` : `eval "$(mfa-env ${word}`;
    expect(help).toContain(`Example:\n  ${line}`);
  },
);

test.each([
  ['help clear', 'clear'],
  ['clear --help', 'clear'],
  ['help refresh', 'refresh'],
  ['refresh acme -h', 'refresh'],
  ['help version', 'version'],
  ['version --help', 'version'],
  ['help help', 'help'],
  ['refresh exec -h', 'exec'],
  ['exec --refresh -h', 'exec'],
  ['help status', 'status'],
] as const)('%s shows what %s does', async (line, topic) => {
  const parsed = await parseWithYargs(normalizeArgs(line.split(' ')), caller);
  expect(parsed).toEqual({ help: helpText(topic, without) });
});

test.each(['help', '--help', 'help get', 'help acme', 'acme --refresh --help'])('%s: all of it', async (line) => {
  const parsed = await parseWithYargs(normalizeArgs(line.split(' ')), caller);
  expect(parsed).toEqual({ help: helpText('get', without) });
});

test('help of a word that is nearly a command names the command', async () => {
  const parsed = parseWithYargs(normalizeArgs(['help', 'stauts']), caller);
  await expect(parsed).rejects.toMatchObject({
    status: exitStatus.usage,
    advice: expect.stringContaining('help status'),
  });
});

test.each([40, 50, 80, 200])(
  'on a terminal of %i columns no word is broken that fits, and no line is wider than 80',
  (columns) => {
    const own = Object.getOwnPropertyDescriptor(process.stdout, 'columns');
    Object.defineProperty(process.stdout, 'columns', { value: columns, configurable: true });
    onTestFinished(() => {
      if (own) Object.defineProperty(process.stdout, 'columns', own);
      else delete (process.stdout as Partial<typeof process.stdout>).columns;
    });
    const lines = [...all, 'refresh' as const].flatMap((command) => helpText(command, without).split('\n'));
    const isOneToType = /^Usage: |^ {7}mfa-env |^ {2,6}\S+( \S+)*$/;
    expect(lines.filter((line) => line.length > Math.min(columns, 80) && !isOneToType.test(line))).toEqual([]);
  },
);

test('the whole one says what PROFILE and CODE are, the short one does not', () => {
  const words = (isShort: boolean) => helpText('get', without, isShort).replaceAll(/\s+/g, ' ');
  expect(words(false)).toContain(commands.get.more);
  expect(words(true)).not.toContain('six digits');
});

test('the short one fits a screen of 24 lines', () => {
  expect(helpText('get', without, true).split('\n').length).toBeLessThanOrEqual(25);
  expect(helpText('get', without, true)).toMatch(/mfa-env help\n$/);
});

test('C8.4: it says authaws to those who have loaded it, and to nobody else', () => {
  expect(all.map((command) => helpText(command, without)).join()).not.toContain('authaws');
  expect(helpText('get', without)).toContain('eval "$(mfa-env acme)"');
  expect(helpText('get', inside)).toMatch(/Usage: authaws \[PROFILE\] \[CODE\][\s\S]* {2}authaws acme /);
});
