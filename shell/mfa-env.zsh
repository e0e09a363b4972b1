# mfa-env for zsh 5.3 and newer. Add this line to ~/.zshrc (after compinit), or source this file there:
#   eval "$(mfa-env init zsh)"
# Words stand in quotes so that no alias of yours, global ones too, can stand in for them.

'builtin' 'unalias' 'authaws' 'mfa_env_prompt' 2>/dev/null || 'builtin' 'true'

# Runs mfa-env, and puts the session that it prints into this shell.
function authaws {
  'builtin' 'local' '-a' '__mfa_env_program'
  if '__mfa_env_reads' "$@"; then
    '__mfa_env_find'
    # doctor sees by it whether these functions are those of the command.
    MFA_ENV_FUNCTIONS=0.1.0 'builtin' 'command' "${__mfa_env_program[@]}" "$@"
    'builtin' 'return'
  fi
  # Until the function returns: your options do not change what the text means, and no trace or trap sees the secrets.
  'builtin' 'emulate' '-L' 'zsh' '-o' 'no_aliases' '-o' 'no_xtrace' '-o' 'no_verbose'
  'builtin' 'trap' '-' 'DEBUG'
  'builtin' 'functions' '+tT' '__mfa_env_take' '__mfa_env_clear'
  if '__mfa_env_clears' "$@"; then
    '__mfa_env_clear' "$@"
    'builtin' 'return'
  fi
  '__mfa_env_take' "$@"
}

# The words that start mfa-env: its file in its own node, so that no other mfa-env or node in PATH stands in for them.
function __mfa_env_find {
  'builtin' 'local' '__mfa_env_node' '__mfa_env_script'
  __mfa_env_node='' __mfa_env_script='' # `mfa-env init` writes here where they are
  __mfa_env_program=('mfa-env')
  # A restricted shell runs what is in PATH, and nothing else.
  [[ -o 'restricted' || ! -x "$__mfa_env_node" || ! -f "$__mfa_env_script" ]] ||
    __mfa_env_program=("$__mfa_env_node" "$__mfa_env_script")
}

function __mfa_env_take {
  'builtin' 'local' '__mfa_env_text'
  '__mfa_env_find'
  # All of the text or none: nothing is run when mfa-env fails. The number is for `status` in other terminals.
  __mfa_env_text="$(MFA_ENV_SHELL_PID="$$" 'builtin' 'command' "${__mfa_env_program[@]}" '--shell' 'zsh' "$@")" || 'builtin' 'return'
  'builtin' 'eval' "$__mfa_env_text"
}

# Takes the session out as `mfa-env --clear` does, with no process: it works where mfa-env or its node is gone.
function __mfa_env_clear {
  'builtin' 'local' '__mfa_env_word' '__mfa_env_value' '__mfa_env_said' '__mfa_env_gone' '__mfa_env_cache'
  'builtin' 'local' '-a' '__mfa_env_names' '__mfa_env_back'
  __mfa_env_names=('AWS_ACCESS_KEY_ID' 'AWS_SECRET_ACCESS_KEY' 'AWS_SESSION_TOKEN' 'AWS_CREDENTIAL_EXPIRATION'
    'AWS_SECURITY_TOKEN' 'AWS_SESSION_EXPIRATION')
  if [[ -z "${MFA_ENV_EXPIRES+x}" ]]; then
    for __mfa_env_word in "${__mfa_env_names[@]}"; do
      [[ -z "${(P)__mfa_env_word+x}" ]] || __mfa_env_gone="${__mfa_env_gone:-; unset:}, $__mfa_env_word"
    done
    __mfa_env_said="no session in this shell${__mfa_env_gone/:,/:}"
  else
    __mfa_env_said='session cleared'
    __mfa_env_names+=('AWS_PROFILE' 'AWS_DEFAULT_PROFILE' 'AWS_ACCOUNT_ID')
    # A region that you have set since stays.
    for __mfa_env_word in 'AWS_REGION' 'AWS_DEFAULT_REGION'; do
      __mfa_env_value="${(P)__mfa_env_word+x}${(P)__mfa_env_word-}"
      [[ "$__mfa_env_value" != "${MFA_ENV_REGION+x}${MFA_ENV_REGION-}" ]] || __mfa_env_names+=("$__mfa_env_word")
    done
    for __mfa_env_word in "${__mfa_env_names[@]}"; do
      __mfa_env_value="MFA_ENV_WAS_$__mfa_env_word"
      [[ -z "${(P)__mfa_env_value+x}" ]] || __mfa_env_back+=("$__mfa_env_word=${(P)__mfa_env_value}")
      __mfa_env_names+=("$__mfa_env_value")
    done
    __mfa_env_names+=('MFA_ENV_WAS_AWS_REGION' 'MFA_ENV_WAS_AWS_DEFAULT_REGION' 'MFA_ENV_PROFILE' 'MFA_ENV_EXPIRES'
      'MFA_ENV_REGION')
  fi
  # Unset first: a readonly variable stops it, and attributes such as `typeset -u` go. Outside of eval it would end a script.
  'builtin' 'eval' "'builtin' 'unset' '-v' \"\${__mfa_env_names[@]}\"" || 'builtin' 'return'
  [[ "${#__mfa_env_back}" == 0 ]] || 'builtin' 'export' "${__mfa_env_back[@]}" || 'builtin' 'return'
  for __mfa_env_word in "$@"; do [[ "$__mfa_env_word" == '--clear' ]] || __mfa_env_said=''; done
  [[ -z "$__mfa_env_said" ]] || 'builtin' 'print' '-r' '-u' '2' '--' "$__mfa_env_said"
  # What `status` in other terminals reads of this shell. Without a process a file can be emptied, not removed.
  '__mfa_env_cache'
  __mfa_env_cache="$__mfa_env_cache/shell-$$.json"
  [[ -o 'restricted' || ! -f "$__mfa_env_cache" || -L "$__mfa_env_cache" || ! -O "$__mfa_env_cache" ]] ||
    'builtin' ':' >|"$__mfa_env_cache"
}

# Where mfa-env keeps its files, into __mfa_env_cache.
function __mfa_env_cache {
  __mfa_env_cache="${HOME-}/.cache/mfa-env"
  [[ "${XDG_CACHE_HOME-}" != /* ]] || __mfa_env_cache="$XDG_CACHE_HOME/mfa-env"
  [[ -z "${MFA_ENV_CACHE_DIR-}" ]] || __mfa_env_cache="/${MFA_ENV_CACHE_DIR#/}"
}

# Whether these words ask for no more than to take the session out.
function __mfa_env_clears {
  'builtin' 'local' '__mfa_env_word' '__mfa_env_found=1'
  for __mfa_env_word in "$@"; do
    case "$__mfa_env_word" in
      '--clear') __mfa_env_found=0 ;;
      '-q' | '--quiet') ;;
      *) 'builtin' 'return' 1 ;;
    esac
  done
  'builtin' 'return' "$__mfa_env_found"
}

# Whether these words ask mfa-env for something to read, and not for code to run in this shell.
function __mfa_env_reads {
  'builtin' 'local' '__mfa_env_word' '__mfa_env_value='
  for __mfa_env_word in "$@"; do
    case "$__mfa_env_value$__mfa_env_word" in
      '--') 'builtin' 'return' 1 ;;
      'init' | 'exec' | 'status' | 'list' | 'doctor' | 'policy' | 'logout') 'builtin' 'return' 0 ;;
      '-h' | '--help' | '-V' | '--version' | '--show') 'builtin' 'return' 0 ;;
      '-f'* | '-s'* | '--format' | '--format='* | '--shell' | '--shell='*) 'builtin' 'return' 0 ;;
      '-q'[hVfs]*) 'builtin' 'return' 0 ;;
      # The next word is a value, whatever it says.
      '-p' | '-d' | '-qp' | '-qd' | '--profile' | '--duration' | '--serial' | '--region' | '--role-arn' | '--min-ttl')
        __mfa_env_value='value: '
        ;;
      *) __mfa_env_value='' ;;
    esac
  done
  'builtin' 'return' 1
}

# For a prompt: setopt prompt_subst; PROMPT='$(mfa_env_prompt) %~ %# ' shows "acme 7h32m", "acme 9m!" or "acme expired".
# It leaves $? as it is.
function mfa_env_prompt {
  'builtin' 'local' '__mfa_env_status'="$?" '__mfa_env_bang=!'
  [[ ! -o 'prompt_bang' ]] || __mfa_env_bang='!!' # where ! is the number of a line of the history
  'builtin' 'emulate' '-L' 'zsh' '-o' 'no_aliases' '-o' 'extended_glob'
  # An arithmetic expansion would run what it finds in anything but digits.
  [[ "${MFA_ENV_EXPIRES-}" == [0-9]## ]] || 'builtin' 'return' "$__mfa_env_status"
  'builtin' 'local' '__mfa_env_name' '__mfa_env_left' '__mfa_env_now'
  '__mfa_env_clock'
  __mfa_env_left=$(( 10#$MFA_ENV_EXPIRES - __mfa_env_now ))
  __mfa_env_name="${MFA_ENV_PROFILE:-environment}"
  '__mfa_env_clean'
  __mfa_env_name="${__mfa_env_name//\%/%%}" # a prompt reads % as its own
  if [[ $__mfa_env_left -le 0 ]]; then
    __mfa_env_name+=' expired'
  elif [[ $__mfa_env_left -lt 600 ]]; then
    __mfa_env_name+=" $(( __mfa_env_left / 60 ))m!"
  elif [[ $__mfa_env_left -lt 3600 ]]; then
    __mfa_env_name+=" $(( __mfa_env_left / 60 ))m"
  else
    __mfa_env_name+=" $(( __mfa_env_left / 3600 ))h${(l:2::0:)$(( __mfa_env_left / 60 % 60 ))}m"
  fi
  'builtin' 'print' '-rn' '--' "${__mfa_env_name//\!/$__mfa_env_bang}"
  'builtin' 'return' "$__mfa_env_status"
}

# The seconds since 1970, into __mfa_env_now: by the clock of prompts, which needs no module.
function __mfa_env_clock {
  __mfa_env_now='%D{%s}'
  __mfa_env_now="${(%)__mfa_env_now}"
}

# Takes out of __mfa_env_name what would tell the terminal how to show what follows: control characters, and marks of
# direction (U+061C, U+200E, U+200F, U+2028 to U+202E, U+2066 to U+2069). By bytes, since they are these in the C locale too.
function __mfa_env_clean {
  [[ "$__mfa_env_name" == *[^[:alnum:]_.@/\ -]* ]] || 'builtin' 'return' '0'
  __mfa_env_name="${__mfa_env_name//[[:cntrl:]]/}"
  'builtin' 'emulate' '-L' 'zsh' '-o' 'no_aliases' '-o' 'no_multibyte'
  __mfa_env_name="${__mfa_env_name//$'\xd8\x9c'/}"
  __mfa_env_name="${__mfa_env_name//$'\xc2'[$'\x80'-$'\x9f']/}"
  __mfa_env_name="${__mfa_env_name//$'\xe2\x80'[$'\x8e\x8f\xa8'-$'\xae']/}"
  __mfa_env_name="${__mfa_env_name//$'\xe2\x81'[$'\xa6'-$'\xa9']/}"
}

# Completion of mfa-env and authaws. No process is started, and no name is ever expanded.
function __mfa_env_complete {
  local curcontext="$curcontext" state line
  local -a session main
  session=(
    '(-p --profile)'{-p+,--profile=}'[the profile]:profile:__mfa_env_profiles'
    '(-d --duration)'{-d+,--duration=}'[how long the session lasts]:duration (12h, 90m, 3600)'
    '--serial=[the MFA device]:ARN or number'
    '--region=[the region]:region'
    '--role-arn=[the role to assume]:ARN'
    '--min-ttl=[the least time a cached session has left]:duration (5m)'
    '--refresh[ignore the cache]'
    '--no-cache[neither read nor write the cache]'
    '(-q --quiet)'{-q,--quiet}'[no line on success]'
    '(- *)'{-h,--help}'[show help]'
  )
  main=(
    $session
    '(-s --shell)'{-s+,--shell=}'[the shell to print for]:shell:(bash zsh fish posix)'
    '(-w --write)'{-w+,--write=}'[also write a profile of the credentials file]::profile:__mfa_env_profiles'
    '(-f --format)'{-f+,--format=}'[what to print]:format:(shell json env change)'
    '--cached[take a cached session or none]'
    '--show[print secrets to a terminal]'
    '--legacy-token[set AWS_SECURITY_TOKEN too]'
    '--clear[take the session out of this shell]'
    '(- *)'{-V,--version}'[show the version]'
  )
  _arguments -C -s $main '1: :__mfa_env_commands' '*:: :->command'
  [[ $state == command ]] || return 0
  if [[ "$line[1]" == 'exec' && ${words[(ie)--]} -lt $CURRENT ]]; then
    # What stands behind `--` is another command's.
    (( CURRENT -= ${words[(ie)--]} ))
    shift "${words[(ie)--]}" words
    _normal
    return
  fi
  case "$line[1]" in
    'init') _arguments '--auto[take a live cached session in new terminals]' '1:shell:(bash zsh fish)' ;;
    'exec') _arguments -s $session '*:: :_normal' ;;
    'status' | 'list') _arguments '--json[print JSON]' ;;
    'doctor') _arguments '(-p --profile)'{-p+,--profile=}'[the profile]:profile:__mfa_env_profiles' '--json[print JSON]' ;;
    'policy') _arguments '(-p --profile)'{-p+,--profile=}'[the profile]:profile:__mfa_env_profiles' '--region=[the region]:region' ;;
    'logout') _arguments '(-p --profile)'{-p+,--profile=}'[the profile]:profile:__mfa_env_profiles' '(-q --quiet)'{-q,--quiet}'[no line on success]' ;;
  esac
}

function __mfa_env_commands {
  local -a commands
  commands=(
    'init:print the shell functions'
    'exec:run a command with the session in its environment only'
    'status:show the sessions and the time left'
    'list:show the profiles'
    'doctor:check the set-up'
    'policy:print the IAM policy that enforces MFA'
    'logout:forget cached sessions'
  )
  _describe command commands
}

# Offers the profiles of the AWS files.
function __mfa_env_profiles {
  local __mfa_env_file
  local -a __mfa_env_words
  for __mfa_env_file in "${AWS_CONFIG_FILE:-${HOME-}/.aws/config}" "${AWS_SHARED_CREDENTIALS_FILE:-${HOME-}/.aws/credentials}"; do
    [[ ! -f $__mfa_env_file || ! -r $__mfa_env_file ]] || __mfa_env_read <"$__mfa_env_file"
  done
  compadd -a __mfa_env_words
}

# Adds the profiles of one file to __mfa_env_words: of more than anybody could look through the first.
function __mfa_env_read {
  'builtin' 'emulate' '-L' 'zsh' '-o' 'no_aliases' '-o' 'no_multibyte' '-o' 'extended_glob'
  'builtin' 'local' '__mfa_env_text'
  'builtin' 'local' '-a' '__mfa_env_lines'
  IFS='' 'builtin' 'read' '-r' '-u' '0' '-k' '10000000' '__mfa_env_text' || 'builtin' 'true'
  __mfa_env_lines=("${(@f)__mfa_env_text}")
  __mfa_env_lines=("${(@M)__mfa_env_lines:#\[*\]*}")
  __mfa_env_lines=("${(@)__mfa_env_lines:#(\[sso-session *|\[services *|\[plugins\]*)}")
  __mfa_env_lines=("${(@)__mfa_env_lines[1,10000-$#__mfa_env_words]}")
  __mfa_env_lines=("${(@)${(@)${(@)__mfa_env_lines#\[}%%\]*}#profile[[:blank:]]}")
  __mfa_env_lines=("${(@)${(@)__mfa_env_lines#[\'\"]}%[\'\"]}")
  # Nobody has a profile with one of these in its name: see __mfa_env_clean.
  __mfa_env_lines=("${(@)__mfa_env_lines:#*([[:cntrl:]]|$'\xd8\x9c'|$'\xc2'[$'\x80'-$'\x9f']|$'\xe2\x80'[$'\x8e\x8f\xa8'-$'\xae']|$'\xe2\x81'[$'\xa6'-$'\xa9'])*}")
  __mfa_env_words+=("${(@)__mfa_env_lines}")
}

# Above compinit, or oh-my-zsh, there is nobody yet to tell of the completion: the first prompt does it.
function __mfa_env_register {
  'builtin' 'emulate' '-L' 'zsh' '-o' 'no_aliases'
  if 'builtin' 'whence' 'compdef' >/dev/null; then
    'compdef' '__mfa_env_complete' 'mfa-env' 'authaws'
  elif [[ "$1" == 'loading' && -o 'interactive' ]]; then
    precmd_functions=("${(@)precmd_functions:#(|__mfa_env_register)}" '__mfa_env_register')
  fi
  [[ "$1" == 'loading' ]] || precmd_functions=("${(@)precmd_functions:#(|__mfa_env_register)}")
}
'__mfa_env_register' 'loading'
