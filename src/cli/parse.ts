import { type Command, commands, optionWords } from './commands.ts';
import { type Option, type OptionName, type Options, options, type Request } from './options.ts';

/**
 * Spells out what the parsers do not know or read in two ways: `-w` without a name, `-pacme`, `-qpacme`, `clear`, and
 * where the command of `exec` begins.
 */
export function normalizeArgs(argv: readonly string[]): string[] {
  return joinRepeated(spelledOut(argv));
}

function spelledOut(argv: readonly string[]): string[] {
  const words: string[] = [];
  const rest = [...argv];
  let command: string | undefined;
  let isFirst = true;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [next] = rest;
    if (word === '--') return [...words, word, ...rest];
    if (!word.startsWith('-')) {
      // In front of `--` it is the profile.
      if (command === 'exec' && rest[optionsAtStart(rest)] !== '--') return [...words, '--', word, ...rest];
      const stands = isFirst && Object.hasOwn(optionWords, word);
      isFirst = false;
      if (stands) {
        words.push(`--${word}`);
        continue;
      }
      command ??= word;
    }
    const alone = next === undefined || next.startsWith('-') || /^[\d\s]+$/.test(next);
    const name = optionNamed(word);
    if (name && alone && isValueOptional(name)) words.push(`--${name}=`);
    else if (takesValue(word) && next !== undefined) words.push(word, rest.shift() ?? '');
    else if (/^-[a-z][^=]/.test(word) && takesValue(word.slice(0, 2))) words.push(word.slice(0, 2), word.slice(2));
    else if (/^-q[^q]/.test(word) && optionNamed(`-${word[2]}`)) {
      words.push('-q');
      rest.unshift(`-${word.slice(2)}`);
    } else words.push(word);
  }
  return words;
}

/** Makes one of an option that stands several times: `--policy-arn A --policy-arn B` is `--policy-arn='A B'`. */
function joinRepeated(argv: readonly string[]): string[] {
  const words: string[] = [];
  const firstAt: { [name: string]: number } = {};
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? '';
    if (word === '--') return [...words, ...argv.slice(at)];
    const [, option = '', inWord] = /^(--[^=]+)(?:=([\s\S]*))?$/.exec(word) ?? [];
    const name = optionNamed(option);
    const value = inWord ?? argv[at + 1];
    if (!name || !isRepeatable(name) || value === undefined || (inWord === undefined && value.startsWith('-'))) {
      words.push(word);
      continue;
    }
    if (inWord === undefined) at++;
    const first = firstAt[name];
    if (first === undefined) {
      words.push(`${option}=${value}`);
      firstAt[name] = words.length - 1;
    } else words[first] += ` ${value}`;
  }
  return words;
}

const isRepeatable = (name: OptionName): boolean => (options[name] as Option).isRepeatable === true;

/** How many words at the start are options of `exec`, and values of theirs. */
export function optionsAtStart([word = '', ...rest]: readonly string[]): number {
  const name = optionNamed(word.split('=')[0] ?? '');
  if (!name || name === 'help' || name === 'version' || !(options[name].of as readonly Command[]).includes('exec'))
    return 0;
  if (!takesValue(word)) return 1 + optionsAtStart(rest);
  return (rest[0] ?? '--') === '--' ? 0 : 2 + optionsAtStart(rest.slice(1));
}

/**
 * Reads a plain command line; undefined where yargs has to look at it. What it accepts, yargs reads the same way: a test
 * holds the two together. Not util.parseArgs, which alone makes a cached session a twentieth slower.
 */
export function parseFast(argv: readonly string[]): Request | undefined {
  const { given, strange, ...words } = scan(argv);
  const { stray, ...request } = requestOf(commandOf(words), words, given as Options);
  return strange || stray !== undefined || given.help || !fits(request) ? undefined : request;
}

/** The words of a command line that are no options and no values. */
export interface Words {
  before: string[];
  /** Behind `--`. */
  behind: string[];
}

/**
 * Takes the profile out of the words (C1): the word that is no code, for `exec` what stands in front of `--`, for
 * `console` the first of two. @returns `stray`: a word that means nothing here, such as a second profile
 */
export function requestOf(command: Command, { before, behind }: Words, given: Options): Request & { stray?: string } {
  const own = command === 'get' ? 0 : 1; // the command's own word
  const words = [...before, ...behind].slice(own);
  if (!takesProfile(command)) return { command, words, options: given };
  const isName = (word: string, at: number): boolean => {
    if (command === 'exec') return at < before.length - own;
    // A single word may be a service: the command looks whether a profile has that name.
    if (command === 'console') return at === 0 && words.length > 1 && given.profile === undefined;
    return command !== 'get' || !looksLikeCode(word);
  };
  const [profile, second] = words.filter(isName);
  if (profile === undefined) return { command, words, options: given };
  const rest = words.filter((word, at) => !isName(word, at));
  const stray = second ?? (given.profile === undefined || given.profile === profile ? undefined : profile);
  if (stray !== undefined) return { command, words: rest, options: given, stray };
  return { command, words: rest, options: { ...given, profile }, isProfileWord: true };
}

export const takesProfile = (command: Command): boolean => (options.profile.of as readonly Command[]).includes(command);

/** Whether a word is meant as a code. Twelve digits are an account, which some name a profile after. */
export const looksLikeCode = (word: string): boolean => /^[\d\s-]*$/.test(word) && !/^\d{12}$/.test(word);

/** What a command line that may be faulty seems to mean: whether its output is for `eval`, and by which shell. */
export function readLoosely(argv: readonly string[]): {
  forEval: boolean;
  shell: string | undefined;
  profile: string | undefined;
} {
  const { given, ...words } = scan(normalizeArgs(argv));
  const command = commandOf(words);
  const { shell, format = 'shell' } = given as Options;
  return {
    profile: requestOf(command, words, given as Options).options.profile,
    forEval: commands[command].prints !== 'report' && !['json', 'env', 'change'].includes(format),
    shell: argv[0] === '--shell' ? argv[1] : shell, // the functions of shell/ name theirs first
  };
}

/** The command that the first word names; the main job has none. */
export function commandOf({ before, behind }: Words): Command {
  const [first = ''] = [...before, ...behind];
  return first !== 'get' && Object.hasOwn(commands, first) ? (first as Command) : 'get';
}

/** Words and options, each in its plainest spelling; `strange` where there is anything else. */
function scan(argv: readonly string[]): Words & { given: Record<string, string | boolean>; strange: boolean } {
  const before: string[] = [];
  let behind: string[] = [];
  const given: Record<string, string | boolean> = {};
  let strange = false;
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? '';
    if (word === '--') {
      behind = argv.slice(at + 1);
      break;
    }
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const name = equals === -1 ? optionNamed(word) : optionNamed(word.slice(0, equals));
    if (!word.startsWith('-') || word === '-') before.push(word);
    else if (name === undefined || (options[name].type === 'boolean' && equals !== -1)) strange = true;
    else if (options[name].type === 'boolean') {
      given[name] = true;
      strange ||= argv[at + 1] === 'true' || argv[at + 1] === 'false'; // yargs takes them for its value
    } else if (equals !== -1) given[name] = word.slice(equals + 1);
    else if (argv[at + 1] === undefined || argv[at + 1]?.startsWith('-')) strange = true;
    else given[name] = argv[++at] ?? '';
  }
  return { before, behind, given, strange };
}

/** The option that is spelt so. Nothing else is a spelling of it: the functions of shell/ have to know each (C2.6). */
export function optionNamed(word: string): OptionName | undefined {
  if (word.startsWith('--')) return Object.hasOwn(options, word.slice(2)) ? (word.slice(2) as OptionName) : undefined;
  for (const name in options) {
    const option = options[name as OptionName];
    if ('alias' in option && word === `-${option.alias}`) return name as OptionName;
  }
  return undefined;
}

function takesValue(word: string): boolean {
  const name = optionNamed(word);
  return name !== undefined && options[name].type === 'string';
}

export const isValueOptional = (name: OptionName): boolean => (options[name] as Option).isValueOptional === true;

function fits({ command, options: given }: Request): boolean {
  return Object.entries(given).every(([name, value]) => {
    const { of, type, ...rest } = options[name as OptionName];
    if (type === 'string' && value === '' && !isValueOptional(name as OptionName)) return false;
    if ('choices' in rest && !(rest.choices as readonly string[]).includes(String(value))) return false;
    return (of as readonly Command[]).includes(command);
  });
}
