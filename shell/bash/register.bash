\builtin complete -o bashdefault -o default -F __mfa_env_complete mfa-env authaws 2>/dev/null || \builtin true
