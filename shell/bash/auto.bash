# --auto: a new terminal takes the session that is cached for its profile. Without one it starts no process.
function __mfa_env_auto {
  # A script gets nothing that it did not ask for, and what this shell was given stays: but a session that is over,
  # which tmux hands to each new pane for days.
  # Nor does an IDE that starts a shell to read its environment: it would keep the session for as long as it runs.
  [[ -z ${VSCODE_RESOLVING_ENVIRONMENT+x}${INTELLIJ_ENVIRONMENT_READER+x} ]] || \builtin return 0
  # Where the session had a role of its own, or less power, the profile alone leads to another.
  [[ -z ${MFA_ENV_ROLE_ARN:+x}${MFA_ENV_LIMIT:+x} ]] || \builtin return 0
  [[ $- == *i* && (-n ${MFA_ENV_EXPIRES+x} || -z ${AWS_ACCESS_KEY_ID+x}) ]] || \builtin return 0
  case ${MFA_ENV_EXPIRES-0} in '' | *[!0123456789]* | ????????????*) \builtin return 0 ;; esac
  \builtin local __mfa_env_cache __mfa_env_file __mfa_env_name __mfa_env_until __mfa_env_now
  __mfa_env_cache
  # mfa-env writes there until when the session of a profile lives.
  __mfa_env_name=${AWS_PROFILE:-${MFA_ENV_PROFILE:-${AWS_DEFAULT_PROFILE:-default}}}
  __mfa_env_name=${__mfa_env_name//\%/%25}
  __mfa_env_file=$__mfa_env_cache/${__mfa_env_name//\//%2F}.until
  [[ -f $__mfa_env_file && -r $__mfa_env_file ]] || \builtin return 0
  IFS='' \builtin read -r -n 20 __mfa_env_until <"$__mfa_env_file" || \builtin return 0
  # An arithmetic expansion would run what it finds in anything but digits.
  case $__mfa_env_until in '' | *[!0123456789]* | ????????????*) \builtin return 0 ;; esac
  __mfa_env_clock
  [[ $((10#${MFA_ENV_EXPIRES-0})) -le $__mfa_env_now ]] || \builtin return 0
  # As --min-ttl: less than five minutes are not worth taking.
  [[ $((10#$__mfa_env_until - __mfa_env_now)) -ge 300 ]] && \authaws --cached -q
}
[[ ! -t 0 ]] || __mfa_env_auto </dev/null >/dev/null 2>&1 || \builtin true
\builtin unset -f __mfa_env_auto
