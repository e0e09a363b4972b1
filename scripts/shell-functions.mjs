// The shell functions: the texts of shell/, with what comes from the tables of src/ in the places that are marked {{so}}.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bashPlaces, bashWord } from './shell/bash.mjs';
import { fishPlaces, fishWord } from './shell/fish.mjs';
import { zshPlaces, zshWord } from './shell/zsh.mjs';

const folder = path.resolve(import.meta.dirname, '../shell');

/** With these a command that is wrapped does not use the session of the shell: anywhere, and as its own command. */
const withoutSession = {
  words: ['--profile', '--profile=*', '--no-sign-request', 'help', '--help', '-help', '--version', '-version'],
  commands: ['configure', 'sso', 'login', 'logout', 'version'],
};

/** Between what a new terminal needs, `authaws`, what Tab needs, and what tells Tab of it: src/shell/functions-text.ts splits there. */
const breakLine = '# ---\n';
const later = ['start', 'prompt', breakLine, 'authaws', 'live', breakLine, 'completion', breakLine, 'register'];

const shells = {
  bash: { placesOf: bashPlaces, word: bashWord, parts: later, beside: ['auto', 'wrap', 'later'] },
  zsh: { placesOf: zshPlaces, word: zshWord, parts: later, beside: ['auto', 'wrap', 'later'] },
  fish: {
    placesOf: fishPlaces,
    word: fishWord,
    parts: ['authaws', 'live', 'prompt', 'completion', 'too-old'],
    beside: ['auto', 'wrap'],
  },
};

/**
 * @param {{ commands: object, options: object, variables: object, SOON_OVER_S: number }} table as scripts/table.mjs loads it
 * @param {string} version
 * @returns {Record<string, string>} the files of dist/shell/: name and text
 * @throws Error where a place has nothing to stand in it
 */
export function shellFunctions(table, version) {
  const files = Object.entries(shells).flatMap(([shell, { placesOf, word, parts, beside }]) => {
    const places = {
      version,
      soon_over: String(table.SOON_OVER_S),
      ...namesOf(table.variables, word),
      ...wrapPlaces(shell, word),
      ...placesOf(table),
    };
    const text = (part) =>
      part === breakLine
        ? part
        : bare(fill(readFileSync(path.join(folder, shell, `${part}.${shell}`), 'utf8'), places));
    return [[`mfa-env.${shell}`, parts.map(text).join('')], ...beside.map((part) => [`${part}.${shell}`, text(part)])];
  });
  return Object.fromEntries(files);
}

/** Without comments and empty lines: each new terminal reads them. The first comment of all says what the file is. */
function bare(text) {
  const [first = ''] = /^# mfa-env for .*\n(?:#.*\n)*/.exec(text) ?? [];
  return first + text.slice(first.length).replace(/^ *#(?! shellcheck ).*\n|^\n/gm, '');
}

/** The variables that a session sets, that `--clear` takes out and puts back, and that decide which session it is. */
function namesOf({ credentials, selectors, regions, marks, kept, decisive, keys }, word) {
  const list = (names) => names.map(word).join(' ');
  const taken = [...credentials, ...selectors];
  const own = [...taken, ...regions].flatMap((name) => [name, kept + name]);
  /** All that the functions look at when they take a live session. */
  const relevant = [...decisive, 'MFA_ENV_CACHE_DIR', 'XDG_CACHE_HOME', ...own, ...marks];
  const firstPath = 15 + decisive.length + regions.length;
  /** In bash and zsh: the names among these that are set, or the words that stand for them. */
  const setOf = (names, wordOf = (name) => name) => names.map((name) => `\${${name}+${wordOf(name)}}`);
  return {
    decisive: list(decisive),
    decisive_lines: decisive.map((name) => `"${name}\${${name}+=$${name}}"`).join(' '),
    relevant_pattern: relevant.join('|'),
    set_relevant: setOf(relevant).join(' '),
    set_taken: setOf(taken).join(' '),
    set_kept: setOf(
      taken.map((name) => kept + name),
      (name) => name.slice(kept.length),
    ).join(' '),
    keys: list(keys),
    keys_set: setOf(keys, () => 'x').join(''),
    kept_keys_set: setOf(
      keys.map((name) => kept + name),
      () => 'x',
    ).join(''),
    kept_all: list([...taken, ...regions].map((name) => kept + name)),
    first_path: String(firstPath),
    first_path_from_1: String(firstPath + 1),
    least_lines: String(firstPath + 10),
    credentials: list(credentials),
    selectors: list(selectors),
    regions: list(regions),
    kept_regions: list(regions.map((name) => kept + name)),
    marks: list(marks),
    kept,
  };
}

/** In bash and zsh one character stands before each word. The names of the commands come from `init`. */
function wrapPlaces(shell, word) {
  const pattern = (text) => (text.endsWith('*') ? `${word(text.slice(0, -1))}*` : word(text));
  const list = (words) =>
    shell === 'fish'
      ? words.map((text) => `'${text}'`).join(' ')
      : words.map((text) => `?${pattern(text)}`).join(' | ');
  return {
    wrapped_names: '{{wrapped_names}}',
    words_without_session: list(withoutSession.words),
    commands_without_session: list(withoutSession.commands),
  };
}

/** What has several lines stands on lines of its own, each as far to the right as the place. */
function fill(text, places) {
  const placed = (name) => {
    if (!Object.hasOwn(places, name)) throw new Error(`shell/ has a place {{${name}}}, and nothing stands in it`);
    return places[name];
  };
  return text
    .replace(/^( *)\{\{(\w+)\}\}\n/gm, (_, indent, name) =>
      [placed(name)]
        .flat()
        .map((line) => `${indent}${line}\n`)
        .join(''),
    )
    .replace(/\{\{(\w+)\}\}/g, (_, name) => placed(name));
}
