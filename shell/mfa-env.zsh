# mfa-env for zsh 5.3 and newer. Add this line to ~/.zshrc (after compinit), or source this file there:
#   eval "$(mfa-env init zsh)"
# Words stand in quotes so that no alias of yours, global ones too, can stand in for them.

'builtin' 'unalias' 'authaws' 'mfa_env_prompt' 2>/dev/null || 'builtin' 'true'

# Runs mfa-env, and puts the session that it prints into this shell.
function authaws {
  if '__mfa_env_reads' "$@"; then
    # doctor sees by it whether these functions are those of the command.
    MFA_ENV_FUNCTIONS=0.1.0 'builtin' 'command' 'mfa-env' "$@"
    'builtin' 'return'
  fi
  # Until the function returns: your options do not change what the text means, and no trace or trap sees the secrets.
  'builtin' 'emulate' '-L' 'zsh' '-o' 'no_aliases' '-o' 'no_xtrace' '-o' 'no_verbose'
  'builtin' 'trap' '-' 'DEBUG'
  'builtin' 'local' '__mfa_env_text'
  # All of the text or none: nothing is run when mfa-env fails. The number is for `status` in other terminals.
  __mfa_env_text="$(MFA_ENV_SHELL_PID="$$" 'builtin' 'command' 'mfa-env' '--shell' 'zsh' "$@")" || 'builtin' 'return'
  'builtin' 'eval' "$__mfa_env_text"
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
  'builtin' 'local' '__mfa_env_status'="$?"
  'builtin' 'emulate' '-L' 'zsh' '-o' 'no_aliases' '-o' 'extended_glob'
  # An arithmetic expansion would run what it finds in anything but digits.
  [[ "${MFA_ENV_EXPIRES-}" == [0-9]## ]] || 'builtin' 'return' "$__mfa_env_status"
  'builtin' 'local' 'name' 'left' 'now'
  now='%D{%s}' # the clock of prompts needs no module
  left=$(( 10#$MFA_ENV_EXPIRES - ${(%)now} ))
  name="${${MFA_ENV_PROFILE:-environment}//[[:cntrl:]]/}"
  name="${name//\%/%%}" # a prompt reads % as its own
  if [[ $left -le 0 ]]; then
    'builtin' 'printf' '%s expired' "$name"
  elif [[ $left -lt 600 ]]; then
    'builtin' 'printf' '%s %dm!' "$name" $(( left / 60 ))
  elif [[ $left -lt 3600 ]]; then
    'builtin' 'printf' '%s %dm' "$name" $(( left / 60 ))
  else
    'builtin' 'printf' '%s %dh%02dm' "$name" $(( left / 3600 )) $(( left / 60 % 60 ))
  fi
  'builtin' 'return' "$__mfa_env_status"
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
  case "$line[1]" in
    init) _arguments '--auto[take a live cached session in new terminals]' '1:shell:(bash zsh fish)' ;;
    exec) _arguments -s $session '*:: :_normal' ;;
    status | list) _arguments '--json[print JSON]' ;;
    doctor) _arguments '(-p --profile)'{-p+,--profile=}'[the profile]:profile:__mfa_env_profiles' '--json[print JSON]' ;;
    policy) _arguments '(-p --profile)'{-p+,--profile=}'[the profile]:profile:__mfa_env_profiles' '--region=[the region]:region' ;;
    logout) _arguments '(-p --profile)'{-p+,--profile=}'[the profile]:profile:__mfa_env_profiles' '(-q --quiet)'{-q,--quiet}'[no line on success]' ;;
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
  local file line
  local -a profiles
  for file in "${AWS_CONFIG_FILE:-${HOME-}/.aws/config}" "${AWS_SHARED_CREDENTIALS_FILE:-${HOME-}/.aws/credentials}"; do
    [[ -f $file && -r $file ]] || continue
    while 'builtin' 'read' '-r' line || [[ -n $line ]]; do
      case "$line" in
        '[sso-session '* | '[services '* | '[plugins]'*) continue ;;
        '['*']'*) ;;
        *) continue ;;
      esac
      line="${${${line#\[}%%\]*}#profile[[:blank:]]}"
      profiles+=("${${line#[\'\"]}%[\'\"]}")
    done <"$file"
  done
  compadd -a profiles
}

if 'builtin' 'whence' 'compdef' >/dev/null; then
  'compdef' '__mfa_env_complete' 'mfa-env' 'authaws'
fi
