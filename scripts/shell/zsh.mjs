import { beginning, factsOf, letters, shortFirst } from './facts.mjs';

/** What stands in the places of shell/zsh/. Words stand in quotes there: an alias could stand in for one without. */
export function zshPlaces(table) {
  const facts = factsOf(table);
  const { switchesToRead, valuesToRead, valuesOfCode } = facts;
  return {
    own_words: facts.firstWords.map(({ name }) => zshWord(name)).join(' | '),
    commands_to_read: facts.commandsToRead.map(zshWord).join(' | '),
    options_to_read: [
      ...switchesToRead.flatMap(({ spellings }) => spellings).map(zshWord),
      ...valuesToRead.flatMap(({ alias, name }) => [
        ...(alias ? [`'-${alias}'*`] : []),
        `'--${name}'`,
        `'--${name}='*`,
      ]),
      `'-q'[${letters([...switchesToRead, ...valuesToRead])}]*`,
    ].join(' | '),
    options_with_values: [`'-q'[${letters(valuesOfCode)}]`, ...shortFirst(valuesOfCode).map(zshWord)].join(' | '),
    options_of_commands: facts.groups.flatMap(({ of, isOfAll, group }) => {
      const [first = '', ...more] = group.map(spec);
      const specs = more.length === 0 ? [`specs+=(${first})`] : ['specs+=(', first, ...more, ')'];
      if (!isOfAll) specs[0] = `[[ ' ${of.join(' ')} ' == *" $of "* ]] && ${specs[0]}`;
      return specs;
    }),
    first_words: facts.firstWords.flatMap((command) => {
      const offered = facts.behind(command);
      if (command.first === 'command line')
        return [`${zshWord(command.name)}) specs+=('*:: :__mfa_env_command_line') ;;`];
      if (offered === 'commands') return [`${zshWord(command.name)}) specs=('1: :__mfa_env_commands') ;;`];
      if (offered === 'profiles') return [`${zshWord(command.name)}) specs+=('1:profile:__mfa_env_profiles') ;;`];
      return offered.length > 0 ? [`${zshWord(command.name)}) specs+=('1:word:(${offered.join(' ')})') ;;`] : [];
    }),
    names: facts.commands.map(({ name }) => zshWord(name)).join(' | '),
    commands: facts.firstWords.map(({ name, summary }) => zshWord(`${name}:${beginning(summary)}`)),
  };
}

/** An option as _arguments reads it. */
function spec({ name, alias, help, ...option }) {
  const hasValue = option.type === 'string';
  const long = `--${name}${hasValue ? '=' : ''}`;
  const rest = `[${beginning(help).replace(/[\\[\]]/g, '\\$&')}]${hasValue ? ofValue(option) : ''}`;
  if (!alias) return zshWord(long + rest);
  return `'(-${alias} --${name})'{-${alias}${hasValue ? '+' : ''},${long}}${zshWord(rest)}`;
}

function ofValue({ value, isValueOptional, completes, choices }) {
  const offered = completes === 'profiles' ? '__mfa_env_profiles' : choices ? `(${choices.join(' ')})` : '';
  return `${isValueOptional ? '::' : ':'}${value.replace(/[^A-Z]/g, '')}:${offered}`;
}

export const zshWord = (word) => `'${word.replaceAll("'", "'\\''")}'`;
