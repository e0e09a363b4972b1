import yargs, { type Argv } from 'yargs';
import { type Failure, isFailure, usage } from '../errors.ts';
import { allOf, closest, nearest } from '../text/names.ts';
import { type Command, isOptionWord, type OptionWord } from './commands.ts';
import { helpText, type Reader } from './help.ts';
import { type OptionName, type Options, options, type Request } from './options.ts';
import { commandOf, isValueOptional, looksLikeCode, optionNamed, readLoosely, requestOf, type Words } from './parse.ts';
import { plainly, type ToType } from './to-type.ts';
import { firstWords, ourLineFor, strayWord, unknownCommand } from './unknown-words.ts';

const allNames = Object.keys(options) as OptionName[];
const helpOf = (command: Command, toType: ToType): string =>
  `see: ${command === 'get' ? toType('help') : toType('help', command)}`;

interface Caller extends Reader {
  profiles: () => Promise<string[]>;
}

/** The full parser. @returns what is asked for, or the help @throws Failure (usage) that names the nearest right word */
export async function parseWithYargs(
  argv: readonly string[],
  caller: Caller = { program: 'mfa-env', toType: plainly, profiles: async () => [] },
): Promise<Request | { help: string }> {
  const { toType } = caller;
  refuseUnknown(argv, toType);
  await refuseLoneProfile(argv, caller);
  const found = wordsOf(await program(allNames, 'get', toType).parseAsync(argv));
  const command = commandOf(found);
  const own = allNames.filter((name) => (options[name].of as readonly Command[]).includes(command));
  const first = command === 'get' ? found.before.find((word) => !looksLikeCode(word)) : undefined;
  const strict = program(own, command, toType, first).strictOptions();
  const parsed = await strict.parseAsync(argv);
  const { _, '--': _behind, $0: _script, ...given } = parsed;
  if (given.help) {
    const topic = (command === 'get' && wordIn(argv, first)) || command;
    const near = topic === 'get' && argv[0] === '--help' && first !== undefined && closest(first, firstWords);
    if (near) throw usage(`unknown command: ${first}`, `did you mean: ${toType('help', near)}`);
    return { help: helpText(topic, caller, argv.includes('-h')) };
  }
  const words = wordsOf(parsed);
  const { stray, ...request } = requestOf(command, words, given as Options);
  checkValues(request, toType);
  if (stray !== undefined) throw strayWord(stray, words, request, toType);
  return request;
}

/** The word of `help clear` and of `clear --help`, which is spelt as its option by now. */
const wordIn = ([option = '']: readonly string[], first = ''): OptionWord | undefined =>
  [first, option.replace(/^--(?!help$)/, '')].find(isOptionWord);

const wordsOf = (parsed: { _: (string | number)[]; [name: string]: unknown }): Words => ({
  before: parsed._.map(String),
  behind: ((parsed['--'] as unknown[] | undefined) ?? []).map(String),
});

/**
 * yargs knows more spellings than the fast parser and shell/ do, such as `--f=json`. What only one of them takes for code
 * would be evaluated (C2.6).
 */
function refuseUnknown(argv: readonly string[], toType: ToType): void {
  const words = beforeDashes(argv);
  for (const [at, word] of words.entries()) {
    const name = word.replace(/=[\s\S]*/, '');
    if (!/^-(?=.)/.test(word) || /^--?\d/.test(word) || optionNamed(name)) continue;
    const value = name === word ? words[at + 1] : word.slice(name.length + 1);
    const ours = ourLineFor(name, toType, {
      profile: profileOf(argv, value),
      value: value?.startsWith('-') ? undefined : value,
    });
    throw ours ? usage(`unknown option: ${name}`, ours) : unknownOption(name, helpOf('get', toType));
  }
}

const beforeDashes = (argv: readonly string[]): readonly string[] =>
  argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;

/** The profile of a command line with an option that nobody knows. @param value may be that option's */
function profileOf(argv: readonly string[], value: string | undefined): string | undefined {
  const { profile } = readLoosely(beforeDashes(argv));
  return profile === value ? undefined : profile;
}

/** @throws Failure (usage) that names the profiles, where `-p` has no value */
async function refuseLoneProfile(argv: readonly string[], { profiles, toType }: Caller): Promise<void> {
  const words = beforeDashes(argv);
  const lone = words.find((word, at) => {
    const next = words[at + 1] ?? '--';
    return word.endsWith('=') ? optionNamed(word.slice(0, -1)) === 'profile' : isProfile(word) && /^-./.test(next);
  });
  if (lone === undefined) return;
  const known = await profiles();
  throw usage(
    `${lone.replace('=', '')} needs a value`,
    known.length > 0 ? allOf(known) : `set one up: ${toType('setup')}`,
  );
}

const isProfile = (word: string): boolean => optionNamed(word) === 'profile';

function program(names: OptionName[], command: Command, toType: ToType, first?: string): Argv {
  const parser = yargs([], '/') // its own look at the working folder fails where that folder is gone
    .scriptName('mfa-env')
    .locale('en')
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'duplicate-arguments-array': false,
      'greedy-arrays': false,
      'parse-numbers': false, // 012345 is a code
      'parse-positional-numbers': false,
      'populate--': true,
      'short-option-groups': false,
      'strip-aliased': true,
    })
    .help(false)
    .version(false)
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail((message, error) => {
      throw refusal(message, error, command, toType, first);
    });
  for (const name of names) {
    const { type, ...rest } = options[name];
    const choices = 'choices' in rest ? { choices: rest.choices } : {};
    const alias = 'alias' in rest ? { alias: rest.alias } : {};
    parser.option(name, { type, requiresArg: type === 'string', ...alias, ...choices });
  }
  return parser;
}

/** What yargs says, in our words. */
function refusal(
  message: string,
  error: Error | undefined,
  command: Command,
  toType: ToType,
  first?: string,
): Failure | Error {
  if (isFailure(error)) return error;
  const help = helpOf(command, toType);
  const [, unknown] = /^Unknown arguments?: ([^,]*)/.exec(message) ?? [];
  if (unknown !== undefined) {
    if (/^\d/.test(unknown)) return usage('pass a code without dashes', toType('123456'));
    const misspelt = first === undefined ? undefined : unknownCommand(first, toType);
    return misspelt ?? usage(`${command === 'get' ? 'mfa-env' : command} does not take ${dashed(unknown)}`, help); // all others are known by now
  }
  const [, lone] = /^Not enough arguments following: (.*)$/.exec(message) ?? [];
  if (lone !== undefined) return usage(`${dashed(lone)} needs a value`, help);
  const [, option = '', value = ''] = /Argument: (.*), Given: "(.*)", Choices:/.exec(message) ?? [];
  const choices = Object.entries(options).find(([name]) => name === option)?.[1];
  if (choices && 'choices' in choices) {
    const near = nearest(value, choices.choices);
    const all = `one of: ${choices.choices.join(', ')}`;
    return usage(`--${option} cannot be ${value}`, near.startsWith('did you mean') ? `${all}; ${near}` : all);
  }
  return usage(message, help, error);
}

function unknownOption(name: string, help: string): Failure {
  const near = nearest(name, allNames.map(dashed));
  return usage(`unknown option: ${name}`, near.startsWith('did you mean') ? near : help);
}

/** @throws Failure (usage) where a value is empty: the fast parser leaves that open */
function checkValues({ command, options: given }: Request, toType: ToType): void {
  for (const [name, value] of Object.entries(given))
    if (value === '' && !isValueOptional(name as OptionName))
      throw usage(`--${name} needs a value`, helpOf(command, toType));
}

const dashed = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);
