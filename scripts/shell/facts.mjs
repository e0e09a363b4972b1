// What the shell functions have to know of the table, before it is put into the words of one shell.

/**
 * @param {{ commands: object, optionWords: object, options: object }} table
 * @returns lists of commands and options; each option has its name, and its `spellings`, the short one first
 */
export function factsOf({ commands, optionWords, options }) {
  const all = Object.entries(options).map(([name, option]) => {
    const spellings = [...(option.alias ? [`-${option.alias}`] : []), `--${name}`];
    for (const word of [...spellings, ...(option.choices ?? [])]) plain(word);
    return { name, ...option, spellings };
  });
  const named = Object.entries(commands)
    .filter(([name]) => name !== 'get') // the main job has no word
    .map(([name, command]) => ({ name: plain(name), takesProfile: options.profile.of.includes(name), ...command }));
  const words = Object.entries(optionWords).map(([name, word]) => ({ name: plain(name), ...word }));
  const withValue = all.filter(({ type }) => type === 'string');
  return {
    commands: named,
    /** Those that are commands, and those that stand for an option. */
    firstWords: [...named, ...words],
    /** What Tab offers behind a first word: `commands`, `profiles` or words. */
    behind: ({ first = [], takesProfile }) =>
      first === 'commands' ? first : takesProfile || first === 'profiles' ? 'profiles' : [first].flat().map(plain),
    options: all,
    /** Options that take the same commands together; what every command takes says so by `isOfAll`. */
    groups: grouped(all, ({ of }) => of.join(' ')).map(([, group]) => ({
      of: group[0].of,
      isOfAll: group[0].of.length === Object.keys(commands).length,
      group,
    })),
    optionsOf: (command) => all.filter(({ of }) => of.includes(command)),
    /** The first words whose output is not for the shell. */
    commandsToRead: [...named, ...words].filter(({ prints }) => prints !== 'change').map(({ name }) => name),
    switchesToRead: all.filter(({ type, isToRead }) => isToRead && type === 'boolean'),
    valuesToRead: withValue.filter(({ isToRead }) => isToRead),
    valuesOfCode: withValue.filter(({ isToRead, isValueOptional }) => !isToRead && !isValueOptional),
    /** Those whose value is the next word, whatever it says. */
    valueAlways: withValue.filter(({ isValueOptional }) => !isValueOptional),
    valueMaybe: withValue.filter(({ isValueOptional }) => isValueOptional),
  };
}

/** The short spellings of some options, then the long ones. */
export const shortFirst = (options) =>
  options.flatMap(({ spellings }) => spellings).sort((a, b) => Number(a.startsWith('--')) - Number(b.startsWith('--')));

/** The short names of some options, as letters. */
export const letters = (options) => options.map(({ alias = '' }) => alias).join('');

/** What has the same key together, in the order of the table. */
export function grouped(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups];
}

/** The beginning of a text, which says enough beside a word that Tab offers. */
export const beginning = (text) => text.replace(/[,:] .*| \(.*/, '');

/** A word that means itself in each shell. @throws Error for any other */
function plain(word) {
  if (!/^[\w-]+$/.test(word)) throw new Error(`a shell may read more than a word in ${word}`);
  return word;
}
