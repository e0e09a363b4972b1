# Completion of mfa-env and authaws. No process is started for it, and no name is ever expanded.
function __mfa_env_complete {
  \builtin local __mfa_env_line __mfa_env_word __mfa_env_last __mfa_env_rest __mfa_env_name __mfa_env_words
  \builtin local __mfa_env_command='' __mfa_env_value='' __mfa_env_option='' __mfa_env_breaks='' __mfa_env_before=''
  \builtin local __mfa_env_nl=$'\n'
  __mfa_env_words=()
  COMPREPLY=()
  __mfa_env_line=${COMP_LINE:0:COMP_POINT}
  __mfa_env_line=${__mfa_env_line//\\ /$__mfa_env_nl} # an escaped blank does not end a word
  __mfa_env_word=${__mfa_env_line##*[[:blank:]]}
  __mfa_env_last=${__mfa_env_line%"$__mfa_env_word"}
  __mfa_env_rest=${__mfa_env_last#*[[:blank:]]}
  __mfa_env_last=${__mfa_env_last%"${__mfa_env_last##*[![:blank:]]}"}
  __mfa_env_last=${__mfa_env_last##*[[:blank:]]}
  # The command is the first word that is neither an option nor the value of one.
  while [[ -z $__mfa_env_command && $__mfa_env_rest == *[![:blank:]]* ]]; do
    __mfa_env_rest=${__mfa_env_rest#"${__mfa_env_rest%%[![:blank:]]*}"}
    __mfa_env_name=${__mfa_env_rest%%[[:blank:]]*}
    __mfa_env_rest=${__mfa_env_rest#"$__mfa_env_name"}
    # The name behind --write may be left out.
    case $__mfa_env_value:$__mfa_env_name in always:* | maybe:[!-]*) __mfa_env_value='' && \builtin continue ;; esac
    __mfa_env_value=''
    case $__mfa_env_name in
      {{value_always}}) __mfa_env_value=always ;;
      {{value_maybe}}) __mfa_env_value=maybe ;;
      -*) ;;
      *) __mfa_env_command=$__mfa_env_name ;;
    esac
  done
  case $__mfa_env_command:$__mfa_env_line in
    exec:*' -- '*) __mfa_env_behind && \builtin return ;;
    *' -- '*) \builtin return 0 ;;
  esac
  case $__mfa_env_word in
    --*=*)
      __mfa_env_last=${__mfa_env_word%%=*}
      __mfa_env_word=${__mfa_env_word#*=}
      # Where = ends no word for bash, it completes all of --option=value.
      [[ ${COMP_WORDBREAKS-} == *=* ]] || __mfa_env_option=$__mfa_env_last=
      ;;
  esac

  case $__mfa_env_last:$__mfa_env_command in
    {{values}}
    {{words_of_commands}}
    *)
      __mfa_env_words=({{options}})
      # A first word that is no command is the profile.
      case $__mfa_env_command:$__mfa_env_word in
        *:-*) ;;
        :*) __mfa_env_words=({{commands}}) && __mfa_env_profiles ;;
        *) __mfa_env_words=() ;;
      esac
      case $__mfa_env_last:$__mfa_env_word in
        {{values_maybe}}
      esac
      ;;
  esac

  __mfa_env_word=${__mfa_env_word//$__mfa_env_nl/ }
  __mfa_env_word=${__mfa_env_word//\\/}
  # Else it completes only what follows these, as far as they end a word, and keeps an @.
  for __mfa_env_name in = : @; do
    [[ ${COMP_WORDBREAKS-} != *"$__mfa_env_name"* ]] || __mfa_env_breaks+=$__mfa_env_name
  done
  [[ -z $__mfa_env_breaks ]] || __mfa_env_before=${__mfa_env_word%"${__mfa_env_word##*["$__mfa_env_breaks"]}"}
  __mfa_env_before=${__mfa_env_before%@}
  for __mfa_env_name in ${__mfa_env_words[@]+"${__mfa_env_words[@]}"}; do
    case $__mfa_env_word in
      [\'\"]*)
        # Inside quotes a name with anything but these could run, or end the quotes.
        case $__mfa_env_name in *[!A-Za-z0-9_@%+=:,./\ -]*) \builtin continue ;; esac
        [[ $__mfa_env_name != "${__mfa_env_word#?}"* ]] || COMPREPLY+=("$__mfa_env_name")
        ;;
      *)
        [[ $__mfa_env_name == "$__mfa_env_word"* ]] || \builtin continue
        \builtin printf -v __mfa_env_name %q "${__mfa_env_name#"$__mfa_env_before"}"
        COMPREPLY+=("$__mfa_env_option$__mfa_env_name")
        ;;
    esac
  done
}

# Completes the command behind `exec … --`, and its words: as bash-completion has it where that is loaded.
function __mfa_env_behind {
  \builtin local __mfa_env_at IFS=$'\n'
  for __mfa_env_at in "${!COMP_WORDS[@]}"; do [[ ${COMP_WORDS[__mfa_env_at]} != -- ]] || \builtin break; done
  __mfa_env_at=$((__mfa_env_at + 1))
  if \builtin declare -F _comp_command_offset >/dev/null; then
    IFS=$' \t\n' _comp_command_offset "$__mfa_env_at"
  elif \builtin declare -F _command_offset >/dev/null; then
    IFS=$' \t\n' _command_offset "$__mfa_env_at"
  elif [[ ${__mfa_env_line#* -- } != *[[:blank:]]* ]]; then
    # shellcheck disable=SC2207 # by lines, also in bash 3.2
    COMPREPLY=($(\builtin compgen -c -- "$__mfa_env_word"))
  fi
}

# Adds the profiles of the AWS files to `__mfa_env_words`: of more than anybody could look through the first.
function __mfa_env_profiles {
  \builtin local __mfa_env_file __mfa_env_line __mfa_env_size=0 __mfa_env_known=
  for __mfa_env_file in "${AWS_CONFIG_FILE:-${HOME-}/.aws/config}" "${AWS_SHARED_CREDENTIALS_FILE:-${HOME-}/.aws/credentials}"; do
    [[ -f $__mfa_env_file && -r $__mfa_env_file ]] || \builtin continue
    while \builtin read -r __mfa_env_line || [[ -n $__mfa_env_line ]]; do
      __mfa_env_size=$((__mfa_env_size + ${#__mfa_env_line} + 1))
      [[ $__mfa_env_size -le 10000000 && ${#__mfa_env_words[@]} -lt 10000 ]] || \builtin break 2
      case $__mfa_env_line in
        '[sso-session '* | '[services '* | '[plugins]'*) \builtin continue ;;
        \[*\]*) ;;
        *) \builtin continue ;;
      esac
      __mfa_env_line=${__mfa_env_line#\[}
      __mfa_env_line=${__mfa_env_line%%\]*}
      __mfa_env_line=${__mfa_env_line#profile[[:blank:]]}
      __mfa_env_line=${__mfa_env_line#[\'\"]}
      __mfa_env_name=${__mfa_env_line%[\'\"]}
      __mfa_env_line=$__mfa_env_name
      __mfa_env_clean
      [[ $__mfa_env_name == "$__mfa_env_line" ]] || \builtin continue # nobody has a profile that is named so
      [[ $__mfa_env_known == *"$__mfa_env_nl$__mfa_env_name$__mfa_env_nl"* ]] || __mfa_env_words+=("$__mfa_env_name")
    done <"$__mfa_env_file"
    # The credentials file names many of them again. Readline drops what is left of a list that is too long for this.
    [[ ${#__mfa_env_words[@]} -gt 1000 ]] ||
      \builtin printf -v __mfa_env_known '%s\n' '' ${__mfa_env_words[@]+"${__mfa_env_words[@]}"}
  done
}
