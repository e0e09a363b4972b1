# Runs mfa-env, and puts the session that it prints into this shell.
function authaws {
  'builtin' 'local' '__mfa_env_version'
  'builtin' 'local' '-a' '__mfa_env_program'
  if '__mfa_env_reads' "$@"; then
    '__mfa_env_find'
    MFA_ENV_FUNCTIONS="$__mfa_env_version" 'builtin' 'command' "${__mfa_env_program[@]}" "$@"
    'builtin' 'return'
  fi
  # Until the function returns: your options do not change what the text means, and no trace or trap sees the secrets.
  'builtin' 'emulate' '-L' 'zsh' '-o' 'no_aliases' '-o' 'no_xtrace' '-o' 'no_verbose'
  'builtin' 'trap' '-' 'DEBUG'
  'builtin' 'functions' '+tT' '__mfa_env_take' '__mfa_env_clear' '__mfa_env_live'
  if '__mfa_env_clears' "$@"; then
    '__mfa_env_clear' "$@"
    'builtin' 'return'
  fi
  'builtin' 'local' '__mfa_env_status=0'
  '__mfa_env_live' "$@" || '__mfa_env_take' "$@" || __mfa_env_status="$?"
  'builtin' 'return' "$__mfa_env_status"
}

# The words that start mfa-env: its file in its own node, so that no other mfa-env or node in PATH stands in for them.
# mfa-env is told the version of these functions: where it is another one, it updates the file that `setup` made.
function __mfa_env_find {
  'builtin' 'local' '__mfa_env_node' '__mfa_env_script'
  __mfa_env_node='' __mfa_env_script='' # `mfa-env init` writes here where they are
  __mfa_env_program=('mfa-env')
  __mfa_env_version='{{version}}'
  # A restricted shell runs what is in PATH, and nothing else.
  if [[ -o 'restricted' || -z "$__mfa_env_node" ]]; then
    'builtin' 'return' 0
  elif [[ -x "$__mfa_env_node" && -f "$__mfa_env_script" ]]; then
    __mfa_env_program=("$__mfa_env_node" "$__mfa_env_script")
  else
    __mfa_env_version+='+moved'
  fi
}

function __mfa_env_take {
  'builtin' 'local' '__mfa_env_text'
  '__mfa_env_find'
  # All of the text or none: nothing is run when mfa-env fails. The number is for `status` in other terminals.
  __mfa_env_text="$(MFA_ENV_SHELL_PID="$$" MFA_ENV_FUNCTIONS="$__mfa_env_version" \
    'builtin' 'command' "${__mfa_env_program[@]}" '--shell' 'zsh' "$@")" || 'builtin' 'return'
  'builtin' 'eval' "$__mfa_env_text"
}

# Takes the session out as `mfa-env --clear` does, with no process: it works where mfa-env or its node is gone.
function __mfa_env_clear {
  'builtin' 'local' '__mfa_env_word' '__mfa_env_value' '__mfa_env_said' '__mfa_env_gone' '__mfa_env_cache'
  'builtin' 'local' '-a' '__mfa_env_names' '__mfa_env_back'
  __mfa_env_names=({{credentials}})
  if [[ -z "${MFA_ENV_EXPIRES+x}" ]]; then
    for __mfa_env_word in "${__mfa_env_names[@]}"; do
      [[ -z "${(P)__mfa_env_word+x}" ]] || __mfa_env_gone="${__mfa_env_gone:-; unset:}, $__mfa_env_word"
    done
    __mfa_env_said="no session in this shell${__mfa_env_gone/:,/:}"
  else
    __mfa_env_said='session cleared'
    __mfa_env_names+=({{selectors}})
    # A region that you have set since stays.
    for __mfa_env_word in {{regions}}; do
      __mfa_env_value="${(P)__mfa_env_word+x}${(P)__mfa_env_word-}"
      [[ "$__mfa_env_value" != "${MFA_ENV_REGION+x}${MFA_ENV_REGION-}" ]] || __mfa_env_names+=("$__mfa_env_word")
    done
    for __mfa_env_word in "${__mfa_env_names[@]}"; do
      __mfa_env_value="{{kept}}$__mfa_env_word"
      [[ -z "${(P)__mfa_env_value+x}" ]] || __mfa_env_back+=("$__mfa_env_word=${(P)__mfa_env_value}")
      __mfa_env_names+=("$__mfa_env_value")
    done
    __mfa_env_names+=({{kept_regions}} {{marks}})
  fi
  # Unset first: a readonly variable stops it, and attributes such as `typeset -u` go. Outside of eval it would end a script.
  'builtin' 'eval' "'builtin' 'unset' '-v' \"\${__mfa_env_names[@]}\"" || 'builtin' 'return'
  [[ "${#__mfa_env_back}" == 0 ]] || 'builtin' 'export' "${__mfa_env_back[@]}" || 'builtin' 'return'
  for __mfa_env_word in "$@"; do [[ "$__mfa_env_word" == *'clear' ]] || __mfa_env_said=''; done
  [[ -z "$__mfa_env_said" ]] || 'builtin' 'print' '-r' '-u' '2' '--' "$__mfa_env_said"
  # What `status` in other terminals reads of this shell. Without a process a file can be emptied, not removed.
  '__mfa_env_cache'
  [[ -O "$__mfa_env_cache" ]] || 'builtin' 'return' 0 # another user may have put any file of yours there, by a hard link
  __mfa_env_cache="$__mfa_env_cache/shell-$$.json"
  [[ -o 'restricted' || ! -f "$__mfa_env_cache" || -L "$__mfa_env_cache" || ! -O "$__mfa_env_cache" ]] ||
    'builtin' ':' >|"$__mfa_env_cache"
}

# Whether these words ask for no more than to take the session out.
function __mfa_env_clears {
  'builtin' 'local' '__mfa_env_word' '__mfa_env_found=1'
  for __mfa_env_word in "$@"; do
    case "$__mfa_env_word" in
      '--clear' | 'clear') __mfa_env_found=0 ;;
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
      {{commands_to_read}}) 'builtin' 'return' 0 ;;
      {{options_to_read}}) 'builtin' 'return' 0 ;;
      # The next word is a value, whatever it says.
      {{options_with_values}}) __mfa_env_value='value: ' ;;
      *) __mfa_env_value='' ;;
    esac
  done
  'builtin' 'return' 1
}
