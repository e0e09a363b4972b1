# Above compinit, or oh-my-zsh, there is nobody yet to tell of the completion: the first prompt does it.
function __mfa_env_register {
  'builtin' 'emulate' '-L' 'zsh' '-o' 'no_aliases'
  if 'builtin' 'whence' 'compdef' >/dev/null; then
    'compdef' '__mfa_env_complete' 'mfa-env' 'authaws'
  elif [[ "$1" == 'loading' && -o 'interactive' ]]; then
    precmd_functions=("${(@)precmd_functions:#(|__mfa_env_register)}" '__mfa_env_register')
  fi
  [[ "$1" == 'loading' ]] || precmd_functions=("${(@)precmd_functions:#(|__mfa_env_register)}")
}
'__mfa_env_register' 'loading'
