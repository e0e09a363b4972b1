import { beginning, factsOf, letters, shortFirst } from './facts.mjs';

/** What stands in the places of shell/fish/. */
export function fishPlaces(table) {
  const facts = factsOf(table);
  const { switchesToRead, valuesToRead, valuesOfCode } = facts;
  return {
    commands_to_read: facts.commandsToRead.join(' '),
    options_to_read: [
      ...switchesToRead.flatMap(({ spellings }) => spellings),
      ...valuesToRead.flatMap(({ alias, name }) => [...(alias ? [`'-${alias}*'`] : []), `--${name}`, `'--${name}=*'`]),
      ...[...letters([...switchesToRead, ...valuesToRead])].map((letter) => `'-q${letter}*'`),
    ].join(' '),
    options_with_values: [
      ...[...letters(valuesOfCode)].map((letter) => `-q${letter}`),
      ...shortFirst(valuesOfCode),
    ].join(' '),
    value_always: shortFirst(facts.valueAlways).join(' '),
    value_maybe: shortFirst(facts.valueMaybe).join(' '),
    exec_values: shortFirst(facts.valueAlways.filter(({ of }) => of.includes('exec'))).join(' '),
    names: facts.firstWords.map(({ name }) => name).join(' '),
    option_words: facts.firstWords
      .filter((word) => !facts.commands.includes(word))
      .map(({ name }) => name)
      .join(' '),
    commands: facts.firstWords.map(({ name, summary }) => `${line('nothing')} -a ${name} -d ${sentence(summary)}`),
    first_words: facts.firstWords.flatMap((command) => {
      const offered = facts.behind(command);
      const start = line(command.name);
      if (command.first === 'command line') return [`${start} -xa '(__mfa_env_behind)'`];
      if (offered === 'profiles') return [`${start} -a '(__mfa_env_profiles)'`];
      const words = offered === 'commands' ? facts.firstWords.map(({ name }) => name) : offered;
      return words.length > 0 ? [`${start} -a '${words.join(' ')}'`] : [];
    }),
    options_of_commands: facts.groups.flatMap(({ of, isOfAll, group }) => {
      const lines = (start) => group.map((option) => `${start} ${flags(option)} -d ${sentence(option.help)}`);
      if (isOfAll) return lines('complete -c mfa-env');
      return [`set -l of '__mfa_env_for ${of.join(' ')}'`, ...lines('complete -c mfa-env -n "$of"')];
    }),
  };
}

const line = (of) => `complete -c mfa-env -n '__mfa_env_for ${of}'`;

function flags({ name, alias, type, isValueOptional, completes, choices }) {
  const needsValue = type === 'string' && !isValueOptional;
  const short = alias ? `-${needsValue ? 'x' : ''}s ${alias} ` : needsValue ? '-x ' : '';
  const values = completes === 'profiles' ? '(__mfa_env_profiles)' : choices?.join(' ');
  // For one that may stand alone fish would offer the values as words of the command.
  return `${short}-l ${name}${needsValue && values ? ` -a '${values}'` : ''}`;
}

const sentence = (text) => quoted(`${text.charAt(0).toUpperCase()}${beginning(text).slice(1)}`);
const quoted = (text) => `'${text.replace(/[\\']/g, '\\$&')}'`;

export const fishWord = (word) => word;
