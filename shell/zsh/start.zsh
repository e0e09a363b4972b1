# mfa-env for zsh 5.3 and newer. `mfa-env setup` has each new terminal read it; by hand, this line of ~/.zshrc does:
#   eval "$(mfa-env init zsh)"
# Words stand in quotes so that no alias of yours, global ones too, can stand in for them.

'builtin' 'unalias' 'authaws' 'mfa_env_prompt' 2>/dev/null || 'builtin' 'true'

# Where mfa-env keeps its files, into __mfa_env_cache.
function __mfa_env_cache {
  __mfa_env_cache="${HOME-}/.cache/mfa-env"
  [[ "${XDG_CACHE_HOME-}" != /* ]] || __mfa_env_cache="$XDG_CACHE_HOME/mfa-env"
  [[ -z "${MFA_ENV_CACHE_DIR-}" ]] || __mfa_env_cache="/${MFA_ENV_CACHE_DIR#/}"
}
