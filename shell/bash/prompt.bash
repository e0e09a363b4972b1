# For a prompt: PS1='$(mfa_env_prompt) \w \$ ' shows "acme 7h32m", "acme 9m!", "acme expired" or
# "acme (read-only) 59m". It leaves $? as it is.
function mfa_env_prompt {
  \builtin local __mfa_env_status="$?" __mfa_env_now __mfa_env_left __mfa_env_name
  # An arithmetic expansion would run what it finds in anything but digits.
  case ${MFA_ENV_EXPIRES-} in '' | *[!0-9]*) \builtin return "$__mfa_env_status" ;; esac
  __mfa_env_clock
  __mfa_env_left=$((10#$MFA_ENV_EXPIRES - __mfa_env_now))
  __mfa_env_name="${MFA_ENV_PROFILE:-environment}${MFA_ENV_LIMIT:+ ($MFA_ENV_LIMIT)}"
  __mfa_env_clean
  if [[ $__mfa_env_left -le 0 ]]; then
    \builtin printf '%s expired' "$__mfa_env_name"
  elif [[ $__mfa_env_left -lt 60 ]]; then
    \builtin printf '%s %ds!' "$__mfa_env_name" "$__mfa_env_left"
  elif [[ $__mfa_env_left -lt {{soon_over}} ]]; then
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
