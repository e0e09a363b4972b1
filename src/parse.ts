import { parseArgs } from 'node:util';
import { type Command, commands, type OptionName, type Options, options, type Request } from './options.ts';

/** The table as `util.parseArgs` wants it. */
const parseArgsOptions = Object.fromEntries(
  Object.entries(options).map(([name, option]) => [
    name,
    { type: option.type, ...('alias' in option && { short: option.alias }) },
  ]),
);

/**
 * Spells out what the parsers do not know or read in two ways: `--write` may stand without a name, `-pacme` is
 * `-p acme`, and what follows `exec`'s command belongs to that command.
 */
export function spellOut(argv: readonly string[]): string[] {
  const words: string[] = [];
  let command: string | undefined;
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? '';
    const next = argv[at + 1];
    if (word === '--') return [...words, ...argv.slice(at)];
    if (!word.startsWith('-')) {
      if (command === 'exec') return [...words, '--', ...argv.slice(at)];
      command ??= word;
    }
    const alone = next === undefined || next.startsWith('-') || /^[\d\s]+$/.test(next);
    if ((word === '-w' || word === '--write') && alone) words.push('--write=');
    else if (takesValue(word) && next !== undefined) words.push(word, argv[++at] ?? '');
    else if (/^-[a-z][^=]/.test(word) && takesValue(word.slice(0, 2))) words.push(word.slice(0, 2), word.slice(2));
    else words.push(word);
  }
  return words;
}

const takesValue = (word: string): boolean =>
  Object.entries(options).some(
    ([name, option]) =>
      option.type === 'string' && (word === `--${name}` || ('alias' in option && word === `-${option.alias}`)),
  );

/**
 * The fast parser: a plain command line, or undefined where yargs has to look at it (help, errors, unusual spelling).
 * What it accepts, yargs reads the same way; a test holds the two together.
 */
export function parsePlainly(argv: readonly string[]): Request | undefined {
  if (argv.slice(0, argv.includes('--') ? argv.indexOf('--') : undefined).some(isUnusual)) return undefined;
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: parseArgsOptions, allowPositionals: true });
    const command = commandOf(positionals);
    const request: Request = {
      command,
      words: command === 'get' ? positionals : positionals.slice(1),
      options: values as Options,
    };
    return request.options.help || !fits(request) ? undefined : request;
  } catch {
    return undefined;
  }
}

/** The command that the first word names; the main job has none. */
export function commandOf(words: readonly string[]): Command {
  const [first = ''] = words;
  return first !== 'get' && Object.hasOwn(commands, first) ? (first as Command) : 'get';
}

/** Whether the main job's words look like a code, and each option is one of the command's. */
function fits({ command, words, options: given }: Request): boolean {
  if (command === 'get' && !words.every((word) => /^[\d\s-]*$/.test(word))) return false;
  return Object.entries(given).every(([name, value]) => {
    const { of, type, ...rest } = options[name as OptionName];
    if (type === 'string' && value === '' && name !== 'write') return false;
    if ('choices' in rest && !(rest.choices as readonly string[]).includes(String(value))) return false;
    return (of as readonly Command[]).includes(command);
  });
}

/** `-pacme` and `-p=acme` mean different things to the two parsers. */
const isUnusual = (word: string): boolean =>
  /^-[a-zA-Z].+/.test(word) || (word.startsWith('--no-') && word !== '--no-cache');

/** What a command line that may be faulty seems to mean: whether its output is for `eval`, and by which shell. */
export function readLoosely(argv: readonly string[]): { forEval: boolean; shell: string | undefined } {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: parseArgsOptions,
    allowPositionals: true,
    strict: false,
  });
  const { shell, format } = values;
  return {
    forEval: ['get', 'init'].includes(commandOf(positionals)) && (format === undefined || format === 'shell'),
    shell: typeof shell === 'string' ? shell : undefined,
  };
}
