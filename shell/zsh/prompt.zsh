# For a prompt: setopt prompt_subst; PROMPT='$(mfa_env_prompt) %~ %# ' shows "acme 7h32m", "acme 9m!", "acme expired" or
# "acme (read-only) 59m". It leaves $? as it is.
function 'mfa_env_prompt' {
  'builtin' 'local' '__mfa_env_status'="$?" '__mfa_env_bang=!'
  [[ ! -o 'prompt_bang' ]] || __mfa_env_bang='!!' # where ! is the number of a line of the history
  'builtin' 'emulate' '-L' 'zsh' '-o' 'no_aliases' '-o' 'extended_glob'
  # An arithmetic expansion would run what it finds in anything but digits.
  [[ "${MFA_ENV_EXPIRES-}" == [0-9]## ]] || 'builtin' 'return' "$__mfa_env_status"
  'builtin' 'local' '__mfa_env_name' '__mfa_env_left' '__mfa_env_now'
  '__mfa_env_clock'
  __mfa_env_left=$(( 10#$MFA_ENV_EXPIRES - __mfa_env_now ))
  __mfa_env_name="${MFA_ENV_PROFILE:-environment}${MFA_ENV_LIMIT:+ ($MFA_ENV_LIMIT)}"
  '__mfa_env_clean'
  __mfa_env_name="${__mfa_env_name//\%/%%}" # a prompt reads % as its own
  if [[ $__mfa_env_left -le 0 ]]; then
    __mfa_env_name+=' expired'
  elif [[ $__mfa_env_left -lt 60 ]]; then
    __mfa_env_name+=" ${__mfa_env_left}s!"
  elif [[ $__mfa_env_left -lt {{soon_over}} ]]; then
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
