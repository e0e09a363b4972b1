import yargs, { type Argv } from 'yargs';
import { type Failure, isFailure, usage } from '../errors.ts';
import { plainly, type ToType } from '../text/command-line.ts';
import { withProfile } from '../text/quote.ts';
import { nearest } from '../text/suggest.ts';
import { type Command, commands } from './commands.ts';
import { helpText } from './help.ts';
import { type OptionName, type Options, options, type Request } from './options.ts';
import { commandOf, isValueOptional, optionNamed } from './parse.ts';

const allNames = Object.keys(options) as OptionName[];
const helpOf = (command: Command): string => `see: mfa-env ${command === 'get' ? '' : `${command} `}--help`;

/**
 * The full parser: gives the help, or says what is wrong with a command line.
 * @returns what is asked for, or the text of the help
 * @throws Failure (usage) that names the nearest right word
 */
export async function parseWithYargs(
  argv: readonly string[],
  caller: { toType: ToType } = { toType: plainly },
): Promise<Request | { help: string }> {
  refuseUnknown(argv);
  const loose = await program(allNames, helpOf('get')).parseAsync(argv);
  const command = commandOf(loose._.map(String));
  const own = allNames.filter((name) => (options[name].of as readonly Command[]).includes(command));
  const strict = program(own, helpOf(command)).strictOptions();
  const { _: words, $0: _script, ...given } = await strict.parseAsync(argv);
  if (given.help) return { help: helpText(command, caller.toType, argv.includes('-h')) };
  const request = { command, words: words.map(String).slice(command === 'get' ? 0 : 1), options: given as Options };
  check(request);
  return request;
}

/**
 * yargs knows more spellings than the fast parser and the functions of shell/ do: `--f=json`, `-qqf json`, and two names
 * of its own. What one of them takes for code and another does not would be evaluated (C2.6).
 */
function refuseUnknown(argv: readonly string[]): void {
  const words = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  for (const word of words) {
    const name = word.replace(/=[\s\S]*/, '');
    if (!/^-(?=.)/.test(word) || /^--?\d/.test(word) || optionNamed(name)) continue;
    throw unknownOption(name, helpOf('get'));
  }
}

function program(names: OptionName[], help: string): Argv {
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
      'short-option-groups': false,
      'strip-aliased': true,
    })
    .help(false)
    .version(false)
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail((message, error) => {
      throw refusal(message, error, help);
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
function refusal(message: string, error: Error | undefined, help: string): Failure | Error {
  if (isFailure(error)) return error;
  const [, unknown] = /^Unknown arguments?: ([^,]*)/.exec(message) ?? [];
  if (unknown !== undefined) {
    if (/^\d/.test(unknown)) return usage('pass a code without dashes', 'mfa-env 123456');
    return usage(`${dashed(unknown)} does not go with this command`, help); // all others are known by now
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
  const other = /^-+(?:(mfa-?)?(token|code)|otp)$/.test(name) ? 'a code needs no option: mfa-env 123456' : help;
  return usage(`unknown option: ${name}`, near.startsWith('did you mean') ? near : other);
}

/** What the two parsers leave open. @throws Failure (usage) */
function check({ command, words, options: given }: Request): void {
  for (const [name, value] of Object.entries(given))
    if (value === '' && !isValueOptional(name as OptionName)) throw usage(`--${name} needs a value`, helpOf(command));
  const stray = command === 'get' ? words.find((word) => /^[a-z][a-z_-]{0,15}$/i.test(word)) : undefined;
  if (stray) throw usage(`unknown command: ${stray}`, instead(stray));
}

/** What somebody may have meant who types a word where only commands and codes stand. */
function instead(word: string): string {
  if (allNames.some((name) => name === word)) return `did you mean ${dashed(word)}?`;
  const known = Object.keys(commands).slice(1);
  const near = nearest(word, known);
  if (near.startsWith('did you mean')) return near;
  return `commands: ${known.join(', ')}; for a profile: ${withProfile('authaws', word)}`;
}

const dashed = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);
