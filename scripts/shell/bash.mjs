import { factsOf, grouped, letters, shortFirst } from './facts.mjs';

/** What stands in the places of shell/bash/. */
export function bashPlaces(table) {
  const facts = factsOf(table);
  const { switchesToRead, valuesToRead, valuesOfCode } = facts;
  const silent = facts.valueAlways.filter((option) => !offers(option));
  return {
    commands_to_read: facts.commandsToRead.join(' | '),
    options_to_read: [
      ...switchesToRead.flatMap(({ spellings }) => spellings),
      ...valuesToRead.flatMap(({ alias, name }) => [...(alias ? [`-${alias}*`] : []), `--${name}`, `--${name}=*`]),
      `-q[${letters([...switchesToRead, ...valuesToRead])}]*`,
    ].join(' | '),
    options_with_values: [`-q[${letters(valuesOfCode)}]`, ...shortFirst(valuesOfCode)].join(' | '),
    value_always: shortFirst(facts.valueAlways).join(' | '),
    value_maybe: shortFirst(facts.valueMaybe).join(' | '),
    values: [
      ...facts.valueAlways.filter(offers).map((option) => `${behind(option, '*')}) ${offers(option)} ;;`),
      `${silent.map((option) => behind(option, '*')).join(' | ')}) \\builtin return 0 ;;`,
    ],
    // One without its value is followed by another option.
    values_maybe: facts.valueMaybe.flatMap((option) => [
      `${behind(option, '-*')}) ;;`,
      `${behind(option, '*')}) __mfa_env_words=() && ${offers(option) || '\\builtin true'} ;;`,
    ]),
    words_of_commands: grouped(facts.commands, (command) => wordsOf(facts, command).join(' ')).map(
      ([words, commands]) => `${commands.map(({ name }) => `*:${name}`).join(' | ')}) __mfa_env_words=(${words}) ;;`,
    ),
    options: facts
      .optionsOf('get')
      .flatMap(({ spellings }) => spellings)
      .join(' '),
    commands: facts.commands.map(({ name }) => name).join(' '),
  };
}

function wordsOf(facts, command) {
  const options = facts.optionsOf(command.name).flatMap(({ spellings }) => spellings);
  return [...facts.firstWords(command), ...options, ...(command.first === 'command line' ? ['--'] : [])];
}

/** What is offered for an option's value; '' for nothing. */
function offers({ completes, choices }) {
  if (completes === 'profiles') return '__mfa_env_profiles';
  return choices ? `__mfa_env_words=(${choices.join(' ')})` : '';
}

const behind = ({ spellings }, rest) => spellings.map((spelling) => `${spelling}:${rest}`).join(' | ');

export const bashWord = (word) => word;
