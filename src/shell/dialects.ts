import { usage } from '../errors.ts';
import { quoted } from '../text/quote.ts';

/** What is to happen to a shell's variables: these go, then these are exported. */
export interface Change {
  unset: readonly string[];
  set: Readonly<Record<string, string>>;
}

/** How a family of shells wants its code. Every text ends with a newline. */
export interface Dialect {
  /** Code that carries out a change: all of it, or none of its values and a status (C2.5). */
  change(change: Change): string;
  /** Code that does nothing but give this status to `eval` (C2.8). */
  fail(status: number): string;
  /** What a person types to eval a command's output. */
  evalLine(command: string): string;
}

const posix: Dialect = {
  // Unset first: readonly variables stop the line, and attributes such as `declare -u` go.
  change({ unset, set }) {
    const names = checkedNames([...new Set([...unset, ...Object.keys(set)])]);
    const exports = Object.entries(set).map(([name, value]) => `export ${name}=${quote(value)}`);
    return `${[`unset ${names.join(' ')}`, ...exports].join(' &&\n')};\n`;
  },
  fail: (status) => `(exit ${status});\n`,
  evalLine: (command) => `eval "$(${command})"`,
};

const fish: Dialect = {
  // Always global: a plain `set -x` writes into a universal variable and a plain `set -e` erases one, on disk and in
  // every terminal.
  // `true` because neither `set` clears the status that `set -q` of a missing variable leaves.
  change({ unset, set }) {
    const erase = unset.filter((name) => !Object.hasOwn(set, name));
    checkedNames([...erase, ...Object.keys(set)]);
    const lines = [
      ...erase.map((name) => `set -qg ${name}; and set -eg ${name};`),
      ...Object.entries(set).map(([name, value]) => `set -gx ${name} ${quote(value)};`),
      'true;',
    ];
    return `${lines.join('\n')}\n`;
  },
  fail: (status) => `sh -c 'exit ${status}';\n`,
  evalLine: (command) => `${command} | source`,
};

/** The shells that `--shell` knows, and what each speaks. */
export const dialects = { bash: posix, zsh: posix, fish, posix } as const satisfies Record<string, Dialect>;

export type ShellName = keyof typeof dialects;

/** A change as one line of JSON, for shells that set variables from data (C12). @throws Failure as `quote` does */
export function changeAsJson({ unset, set }: Change): string {
  const names = unset.filter((name) => !Object.hasOwn(set, name));
  return `${JSON.stringify({ unset: checkedNames(names), set: Object.fromEntries(Object.entries(set).map(([name, value]) => [name, checkedValue(value)])) })}\n`;
}

/** A value as one word of every shell. @throws Failure where no shell can hold it (C2.6) */
export const quote = (value: string): string => quoted(checkedValue(value));

function checkedValue(value: string): string {
  if (value.includes('\0') || !value.isWellFormed()) {
    throw usage('a value holds a byte that no shell variable can hold', 'look for a NUL or broken Unicode in ~/.aws');
  }
  return value;
}

/** All at once: a pattern that is tried twice is compiled, and that takes longer than the rest of a change. */
function checkedNames(names: string[]): string[] {
  if (!/^(?:[A-Za-z_]\w*,)+$/.test(`${names.join(',')},`)) throw new TypeError(`not variable names: ${names}`);
  return names;
}
