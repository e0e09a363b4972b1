import { factsOf, grouped, letters, shortFirst } from './facts.mjs';

/** What stands in the places of shell/bash/. */
export function bashPlaces(table) {
  const facts = factsOf(table);
  const { switchesToRead, valuesToRead, valuesOfCode } = facts;
  const silent = facts.valueAlways.filter((option) => !offers(option));
  return {
    own_words: facts.firstWords.map(({ name }) => name).join(' | '),
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
    words_of_commands: grouped(facts.firstWords, (command) => offersBehind(facts, command)).map(
      ([offered, commands]) => `${commands.map(({ name }) => `*:${name}`).join(' | ')}) ${offered} ;;`,
    ),
    options: facts
      .optionsOf('get')
      .flatMap(({ spellings }) => spellings)
      .join(' '),
    commands: namesOf(facts.firstWords),
  };
}

/** What is offered behind a command, or behind a word that stands for an option of the main job. */
function offersBehind(facts, command) {
  const offered = facts.behind(command);
  if (offered === 'commands') return `__mfa_env_words=(${namesOf(facts.firstWords)})`;
  const isCommand = facts.commands.includes(command);
  const options = facts.optionsOf(isCommand ? command.name : 'get').flatMap(({ spellings }) => spellings);
  const words = [...(offered === 'profiles' ? [] : offered), ...options];
  if (command.first === 'command line') words.push('--');
  const list = `__mfa_env_words=(${words.join(' ')})`;
  return offered === 'profiles' ? `${list} && __mfa_env_profiles` : list;
}

const namesOf = (words) => words.map(({ name }) => name).join(' ');

/** What is offered for an option's value; '' for nothing. */
function offers({ completes, choices }) {
  if (completes === 'profiles') return '__mfa_env_profiles';
  return choices ? `__mfa_env_words=(${choices.join(' ')})` : '';
}

const behind = ({ spellings }, rest) => spellings.map((spelling) => `${spelling}:${rest}`).join(' | ');

export const bashWord = (word) => word;
