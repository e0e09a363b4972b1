# --wrap: where the session of this shell is over, a command of these names has authaws ask first (C7.2b).
# This says whether it may run, unless two times of ten digits, read as texts, have told that the session lives.
function __mfa_env_ready {
  # An arithmetic expansion would run what it finds in anything but digits.
  case ${MFA_ENV_EXPIRES-} in '' | *[!0123456789]* | ????????????*) \builtin return 0 ;; esac
  \builtin local __mfa_env_now __mfa_env_word __mfa_env_before=0 __mfa_env_status=0
  __mfa_env_clock
  [[ $((10#$MFA_ENV_EXPIRES)) -le $__mfa_env_now && -n ${AWS_SESSION_TOKEN:+x} ]] || \builtin return 0
  # As --profile. In front of one command, it would lead this shell to another profile for good.
  [[ -z ${AWS_PROFILE:+x} ]] || \builtin return 0
  for __mfa_env_word; do
    # Before it stands: nothing that is a command (0), an option (-), or the command (+).
    case $__mfa_env_before$__mfa_env_word in
      {{words_without_session}}) \builtin return 0 ;;
      +*) ;;
      {{commands_without_session}}) \builtin return 0 ;;
      ?-*) __mfa_env_before=- ;;
      -*) __mfa_env_before=0 ;; # it may be the value
      *) __mfa_env_before=+ ;;
    esac
  done
  # Without its role it would run as somebody else, and without its limit with more power.
  case ${MFA_ENV_LIMIT-} in '' | read-only) ;; *) \builtin return 0 ;; esac
  if [[ $BASH_SUBSHELL == 0 ]]; then
    \authaws ${MFA_ENV_ROLE_ARN:+"--role-arn=$MFA_ENV_ROLE_ARN"} ${MFA_ENV_LIMIT:+--read-only} || __mfa_env_status=$?
  elif __mfa_env_in_front; then
    # The next command has the session to take, too.
    \authaws -q ${MFA_ENV_ROLE_ARN:+"--role-arn=$MFA_ENV_ROLE_ARN"} ${MFA_ENV_LIMIT:+--read-only} || __mfa_env_status=$?
  fi
  # Ctrl-C at the question is one for the whole line: a loop does not ask again.
  [[ $__mfa_env_status != 130 ]] || \builtin kill -INT 0
  \builtin return "$__mfa_env_status"
}

# Whether a subshell is of a pipe that you look at: not in the background, nor in $(…), where a prompt or Tab may have it.
function __mfa_env_in_front {
  \builtin local __mfa_env_group
  if [[ -r /proc/self/stat ]]; then
    \builtin read -r __mfa_env_word </proc/self/stat
  else
    __mfa_env_word=$(\builtin command sh -c 'echo ") . ." $(ps -o pgid= -p $$) . . $(ps -o tpgid= -p $$) .' 2>/dev/null)
  fi
  __mfa_env_word=${__mfa_env_word##*) }
  __mfa_env_word=${__mfa_env_word#* * }
  __mfa_env_group=${__mfa_env_word%% *}
  __mfa_env_word=${__mfa_env_word#* * * }
  [[ -n $__mfa_env_group && ${__mfa_env_word%% *} == "$__mfa_env_group" && $$ != "$__mfa_env_group" ]]
}

# What is a function of yours stays as it is.
function __mfa_env_wrap {
  \builtin local __mfa_env_name
  for __mfa_env_name; do
    ! \builtin declare -F "$__mfa_env_name" >/dev/null ||
      [[ $(\builtin declare -f "$__mfa_env_name") == *__mfa_env_ready* ]] || \builtin continue
    # bash before 5.0 has no such clock.
    \builtin eval "function $__mfa_env_name {
      [[ \${MFA_ENV_EXPIRES-} > \${EPOCHSECONDS-a} ]] || __mfa_env_ready \"\$@\" && \\builtin command $__mfa_env_name \"\$@\"
    }"
  done
}
[[ $- != *i* ]] || __mfa_env_wrap {{wrapped_names}}
\builtin unset -f __mfa_env_wrap
