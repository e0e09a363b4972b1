import { usage } from '../errors.ts';
import { quoted } from '../text/quote.ts';

/** A change of a shell's variables: first some are unset, then some are exported. */
export interface Change {
  unset: readonly string[];
  set: Readonly<Record<string, string>>;
}

/** The syntax of a family of shells. Code ends with a newline. */
interface Dialect {
  /** Code that makes a change. It sets all values, or none and fails (C2.5). */
  change(change: Change): string;
  /** Code that only gives this status to `eval` (C2.8). */
  fail(status: number): string;
  evalLine(command: string): string;
}

const posix: Dialect = {
  // Unset first, to stop at readonly variables and to remove attributes such as `declare -u`.
  change({ unset, set }) {
    const names = checkedNames([...new Set([...unset, ...Object.keys(set)])]);
    const exports = Object.entries(set).map(([name, value]) => `export ${name}=${quote(value)}`);
    return `${[`unset ${names.join(' ')}`, ...exports].join(' &&\n')};\n`;
  },
  fail: (status) => `(exit ${status});\n`,
  evalLine: (command) => `eval "$(${command})"`,
};

const fish: Dialect = {
  // With -g, because a plain `set -x` or `set -e` may change a universal variable, on disk and in every terminal.
  // With `true`, because `set -q` of a missing variable leaves a status that `set` keeps.
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

export const dialects = { bash: posix, zsh: posix, fish, posix } as const satisfies Record<string, Dialect>;

export type ShellName = keyof typeof dialects;

/** A change as one line of JSON, for shells that set variables from data (C12). @throws Failure as `quote` does */
export function changeAsJson({ unset, set }: Change): string {
  const names = unset.filter((name) => !Object.hasOwn(set, name));
  return `${JSON.stringify({ unset: checkedNames(names), set: Object.fromEntries(Object.entries(set).map(([name, value]) => [name, checkedValue(value)])) })}\n`;
}

/** A value as one word for every shell. @throws Failure (usage) where no variable can hold it (C2.6) */
export const quote = (value: string): string => quoted(checkedValue(value));

function checkedValue(value: string): string {
  if (value.includes('\0') || !value.isWellFormed()) {
    throw usage('a value holds a byte that no shell variable can hold', 'look for a NUL or broken Unicode in ~/.aws');
  }
  return value;
}

/** Checks all names at once, because V8 compiles a pattern at its second use, which takes longer than all the rest. */
function checkedNames(names: string[]): string[] {
  if (!/^(?:[A-Za-z_]\w*,)+$/.test(`${names.join(',')},`)) throw new TypeError(`not variable names: ${names}`);
  return names;
}
