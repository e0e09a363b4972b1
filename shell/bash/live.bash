# Takes a session that lives from a file of plain lines, which mfa-env keeps for plain command lines: by builtins alone, with no
# process, and nothing of the file is evaluated. In any doubt it returns 1, and mfa-env decides (C7.2a).
function __mfa_env_live {
  \builtin local __mfa_env_word __mfa_env_name='' __mfa_env_was='' __mfa_env_said=1 __mfa_env_cache __mfa_env_file __mfa_env_now
  \builtin local __mfa_env_lines __mfa_env_left __mfa_env_from __mfa_env_local=1
  # Where builtin is a function of yours. A restricted shell writes no file, and bash before 4.2 cannot tell a time.
  [[ -n ${__mfa_env_local-} ]] || \return 1
  \builtin local IFS=$'\n' 2>/dev/null || \builtin return 1
  case $-.${BASH_VERSINFO[0]}.${BASH_VERSINFO[1]} in *r*.*.* | *.[123].* | *.4.[01]) \builtin return 1 ;; esac
  # As in authaws: no trap sees the secrets.
  \builtin declare -f +t __mfa_env_load __mfa_env_whole __mfa_env_fits __mfa_env_before __mfa_env_current __mfa_env_put
  while [[ $# != 0 ]]; do
    case $1 in
      -q | --quiet) __mfa_env_said= ;;
      --cached) ;;
      -p | --profile)
        [[ -n ${2-} && $2 != -* && -z $__mfa_env_name ]] || \builtin return 1
        __mfa_env_name=$2
        \builtin shift
        ;;
      # A command, another option, or a code.
      {{own_words}} | -*) \builtin return 1 ;;
      *[!0123456789[:space:]-]*)
        [[ -z $__mfa_env_name ]] || \builtin return 1
        __mfa_env_name=$1
        ;;
      *) \builtin return 1 ;;
    esac
    \builtin shift
  done
  # mfa-env has to see each variable as it is here. bash before 4.4 cannot tell.
  for __mfa_env_word in ${HOME+HOME} ${XDG_CACHE_HOME+XDG_CACHE_HOME} ${!AWS_@} ${!MFA_ENV_@}; do
    case ${BASH_VERSINFO[0]}.${BASH_VERSINFO[1]} in
      4.[23]) [[ $__mfa_env_word == HOME ]] || \builtin return 1 ;;
      *) [[ ${!__mfa_env_word@a} == x ]] || \builtin return 1 ;;
    esac
  done
  if [[ -n ${MFA_ENV_EXPIRES+x} ]]; then
    __mfa_env_was={{kept}}
    [[ -z {{kept_keys_set}} ]] || \builtin return 1
  else
    [[ -z {{keys_set}} ]] || \builtin return 1
  fi
  __mfa_env_from=${__mfa_env_was}AWS_DEFAULT_PROFILE
  __mfa_env_name=${__mfa_env_name:-${AWS_PROFILE:-${MFA_ENV_PROFILE:-${!__mfa_env_from:-default}}}}
  __mfa_env_load || \builtin return 1
  if __mfa_env_whole; then
    __mfa_env_fits || \builtin return 1
    if __mfa_env_current; then
      __mfa_env_put || __mfa_env_status=$?
      \builtin return 0
    fi
  fi
  [[ ! -w $__mfa_env_file ]] || \builtin printf '' >|"$__mfa_env_file" # then mfa-env writes it again
  \builtin return 1
}

# The lines of a profile's file, if it can be trusted.
function __mfa_env_load {
  __mfa_env_cache
  __mfa_env_file=${__mfa_env_name//\%/%25}
  __mfa_env_file=$__mfa_env_cache/${__mfa_env_file//\//%2F}.live
  [[ -f $__mfa_env_file && ! -L $__mfa_env_file && -O $__mfa_env_file && -r $__mfa_env_file ]] || \builtin return 1
  [[ -O $__mfa_env_cache ]] || \builtin return 1
  # A link on the way there may be another user's.
  __mfa_env_from=$__mfa_env_cache
  while [[ -n $__mfa_env_from ]]; do
    [[ ! -L $__mfa_env_from ]] || \builtin return 1
    __mfa_env_from=${__mfa_env_from%/*}
  done
  # It fails at the end of the file: else there is a NUL, or too much.
  ! \builtin read -r -d '' -n 100000 -a __mfa_env_lines <"$__mfa_env_file" || \builtin return 1
  # An older or newer mfa-env may mean something else by it. An empty one is to be written again.
  [[ ${__mfa_env_lines[0]-} == 'mfa-env {{version}}' ]]
}

# Whether it is to its end what mfa-env wrote. An arithmetic expansion would run what it finds in anything but digits.
function __mfa_env_whole {
  \builtin local __mfa_env_count=${#__mfa_env_lines[@]}
  [[ $__mfa_env_count -ge {{least_lines}} && ${__mfa_env_lines[__mfa_env_count - 1]} == end ]] || \builtin return 1
  [[ $(((__mfa_env_count - {{first_path}}) % 3)) == 1 ]] || \builtin return 1
  for __mfa_env_word in "${__mfa_env_lines[@]:2:2}"; do
    case $__mfa_env_word in [!123456789]* | *[!0123456789]* | ????????????*) \builtin return 1 ;; esac
  done
}

# Whether the variables lead to the session, and it lives long enough.
function __mfa_env_fits {
  \builtin local __mfa_env_found
  __mfa_env_found=({{decisive_lines}})
  for __mfa_env_word in {{regions}}; do
    __mfa_env_before
    __mfa_env_found+=("$__mfa_env_word${!__mfa_env_from+=}${!__mfa_env_from-}")
  done
  [[ ${__mfa_env_lines[1]} == "$__mfa_env_name" ]] || \builtin return 1
  [[ ${__mfa_env_found[*]} == "${__mfa_env_lines[*]:15:${#__mfa_env_found[@]}}" ]] || \builtin return 1
  __mfa_env_clock
  __mfa_env_left=$((__mfa_env_lines[2] - __mfa_env_now - 1))
  [[ $__mfa_env_left -ge ${__mfa_env_lines[3]} ]]
}

# The name of the variable that tells what __mfa_env_word was before the session that is here. A region that you have set
# since stays.
function __mfa_env_before {
  __mfa_env_from=$__mfa_env_word
  [[ -z $__mfa_env_was || ${!__mfa_env_word+x}${!__mfa_env_word-} != "${MFA_ENV_REGION+x}${MFA_ENV_REGION-}" ]] ||
    __mfa_env_from={{kept}}$__mfa_env_word
}

# Whether each file is as it was when mfa-env read it: by its time to the second, between two files of such times.
function __mfa_env_current {
  \builtin local __mfa_env_at={{first_path}} __mfa_env_path __mfa_env_real __mfa_env_low __mfa_env_high
  while [[ ${__mfa_env_lines[__mfa_env_at]} != end ]]; do
    __mfa_env_word=${__mfa_env_lines[__mfa_env_at]}
    __mfa_env_path=${__mfa_env_lines[__mfa_env_at + 1]} __mfa_env_real=${__mfa_env_lines[__mfa_env_at + 2]}
    case $__mfa_env_word in
      none) [[ ! -e $__mfa_env_path && ! -L $__mfa_env_path ]] || \builtin return 1 ;;
      '' | *[!0123456789]* | ????????????*) \builtin return 1 ;;
      *)
        __mfa_env_low=$__mfa_env_cache/time-$__mfa_env_word
        __mfa_env_high=$__mfa_env_cache/time-$((10#$__mfa_env_word + 1))
        [[ -f $__mfa_env_low && ! $__mfa_env_path -ot $__mfa_env_low && -f $__mfa_env_high &&
          $__mfa_env_path -ot $__mfa_env_high && $__mfa_env_path -ef $__mfa_env_real &&
          ! ($__mfa_env_path == "$__mfa_env_real" && -L $__mfa_env_path) ]] || \builtin return 1
        ;;
    esac
    __mfa_env_at=$((__mfa_env_at + 3))
  done
}

# Puts the session into this shell, as the code of mfa-env would, and tells of it.
function __mfa_env_put {
  \builtin local __mfa_env_names __mfa_env_sets __mfa_env_held __mfa_env_region=${__mfa_env_lines[9]#region=}
  __mfa_env_names=({{credentials}} {{selectors}} {{marks}} {{kept_all}})
  __mfa_env_sets=(AWS_ACCESS_KEY_ID="${__mfa_env_lines[4]}" AWS_SECRET_ACCESS_KEY="${__mfa_env_lines[5]}"
    AWS_SESSION_TOKEN="${__mfa_env_lines[6]}" AWS_CREDENTIAL_EXPIRATION="${__mfa_env_lines[7]}"
    MFA_ENV_PROFILE="${__mfa_env_lines[8]}" MFA_ENV_EXPIRES="${__mfa_env_lines[2]}")
  # For --clear: what was here before the first session.
  if [[ -n $__mfa_env_was ]]; then __mfa_env_held=({{set_kept}}); else __mfa_env_held=({{set_taken}}); fi
  for __mfa_env_word in ${__mfa_env_held[@]+"${__mfa_env_held[@]}"}; do
    __mfa_env_from=$__mfa_env_was$__mfa_env_word
    __mfa_env_sets+=("{{kept}}$__mfa_env_word=${!__mfa_env_from}")
  done
  for __mfa_env_word in {{regions}}; do
    __mfa_env_before
    if [[ -n $__mfa_env_region ]]; then
      __mfa_env_names+=("$__mfa_env_word")
      __mfa_env_sets+=("$__mfa_env_word=$__mfa_env_region" "MFA_ENV_REGION=$__mfa_env_region")
      [[ -z ${!__mfa_env_from+x} ]] || __mfa_env_sets+=("{{kept}}$__mfa_env_word=${!__mfa_env_from}")
    elif [[ $__mfa_env_from != "$__mfa_env_word" ]]; then
      __mfa_env_names+=("$__mfa_env_word")
      [[ -z ${!__mfa_env_from+x} ]] || __mfa_env_sets+=("$__mfa_env_word=${!__mfa_env_from}")
    fi
  done
  # Unset first: a readonly variable stops it, and attributes such as `declare -u` go.
  \builtin unset -v "${__mfa_env_names[@]}" || \builtin return
  \builtin export "${__mfa_env_sets[@]}" || \builtin return
  if [[ -n $__mfa_env_said ]]; then
    \builtin printf -v __mfa_env_from '%(%Y-%m-%d %H:%M)T' "${__mfa_env_lines[2]}"
    [[ $__mfa_env_left -ge 86400 ]] || __mfa_env_from=${__mfa_env_from#* } # the date too, where it is a day away
    \builtin printf -v __mfa_env_word '%dh %02dm' "$((__mfa_env_left / 3600))" "$((__mfa_env_left / 60 % 60))"
    \builtin printf '%s · %s left (until %s) · cached\n' "${__mfa_env_lines[10]}" "${__mfa_env_word#0h }" "$__mfa_env_from" >&2
  fi
  # What `status` in other terminals reads of this shell: its first line. To empty it before would take a disk some time.
  __mfa_env_file=$__mfa_env_cache/shell-$$.json
  [[ -L $__mfa_env_file || (-e $__mfa_env_file && (! -f $__mfa_env_file || ! -O $__mfa_env_file)) ]] ||
    { \builtin printf '%s\n' "${__mfa_env_lines[11]}" 1<>"$__mfa_env_file"; } 2>/dev/null || \builtin true
}
