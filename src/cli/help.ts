import { terminalWidth } from '../system/output.ts';
import { wrapped } from '../text/table.ts';
import {
  type Command,
  type CommandFacts,
  commands,
  type Group,
  isOptionWord,
  type OptionWord,
  optionWords,
} from './commands.ts';
import { type Option, options } from './options.ts';
import type { ToType } from './to-type.ts';

/** Wider than that, a line of text is hard to read; many terminals are as wide. */
const MAX_COLUMNS = 80;

type Row = readonly [head: string, text: string];

export interface Reader {
  program: 'mfa-env' | 'authaws';
  toType: ToType;
}

/** The help of a command or a word; of `get` that of mfa-env as a whole, which fits a small screen if it `isShort`. */
export function helpText(command: Command | OptionWord, reader: Reader, isShort = false): string {
  const { program, toType } = reader;
  const parts =
    command === 'get'
      ? [
          folded('mfa-env puts an AWS session with MFA into your shell.', 0),
          isShort
            ? usageOf(`${program} ${commands.get.call}, or ${program} COMMAND [OPTIONS]`)
            : `${usageOf(`${program} ${commands.get.call}`, `${program} COMMAND [OPTIONS]`)}\n\n${folded(commands.get.more, 0)}`,
          rows('Examples', mainExamples(toType).slice(0, isShort ? 2 : 3)),
          ...groups.map((group) => rows(group, ofGroup(group, isShort))),
          ...(isShort ? [`All options: ${toType('help')}`] : optionParts(command)),
        ]
      : commandParts(command, reader);
  return `${parts.join('\n\n')}\n`;
}

const groups: readonly Group[] = ['Every day', 'Set-up'];

function commandParts(command: Exclude<Command, 'get'> | OptionWord, { program, toType }: Reader): string[] {
  const isWord = isOptionWord(command);
  const facts: Omit<CommandFacts, 'first'> = isWord ? optionWords[command] : commands[command];
  const { call, summary, more, examples } = facts;
  return [
    folded(`${summary[0]?.toUpperCase()}${summary.slice(1)}.${more ? ` ${more}` : ''}`, 0),
    usageOf(`${program} ${call}`),
    rows(examples.length > 1 ? 'Examples' : 'Example', isWord ? examples.map(asTyped(toType)) : examples),
    ...(isWord ? [] : optionParts(command)),
  ];
}

const usageOf = (...lines: string[]): string => `Usage: ${lines.join('\n       ')}`;

/** One of each of the commands that come first. */
const mainExamples = (toType: ToType): Row[] => [
  commands.setup.examples[0],
  asTyped(toType)(commands.get.examples[0]),
  commands.exec.examples[0],
];

/** What changes the shell stands as it can be typed there. */
const asTyped =
  (toType: ToType) =>
  ([line, does]: Row): Row => [toType(...line.split(' ').slice(1)), does];

/** @param isShort without the words that the last line of the short help makes up for */
const ofGroup = (group: Group, isShort: boolean): Row[] =>
  Object.entries<Pick<CommandFacts, 'group' | 'summary'>>({ ...commands, ...optionWords })
    .filter(
      ([name, facts]) =>
        facts.group === group && !(isShort ? /^(?:get|help|version|keep|rotate)$/ : /^get$/).test(name),
    )
    .map(([name, { summary }]) => [name, summary]);

function optionParts(command: Command): string[] {
  const own = Object.entries<Option>(options).filter(
    ([name, { of }]) => of.includes(command) && (name !== 'version' || command === 'get'),
  );
  return (
    [
      ['Session', 'Session options'],
      ['Output', 'Output options'],
      [undefined, 'Options'],
    ] as const
  )
    .map(([group, title]) => [title, own.filter((option) => option[1].group === group)] as const)
    .filter(([, found]) => found.length > 0)
    .map(([title, found]) => rows(title, found.map(optionRow)));
}

function optionRow([name, { alias, value, choices, help }]: [string, Option]): Row {
  const head = `${alias ? `-${alias}, ` : '    '}--${name}${value ? ` ${value}` : ''}`;
  return [head, choices ? `${help} (${choices.join(', ')})` : help];
}

/** Rows under a title: the heads, and the texts beside them; below a head that is too wide. */
function rows(title: string, all: readonly Row[]): string {
  const most = Math.min(MAX_HEAD_COLUMNS, columns() - TEXT_COLUMNS);
  const width = Math.max(...all.map(([head]) => head.length).filter((length) => length <= most), 0);
  const indent = width + 4;
  const lines = all.map(([head, text]) => {
    const beside = folded(text, indent);
    return head.length > width ? `  ${head}\n${' '.repeat(indent)}${beside}` : `  ${head.padEnd(width)}  ${beside}`;
  });
  return `${title}:\n${lines.join('\n')}`;
}

const MAX_HEAD_COLUMNS = 36;

/** What a narrow terminal leaves for a text beside its head. */
const TEXT_COLUMNS = 26;

/** Breaks a text between words; each line but the first is moved to the right. */
const folded = (text: string, indent: number): string =>
  wrapped(text, columns() - indent).join(`\n${' '.repeat(indent)}`);

const columns = (): number => Math.min(terminalWidth(), MAX_COLUMNS);
