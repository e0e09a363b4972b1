# Completion of mfa-env and authaws. No process is started, and no name is ever expanded.
function __mfa_env_complete {
  local curcontext="$curcontext" state line
  local -a specs
  __mfa_env_options 'get'
  _arguments -C -s $specs '1: :__mfa_env_first' '*:: :->command'
  [[ $state == command ]] || return 0
  if [[ "$line[1]" == 'exec' && ${words[(ie)--]} -lt $CURRENT ]]; then
    # What stands behind `--` is another command's.
    (( CURRENT -= ${words[(ie)--]} ))
    shift "${words[(ie)--]}" words
    _normal
    return
  fi
  __mfa_env_options "$line[1]"
  _arguments -s $specs
}

# What stands behind a first word, as _arguments reads it, into `specs`. One that is no command is a profile of the main job.
function __mfa_env_options {
  local of=get
  case "$1" in {{names}}) of="$1" ;; esac
  specs=()
  {{options_of_commands}}
  case "$1" in
    {{first_words}}
  esac
}

# A command or a profile.
function __mfa_env_first {
  _alternative 'commands:command:__mfa_env_commands' 'profiles:profile:__mfa_env_profiles'
}

# The command of `exec`, or the profile in front of `--`.
function __mfa_env_command_line {
  (( CURRENT > 1 )) || __mfa_env_profiles
  _normal
}

function __mfa_env_commands {
  local -a commands
  commands=(
    {{commands}}
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
