# Takes a session that lives from a file of plain lines, which mfa-env keeps for plain command lines: by builtins alone, with no
# process, and nothing of the file is evaluated. In any doubt it returns 1, and mfa-env decides (C7.2a).
function __mfa_env_live {
  'builtin' 'local' '__mfa_env_word' '__mfa_env_name=' '__mfa_env_was=' '__mfa_env_said=1' '__mfa_env_cache' '__mfa_env_file'
  'builtin' 'local' '__mfa_env_now' '__mfa_env_left' '__mfa_env_from' '__mfa_env_local=1'
  'builtin' 'local' '-a' '__mfa_env_lines'
  # Where builtin is a function of yours, or the shell may not write a file.
  [[ -n "${__mfa_env_local-}" && ! -o 'restricted' ]] || 'return' 1
  # As in authaws: no trace sees the secrets.
  'builtin' 'functions' '+tT' '__mfa_env_load' '__mfa_env_whole' '__mfa_env_fits' '__mfa_env_before' '__mfa_env_current' '__mfa_env_put'
  while [[ $# != 0 ]]; do
    case "$1" in
      '-q' | '--quiet') __mfa_env_said='' ;;
      '--cached') ;;
      '-p' | '--profile')
        [[ -n "${2-}" && "$2" != -* && -z "$__mfa_env_name" ]] || 'builtin' 'return' 1
        __mfa_env_name="$2"
        'builtin' 'shift'
        ;;
      # A command, another option, or a code.
      {{own_words}} | -*) 'builtin' 'return' 1 ;;
      *[^0-9[:space:]-]*)
        [[ -z "$__mfa_env_name" ]] || 'builtin' 'return' 1
        __mfa_env_name="$1"
        ;;
      *) 'builtin' 'return' 1 ;;
    esac
    'builtin' 'shift'
  done
  # mfa-env has to see each variable as it is here.
  for __mfa_env_word in {{set_relevant}}; do
    [[ "${(tP)__mfa_env_word%-special}" == 'scalar-export' ]] || 'builtin' 'return' 1
  done
  if [[ -n "${MFA_ENV_EXPIRES+x}" ]]; then
    __mfa_env_was='{{kept}}'
    [[ -z "{{kept_keys_set}}" ]] || 'builtin' 'return' 1
  else
    [[ -z "{{keys_set}}" ]] || 'builtin' 'return' 1
  fi
  __mfa_env_from="${__mfa_env_was}AWS_DEFAULT_PROFILE"
  __mfa_env_name="${__mfa_env_name:-${AWS_PROFILE:-${MFA_ENV_PROFILE:-${(P)__mfa_env_from:-default}}}}"
  '__mfa_env_load' || 'builtin' 'return' 1
  if '__mfa_env_whole'; then
    '__mfa_env_fits' || 'builtin' 'return' 1
    if '__mfa_env_current'; then
      '__mfa_env_put' || __mfa_env_status="$?"
      'builtin' 'return' 0
    fi
  fi
  [[ ! -w "$__mfa_env_file" ]] || 'builtin' 'printf' '' >|"$__mfa_env_file" # then mfa-env writes it again
  'builtin' 'return' 1
}

# The lines of a profile's file, if it can be trusted.
function __mfa_env_load {
  'builtin' 'local' '-a' '__mfa_env_found'
  '__mfa_env_cache'
  __mfa_env_file="${__mfa_env_name//\%/%25}"
  __mfa_env_file="$__mfa_env_cache/${__mfa_env_file//\//%2F}.live"
  # A plain file and a folder of your own, that nobody else may open or change: no other reading of options allows parentheses.
  __mfa_env_found=(${~:-"${(b)__mfa_env_file}(N.Uf600)"} ${~:-"${(b)__mfa_env_cache}(N/Uf:go-w:)"})
  [[ "${#__mfa_env_found}" == 2 ]] || 'builtin' 'return' 1
  # A link on the way there may be another user's.
  [[ "${__mfa_env_cache:A}" == "${__mfa_env_cache:a}" ]] || 'builtin' 'return' 1
  __mfa_env_from="$(<"$__mfa_env_file")" # zsh reads a file by itself
  [[ "$__mfa_env_from" != *$'\0'* && "${#__mfa_env_from}" -le 100000 ]] || 'builtin' 'return' 1
  __mfa_env_lines=("${(@f)__mfa_env_from}")
  # An older or newer mfa-env may mean something else by it. An empty one is to be written again.
  [[ "${__mfa_env_lines[1]}" == 'mfa-env {{version}}' ]]
}

# Whether it is to its end what mfa-env wrote. An arithmetic expansion would run what it finds in anything but digits.
function __mfa_env_whole {
  'builtin' 'local' '__mfa_env_count'="${#__mfa_env_lines}"
  [[ "$__mfa_env_count" -ge {{least_lines}} && "${__mfa_env_lines[-1]}" == 'end' ]] || 'builtin' 'return' 1
  (( (__mfa_env_count - {{first_path}}) % 3 == 1 )) || 'builtin' 'return' 1
  for __mfa_env_word in "${(@)__mfa_env_lines[3,4]}"; do
    [[ "$__mfa_env_word" == [1-9]* && "$__mfa_env_word" == <-> && "${#__mfa_env_word}" -le 11 ]] || 'builtin' 'return' 1
  done
}

# Whether the variables lead to the session, and it lives long enough.
function __mfa_env_fits {
  'builtin' 'local' '-a' '__mfa_env_found'
  __mfa_env_found=({{decisive_lines}})
  for __mfa_env_word in {{regions}}; do
    '__mfa_env_before'
    __mfa_env_found+=("$__mfa_env_word${(P)__mfa_env_from+=}${(P)__mfa_env_from-}")
  done
  [[ "${__mfa_env_lines[2]}" == "$__mfa_env_name" ]] || 'builtin' 'return' 1
  [[ "${(F)__mfa_env_found}" == "${(F)__mfa_env_lines[16,{{first_path}}]}" ]] || 'builtin' 'return' 1
  # A local time reads as it did, or is not told.
  __mfa_env_word='/etc/localtime'
  [[ -z "$__mfa_env_said" || "${__mfa_env_lines[14]}" == "zone=${TZ-} ${__mfa_env_word:A}" ]] || 'builtin' 'return' 1
  '__mfa_env_clock'
  __mfa_env_left="$(( __mfa_env_lines[3] - __mfa_env_now - 1 ))"
  (( __mfa_env_left >= __mfa_env_lines[4] ))
}

# The name of the variable that tells what __mfa_env_word was before the session that is here. A region that you have set
# since stays.
function __mfa_env_before {
  __mfa_env_from="$__mfa_env_word"
  [[ -z "$__mfa_env_was" || "${(P)__mfa_env_word+x}${(P)__mfa_env_word-}" != "${MFA_ENV_REGION+x}${MFA_ENV_REGION-}" ]] ||
    __mfa_env_from="{{kept}}$__mfa_env_word"
}

# Whether each file is as it was when mfa-env read it: by its time to the second, between two files of such times.
function __mfa_env_current {
  'builtin' 'local' '__mfa_env_path' '__mfa_env_real' '__mfa_env_low' '__mfa_env_high'
  for __mfa_env_word __mfa_env_path __mfa_env_real in "${(@)__mfa_env_lines[{{first_path_from_1}},-2]}"; do
    if [[ "$__mfa_env_word" == 'none' ]]; then
      [[ ! -e "$__mfa_env_path" && ! -L "$__mfa_env_path" ]] || 'builtin' 'return' 1
      'builtin' 'continue'
    fi
    [[ "$__mfa_env_word" == <-> && "${#__mfa_env_word}" -le 11 ]] || 'builtin' 'return' 1
    __mfa_env_low="$__mfa_env_cache/time-$__mfa_env_word"
    __mfa_env_high="$__mfa_env_cache/time-$(( 10#$__mfa_env_word + 1 ))"
    [[ -f "$__mfa_env_low" && ! "$__mfa_env_path" -ot "$__mfa_env_low" && -f "$__mfa_env_high" &&
      "$__mfa_env_path" -ot "$__mfa_env_high" && "${__mfa_env_path:A}" == "$__mfa_env_real" ]] || 'builtin' 'return' 1
  done
}

# Puts the session into this shell, as the code of mfa-env would, and tells of it.
function __mfa_env_put {
  'builtin' 'local' '__mfa_env_region'="${__mfa_env_lines[10]#region=}"
  'builtin' 'local' '-a' '__mfa_env_names' '__mfa_env_sets' '__mfa_env_held'
  __mfa_env_names=({{credentials}} {{selectors}} {{marks}} {{kept_all}})
  __mfa_env_sets=('AWS_ACCESS_KEY_ID='"${__mfa_env_lines[5]}" 'AWS_SECRET_ACCESS_KEY='"${__mfa_env_lines[6]}"
    'AWS_SESSION_TOKEN='"${__mfa_env_lines[7]}" 'AWS_CREDENTIAL_EXPIRATION='"${__mfa_env_lines[8]}"
    'MFA_ENV_PROFILE='"${__mfa_env_lines[9]}" 'MFA_ENV_EXPIRES='"${__mfa_env_lines[3]}")
  # For --clear: what was here before the first session.
  if [[ -n "$__mfa_env_was" ]]; then __mfa_env_held=({{set_kept}}); else __mfa_env_held=({{set_taken}}); fi
  for __mfa_env_word in "${__mfa_env_held[@]}"; do
    __mfa_env_from="$__mfa_env_was$__mfa_env_word"
    __mfa_env_sets+=("{{kept}}$__mfa_env_word=${(P)__mfa_env_from}")
  done
  for __mfa_env_word in {{regions}}; do
    '__mfa_env_before'
    if [[ -n "$__mfa_env_region" ]]; then
      __mfa_env_names+=("$__mfa_env_word")
      __mfa_env_sets+=("$__mfa_env_word=$__mfa_env_region" "MFA_ENV_REGION=$__mfa_env_region")
      [[ -z "${(P)__mfa_env_from+x}" ]] || __mfa_env_sets+=("{{kept}}$__mfa_env_word=${(P)__mfa_env_from}")
    elif [[ "$__mfa_env_from" != "$__mfa_env_word" ]]; then
      __mfa_env_names+=("$__mfa_env_word")
      [[ -z "${(P)__mfa_env_from+x}" ]] || __mfa_env_sets+=("$__mfa_env_word=${(P)__mfa_env_from}")
    fi
  done
  # Unset first: a readonly variable stops it, and attributes such as `typeset -u` go. Outside of eval it would end a script.
  'builtin' 'eval' "'builtin' 'unset' '-v' \"\${__mfa_env_names[@]}\"" || 'builtin' 'return'
  'builtin' 'export' "${__mfa_env_sets[@]}" || 'builtin' 'return'
  if [[ -n "$__mfa_env_said" ]]; then
    __mfa_env_word="$(( __mfa_env_left / 3600 ))h ${(l:2::0:)$(( __mfa_env_left / 60 % 60 ))}m"
    __mfa_env_from="${__mfa_env_lines[13]}" # the date too, where it is a day away
    (( __mfa_env_left >= 86400 )) || __mfa_env_from="${__mfa_env_from[-5,-1]}"
    __mfa_env_word="${__mfa_env_lines[11]} · ${__mfa_env_word#0h } left (until $__mfa_env_from) · cached"
    'builtin' 'print' '-r' '-u' '2' '--' "$__mfa_env_word"
  fi
  # What `status` in other terminals reads of this shell: its first line. To empty it before would take a disk some time.
  __mfa_env_file="$__mfa_env_cache/shell-$$.json"
  [[ -L "$__mfa_env_file" || ( -e "$__mfa_env_file" && ( ! -f "$__mfa_env_file" || ! -O "$__mfa_env_file" ) ) ]] ||
    { 'builtin' 'print' '-r' '--' "${__mfa_env_lines[12]}" 1<>"$__mfa_env_file"; } 2>/dev/null || 'builtin' 'true'
}
