# mfa-env for bash 3.2 and newer. Add this line to ~/.bashrc, or source this file there:
#   eval "$(mfa-env init bash)"
# A word such as \builtin is written so that no alias or function of yours can stand in for it.

\builtin unalias authaws mfa_env_prompt 2>/dev/null || \builtin true

# Runs mfa-env, and puts the session that it prints into this shell.
function authaws {
  \builtin local __mfa_env_program __mfa_env_flags __mfa_env_status
  if __mfa_env_reads "$@"; then
    __mfa_env_find
    # doctor sees by it whether these functions are those of the command.
    MFA_ENV_FUNCTIONS=0.1.0 \builtin command "${__mfa_env_program[@]}" "$@"
    \builtin return
  fi
  # From bash 4.4 on the options come back after Ctrl-C, too.
  case ${BASH_VERSINFO[0]}.${BASH_VERSINFO[1]} in [123].* | 4.[0123]) ;; *) \builtin local - ;; esac
  # Tracing (-x, -v) would show the secrets, as would a DEBUG trap, which without -T ends where the next function begins.
  # Under -k export is another command.
  __mfa_env_flags=$-
  \builtin set +kvxT
  __mfa_env_status=0
  __mfa_env_flags=${__mfa_env_flags//[!kvxT]/}
  \builtin declare -f +t __mfa_env_take __mfa_env_clear
  if __mfa_env_clears "$@"; then
    __mfa_env_clear "$@" || __mfa_env_status=$?
  else
    __mfa_env_take "$@" || __mfa_env_status=$?
  fi
  [[ -z $__mfa_env_flags ]] || \builtin set "-$__mfa_env_flags"
  \builtin return "$__mfa_env_status"
}

# The words that start mfa-env: its file in its own node, so that no other mfa-env or node in PATH stands in for them.
function __mfa_env_find {
  \builtin local __mfa_env_node __mfa_env_script
  __mfa_env_node='' __mfa_env_script='' # `mfa-env init` writes here where they are
  __mfa_env_program=(mfa-env)
  # A restricted shell runs what is in PATH, and nothing else.
  [[ $- == *r* || ! -x $__mfa_env_node || ! -f $__mfa_env_script ]] ||
    __mfa_env_program=("$__mfa_env_node" "$__mfa_env_script")
}

function __mfa_env_take {
  \builtin local __mfa_env_text __mfa_env_status=0 __mfa_env_aliases=-u
  __mfa_env_find
  # All of the text or none: nothing is run when mfa-env fails. The number is for `status` in other terminals.
  __mfa_env_text=$(MFA_ENV_SHELL_PID=$$ \builtin command "${__mfa_env_program[@]}" --shell bash "$@") || \builtin return
  \builtin shopt -q expand_aliases && __mfa_env_aliases=-s
  \builtin shopt -u expand_aliases
  \builtin eval "$__mfa_env_text" || __mfa_env_status=$?
  \builtin shopt "$__mfa_env_aliases" expand_aliases
  \builtin return "$__mfa_env_status"
}

# Takes the session out as `mfa-env --clear` does, with no process: it works where mfa-env or its node is gone.
function __mfa_env_clear {
  \builtin local __mfa_env_word __mfa_env_names __mfa_env_value __mfa_env_back __mfa_env_said __mfa_env_gone='' __mfa_env_cache
  __mfa_env_back=()
  __mfa_env_names=(AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CREDENTIAL_EXPIRATION AWS_SECURITY_TOKEN
    AWS_SESSION_EXPIRATION)
  if [[ -z ${MFA_ENV_EXPIRES+x} ]]; then
    for __mfa_env_word in "${__mfa_env_names[@]}"; do
      [[ -z ${!__mfa_env_word+x} ]] || __mfa_env_gone="${__mfa_env_gone:-; unset:}, $__mfa_env_word"
    done
    __mfa_env_said="no session in this shell${__mfa_env_gone/:,/:}"
  else
    __mfa_env_said='session cleared'
    __mfa_env_names+=(AWS_PROFILE AWS_DEFAULT_PROFILE AWS_ACCOUNT_ID)
    # A region that you have set since stays.
    for __mfa_env_word in AWS_REGION AWS_DEFAULT_REGION; do
      __mfa_env_value=${!__mfa_env_word+x}${!__mfa_env_word-}
      [[ $__mfa_env_value != "${MFA_ENV_REGION+x}${MFA_ENV_REGION-}" ]] || __mfa_env_names+=("$__mfa_env_word")
    done
    for __mfa_env_word in "${__mfa_env_names[@]}"; do
      __mfa_env_value=MFA_ENV_WAS_$__mfa_env_word
      [[ -z ${!__mfa_env_value+x} ]] || __mfa_env_back+=("$__mfa_env_word=${!__mfa_env_value}")
      __mfa_env_names+=("$__mfa_env_value")
    done
    __mfa_env_names+=(MFA_ENV_WAS_AWS_REGION MFA_ENV_WAS_AWS_DEFAULT_REGION MFA_ENV_PROFILE MFA_ENV_EXPIRES MFA_ENV_REGION)
  fi
  # Unset first: a readonly variable stops it, and attributes such as `declare -u` go.
  \builtin unset -v "${__mfa_env_names[@]}" || \builtin return
  [[ ${#__mfa_env_back[@]} == 0 ]] || \builtin export "${__mfa_env_back[@]}" || \builtin return
  for __mfa_env_word; do [[ $__mfa_env_word == --clear ]] || __mfa_env_said=; done
  [[ -z $__mfa_env_said ]] || \builtin printf '%s\n' "$__mfa_env_said" >&2
  # What `status` in other terminals reads of this shell. Without a process a file can be emptied, not removed.
  __mfa_env_cache
  __mfa_env_cache=$__mfa_env_cache/shell-$$.json
  [[ $- == *r* || ! -f $__mfa_env_cache || -L $__mfa_env_cache || ! -O $__mfa_env_cache ]] || \builtin : >|"$__mfa_env_cache"
}

# Where mfa-env keeps its files, into __mfa_env_cache.
function __mfa_env_cache {
  __mfa_env_cache=${HOME-}/.cache/mfa-env
  [[ ${XDG_CACHE_HOME-} != /* ]] || __mfa_env_cache=$XDG_CACHE_HOME/mfa-env
  [[ -z ${MFA_ENV_CACHE_DIR-} ]] || __mfa_env_cache=/${MFA_ENV_CACHE_DIR#/}
}

# Whether these words ask for no more than to take the session out.
function __mfa_env_clears {
  \builtin local __mfa_env_word __mfa_env_found=1
  for __mfa_env_word; do
    case $__mfa_env_word in
      --clear) __mfa_env_found=0 ;;
      -q | --quiet) ;;
      *) \builtin return 1 ;;
    esac
  done
  \builtin return "$__mfa_env_found"
}

# Whether these words ask mfa-env for something to read, and not for code to run in this shell.
function __mfa_env_reads {
  \builtin local __mfa_env_word __mfa_env_value=
  for __mfa_env_word; do
    case $__mfa_env_value$__mfa_env_word in
      --) \builtin return 1 ;;
      init | exec | status | list | doctor | policy | logout) \builtin return 0 ;;
      -h | --help | -V | --version | --show) \builtin return 0 ;;
      -f* | -s* | --format | --format=* | --shell | --shell=*) \builtin return 0 ;;
      -q[hVfs]*) \builtin return 0 ;;
      # The next word is a value, whatever it says.
      -p | -d | -q[pd] | --profile | --duration | --serial | --region | --role-arn | --min-ttl)
        __mfa_env_value='value: '
        ;;
      *) __mfa_env_value= ;;
    esac
  done
  \builtin return 1
}

# For a prompt: PS1='$(mfa_env_prompt) \w \$ ' shows "acme 7h32m", "acme 9m!" or "acme expired". It leaves $? as it is.
function mfa_env_prompt {
  \builtin local __mfa_env_status="$?" __mfa_env_now __mfa_env_left __mfa_env_name
  # An arithmetic expansion would run what it finds in anything but digits.
  case ${MFA_ENV_EXPIRES-} in '' | *[!0-9]*) \builtin return "$__mfa_env_status" ;; esac
  __mfa_env_clock
  __mfa_env_left=$((10#$MFA_ENV_EXPIRES - __mfa_env_now))
  __mfa_env_name=${MFA_ENV_PROFILE:-environment}
  __mfa_env_clean
  if [[ $__mfa_env_left -le 0 ]]; then
    \builtin printf '%s expired' "$__mfa_env_name"
  elif [[ $__mfa_env_left -lt 600 ]]; then
    \builtin printf '%s %dm!' "$__mfa_env_name" "$((__mfa_env_left / 60))"
  elif [[ $__mfa_env_left -lt 3600 ]]; then
    \builtin printf '%s %dm' "$__mfa_env_name" "$((__mfa_env_left / 60))"
  else
    \builtin printf '%s %dh%02dm' "$__mfa_env_name" "$((__mfa_env_left / 3600))" "$((__mfa_env_left / 60 % 60))"
  fi
  \builtin return "$__mfa_env_status"
}

# The seconds since 1970, into __mfa_env_now. bash before 4.2 has no clock of its own.
function __mfa_env_clock {
  case ${BASH_VERSINFO[0]}.${BASH_VERSINFO[1]} in
    [123].* | 4.[01]) __mfa_env_now=$(\builtin command date +%s) ;;
    *) \builtin printf -v __mfa_env_now '%(%s)T' -1 ;;
  esac
}

# Takes out of __mfa_env_name what would tell the terminal how to show what follows: control characters, and marks of
# direction (U+061C, U+200E, U+200F, U+2028 to U+202E, U+2066 to U+2069). By bytes, since they are these in the C locale too.
function __mfa_env_clean {
  case $__mfa_env_name in *[![:alnum:]_.@/\ -]*) ;; *) \builtin return 0 ;; esac
  __mfa_env_name=${__mfa_env_name//[[:cntrl:]]/}
  \builtin local LC_ALL=C
  __mfa_env_name=${__mfa_env_name//$'\xd8\x9c'/}
  __mfa_env_name=${__mfa_env_name//$'\xc2'[$'\x80'-$'\x9f']/}
  __mfa_env_name=${__mfa_env_name//$'\xe2\x80'[$'\x8e\x8f\xa8'-$'\xae']/}
  __mfa_env_name=${__mfa_env_name//$'\xe2\x81'[$'\xa6'-$'\xa9']/}
}

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
      -p | -s | -d | -f | --profile | --shell | --duration | --format | --serial | --region | --role-arn | --min-ttl)
        __mfa_env_value=always
        ;;
      -w | --write) __mfa_env_value=maybe ;;
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
    -p:* | --profile:*) __mfa_env_profiles ;;
    -s:* | --shell:*) __mfa_env_words=(bash zsh fish posix) ;;
    -f:* | --format:*) __mfa_env_words=(shell json env change) ;;
    -d:* | --duration:* | --serial:* | --region:* | --role-arn:* | --min-ttl:*) \builtin return 0 ;;
    *:init) __mfa_env_words=(bash zsh fish --auto --help) ;;
    *:status | *:list) __mfa_env_words=(--json --help) ;;
    *:doctor) __mfa_env_words=(-p --profile --json --help) ;;
    *:policy) __mfa_env_words=(-p --profile --region --help) ;;
    *:logout) __mfa_env_words=(-p --profile -q --quiet --help) ;;
    *:exec)
      __mfa_env_words=(-p --profile -d --duration --serial --region --role-arn --min-ttl --refresh --no-cache -q --quiet
        --help --)
      ;;
    *)
      __mfa_env_words=(-p --profile -s --shell -d --duration --serial --region --role-arn --min-ttl --refresh --cached
        --no-cache -w --write -f --format --show -q --quiet --legacy-token --clear -h --help -V --version)
      case $__mfa_env_word in -*) ;; *) __mfa_env_words=(init exec status list doctor policy logout) ;; esac
      case $__mfa_env_last:$__mfa_env_word in
        -w:-* | --write:-*) ;;
        -w:* | --write:*) __mfa_env_words=() && __mfa_env_profiles ;;
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

\builtin complete -o bashdefault -o default -F __mfa_env_complete mfa-env authaws 2>/dev/null || \builtin true
