# In the file that setup makes, the rest of it is read at its first use: a new terminal pays for what stands above.
function __mfa_env_more {
  'builtin' 'emulate' '-L' 'zsh' '-o' 'no_aliases'
  'builtin' 'source' "${(%):-%x}" "$1" && 'builtin' 'functions' "$2" >/dev/null
}

function 'authaws' {
  '__mfa_env_more' '__mfa_env_authaws' '__mfa_env_take' && 'authaws' "$@"
}

function __mfa_env_complete {
  '__mfa_env_more' '__mfa_env_complete' '__mfa_env_read' && '__mfa_env_complete' "$@"
}
