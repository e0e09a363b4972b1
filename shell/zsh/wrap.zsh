# --wrap: where the session of this shell is over, a command of these names has authaws ask first (C7.2b).
# This says whether it may run, unless two times of ten digits, read as texts, have told that the session lives.
function __mfa_env_ready {
  # An arithmetic expansion would run what it finds in anything but digits.
  case "${MFA_ENV_EXPIRES-}" in '' | *[^0-9]* | ????????????*) 'builtin' 'return' '0' ;; esac
  'builtin' 'local' '__mfa_env_now=%D{%s}' '__mfa_env_word' '__mfa_env_before=0' '__mfa_env_status=0'
  __mfa_env_now="${(%)__mfa_env_now}"
  [[ 10#"$MFA_ENV_EXPIRES" -le "$__mfa_env_now" && -n "${AWS_SESSION_TOKEN:+x}" ]] || 'builtin' 'return' '0'
  # As --profile. In front of one command, it would lead this shell to another profile for good.
  [[ -z "${AWS_PROFILE:+x}" ]] || 'builtin' 'return' '0'
  'builtin' 'emulate' '-L' 'zsh' '-o' 'no_aliases'
  for __mfa_env_word in "$@"; do
    # Before it stands: nothing that is a command (0), an option (-), or the command (+).
    case "$__mfa_env_before$__mfa_env_word" in
      {{words_without_session}}) 'builtin' 'return' '0' ;;
      '+'*) ;;
      {{commands_without_session}}) 'builtin' 'return' '0' ;;
      ?'-'*) __mfa_env_before='-' ;;
      '-'*) __mfa_env_before='0' ;; # it may be the value
      *) __mfa_env_before='+' ;;
    esac
  done
  # Without its role it would run as somebody else, and without its limit with more power.
  case "${MFA_ENV_LIMIT-}" in '' | 'read-only') ;; *) 'builtin' 'return' '0' ;; esac
  'builtin' 'local' '-a' '__mfa_env_role'
  __mfa_env_role=(${MFA_ENV_ROLE_ARN:+"--role-arn=$MFA_ENV_ROLE_ARN"} ${MFA_ENV_LIMIT:+"--read-only"})
  'builtin' 'local' '__mfa_env_group'
  '__mfa_env_groups'
  if [[ "$ZSH_SUBSHELL" != '0' ]]; then
    # In the background nobody is asked, nor in $(…), where a prompt or Tab may have it.
    [[ -n "$__mfa_env_group" && "$__mfa_env_word" == "$__mfa_env_group" && "$$" != "$__mfa_env_group" ]] || 'builtin' 'return' '0'
    'authaws' '-q' "${__mfa_env_role[@]}" || __mfa_env_status="$?" # the next command has the session to take, too
  elif [[ "$__mfa_env_word" == "$__mfa_env_group" ]]; then
    'authaws' "${__mfa_env_role[@]}" || __mfa_env_status="$?"
  else
    # Behind a pipe the terminal is that of the pipe, and what zsh captures the output of could not ask there.
    'authaws' '--shell' 'zsh' '-q' "${__mfa_env_role[@]}" >/dev/null && 'authaws' '--cached' '-q' "${__mfa_env_role[@]}" ||
      __mfa_env_status="$?"
  fi
  # Ctrl-C at the question is one for the whole line: a loop does not ask again.
  [[ "$__mfa_env_status" != '130' ]] || 'builtin' 'kill' '-INT' '0'
  'builtin' 'return' "$__mfa_env_status"
}

# The process group of this shell, and the one that has the terminal.
function __mfa_env_groups {
  if [[ -r '/proc/self/stat' ]]; then
    'builtin' 'read' '-r' '__mfa_env_word' <'/proc/self/stat'
  else
    __mfa_env_word="$('builtin' 'command' 'sh' '-c' 'echo ") . ." $(ps -o pgid= -p $$) . . $(ps -o tpgid= -p $$) .' 2>/dev/null)"
  fi
  __mfa_env_word="${__mfa_env_word##*\) }"
  __mfa_env_word="${__mfa_env_word#* * }"
  __mfa_env_group="${__mfa_env_word%% *}"
  __mfa_env_word="${__mfa_env_word#* * * }"
  __mfa_env_word="${__mfa_env_word%% *}"
}

# What is a function of yours stays as it is.
function __mfa_env_wrap {
  'builtin' 'local' '__mfa_env_name'
  for __mfa_env_name in "$@"; do
    ! 'builtin' 'functions' "$__mfa_env_name" >/dev/null ||
      [[ "$('builtin' 'functions' "$__mfa_env_name")" == *'__mfa_env_ready'* ]] || 'builtin' 'continue'
    'builtin' 'eval' "function '$__mfa_env_name' {
      [[ \"\${MFA_ENV_EXPIRES-}\" > \"\${(%):-%D{%s\\}}\" ]] || '__mfa_env_ready' \"\$@\" && 'builtin' 'command' '$__mfa_env_name' \"\$@\"
    }"
  done
}
[[ ! -o 'interactive' ]] || '__mfa_env_wrap' {{wrapped_names}}
'builtin' 'unset' '-f' '__mfa_env_wrap'
