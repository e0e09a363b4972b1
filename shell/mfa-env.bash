# mfa-env for bash 3.2 and newer. Add this line to ~/.bashrc, or source this file there:
#   eval "$(mfa-env init bash)"
# A word such as \builtin is written so that no alias or function of yours can stand in for it.

\builtin unalias authaws mfa_env_prompt 2>/dev/null || \builtin true

# Runs mfa-env, and puts the session that it prints into this shell.
function authaws {
  if __mfa_env_reads "$@"; then
    # doctor sees by it whether these functions are those of the command.
    MFA_ENV_FUNCTIONS=0.1.0 \builtin command mfa-env "$@"
    \builtin return
  fi
  \builtin local __mfa_env_flags __mfa_env_text __mfa_env_status __mfa_env_aliases
  # Tracing (-x, -v) would show the secrets, and export is another command under -k.
  __mfa_env_flags=$-
  \builtin set +kvx
  __mfa_env_flags=${__mfa_env_flags//[!kvx]/}
  __mfa_env_status=0
  # All of the text or none: nothing is run when mfa-env fails. The number is for `status` in other terminals.
  __mfa_env_text=$(MFA_ENV_SHELL_PID=$$ \builtin command mfa-env --shell bash "$@") || __mfa_env_status=$?
  if [[ $__mfa_env_status == 0 ]]; then
    __mfa_env_aliases=-u
    \builtin shopt -q expand_aliases && __mfa_env_aliases=-s
    \builtin shopt -u expand_aliases
    \builtin eval "$__mfa_env_text" || __mfa_env_status=$?
    \builtin shopt "$__mfa_env_aliases" expand_aliases
  fi
  [[ -z $__mfa_env_flags ]] || \builtin set "-$__mfa_env_flags"
  \builtin return "$__mfa_env_status"
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
  # bash before 4.2 has no clock of its own.
  \builtin printf -v __mfa_env_now '%(%s)T' -1 2>/dev/null || __mfa_env_now=$(\builtin command date +%s)
  __mfa_env_left=$((10#$MFA_ENV_EXPIRES - __mfa_env_now))
  __mfa_env_name=${MFA_ENV_PROFILE:-environment}
  __mfa_env_name=${__mfa_env_name//[[:cntrl:]]/}
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

# Completion of mfa-env and authaws. No process is started, and no name is ever expanded.
function __mfa_env_complete {
  \builtin local line word last rest command='' value='' option='' breaks='' before='' name nl=$'\n' words
  words=()
  COMPREPLY=()
  line=${COMP_LINE:0:COMP_POINT}
  line=${line//\\ /$nl} # an escaped blank does not end a word
  word=${line##*[[:blank:]]}
  last=${line%"$word"}
  rest=${last#*[[:blank:]]}
  last=${last%"${last##*[![:blank:]]}"}
  last=${last##*[[:blank:]]}
  # The command is the first word that is neither an option nor the value of one.
  while [[ -z $command && $rest == *[![:blank:]]* ]]; do
    rest=${rest#"${rest%%[![:blank:]]*}"}
    name=${rest%%[[:blank:]]*}
    rest=${rest#"$name"}
    # The name behind --write may be left out.
    case $value:$name in always:* | maybe:[!-]*) value='' && \builtin continue ;; esac
    value=''
    case $name in
      -p | -s | -d | -f | --profile | --shell | --duration | --format | --serial | --region | --role-arn | --min-ttl) value=always ;;
      -w | --write) value=maybe ;;
      -*) ;;
      *) command=$name ;;
    esac
  done
  case $line in *' -- '*) \builtin return 0 ;; esac
  # Where = ends no word for bash, it completes all of --option=value.
  case $word in --*=*) last=${word%%=*} word=${word#*=} && [[ ${COMP_WORDBREAKS-} == *=* ]] || option=$last= ;; esac

  case $last:$command in
    -p:* | --profile:*) __mfa_env_profiles ;;
    -s:* | --shell:*) words=(bash zsh fish posix) ;;
    -f:* | --format:*) words=(shell json env change) ;;
    -d:* | --duration:* | --serial:* | --region:* | --role-arn:* | --min-ttl:*) \builtin return 0 ;;
    *:init) words=(bash zsh fish --auto --help) ;;
    *:status | *:list) words=(--json --help) ;;
    *:doctor) words=(-p --profile --json --help) ;;
    *:policy) words=(-p --profile --region --help) ;;
    *:logout) words=(-p --profile -q --quiet --help) ;;
    *:exec) words=(-p --profile -d --duration --serial --region --role-arn --min-ttl --refresh --no-cache -q --quiet --help --) ;;
    *)
      words=(-p --profile -s --shell -d --duration --serial --region --role-arn --min-ttl --refresh --cached --no-cache -w --write
        -f --format --show -q --quiet --legacy-token --clear -h --help -V --version)
      case $word in -*) ;; *) words=(init exec status list doctor policy logout) ;; esac
      case $last:$word in -w:-* | --write:-*) ;; -w:* | --write:*) words=() && __mfa_env_profiles ;; esac
      ;;
  esac

  word=${word//$nl/ }
  word=${word//\\/}
  # Else it completes only what follows these, as far as they end a word, and keeps an @.
  for name in = : @; do [[ ${COMP_WORDBREAKS-} != *"$name"* ]] || breaks+=$name; done
  [[ -z $breaks ]] || before=${word%"${word##*["$breaks"]}"}
  before=${before%@}
  for name in ${words[@]+"${words[@]}"}; do
    case $word in
      [\'\"]*)
        # Inside quotes a name with anything but these could run, or end the quotes.
        case $name in *[!A-Za-z0-9_@%+=:,./\ -]*) \builtin continue ;; esac
        [[ $name != "${word#?}"* ]] || COMPREPLY+=("$name")
        ;;
      *)
        [[ $name == "$word"* ]] || \builtin continue
        \builtin printf -v name %q "${name#"$before"}"
        COMPREPLY+=("$option$name")
        ;;
    esac
  done
}

# Adds the profiles of the AWS files to `words`.
function __mfa_env_profiles {
  \builtin local file line known=
  for file in "${AWS_CONFIG_FILE:-${HOME-}/.aws/config}" "${AWS_SHARED_CREDENTIALS_FILE:-${HOME-}/.aws/credentials}"; do
    [[ -f $file && -r $file ]] || \builtin continue
    while \builtin read -r line || [[ -n $line ]]; do
      case $line in '[sso-session '* | '[services '* | '[plugins]'*) \builtin continue ;; \[*\]*) ;; *) \builtin continue ;; esac
      line=${line#\[}
      line=${line%%\]*}
      line=${line#profile[[:blank:]]}
      line=${line#[\'\"]}
      line=${line%[\'\"]}
      [[ $known == *"$nl$line$nl"* ]] || words+=("$line")
    done <"$file"
    # The credentials file names many of them again. Readline drops what is left of a list that is too long for this.
    [[ ${#words[@]} -gt 1000 ]] || \builtin printf -v known '%s\n' '' ${words[@]+"${words[@]}"}
  done
}

\builtin complete -o bashdefault -o default -F __mfa_env_complete mfa-env authaws 2>/dev/null || \builtin true
