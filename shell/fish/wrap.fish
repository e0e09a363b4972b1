# --wrap: where the session of this shell is over, a command of these names has authaws ask first (C7.2b). fish runs a function
# in front even where it is to go to the background: so they are functions only while a line runs that finds the session over.
function __mfa_env_wrap --on-event fish_preexec
    builtin string match -qr '^[0-9]{1,11}\z' -- "$MFA_ENV_EXPIRES"
    and set -q AWS_SESSION_TOKEN
    or return 0
    # When a folder was changed, and how long that is ago, is a clock. fish before 3.6 has none, and before 3.5 no such
    # builtin: it does not read a file that calls it by its name.
    set -l path path
    set -l now
    builtin -q path
    and set now (builtin $path mtime -- / 2>/dev/null; builtin $path mtime -R -- / 2>/dev/null)
    set -q now[2]
    and set now (builtin math $now[1] + $now[2])
    or set now (command date +%s)
    test $MFA_ENV_EXPIRES -le "$now"
    and functions -q authaws # unless this fish is too old
    and not builtin string match -qr '(?<![&>])&(?![&>|])' -- "$argv"
    or return 0
    set -l name
    for name in {{wrapped_names}}
        # What is a function of yours stays as it is.
        functions -q $name
        or function $name --inherit-variable name
            __mfa_env_ready $argv
            and command $name $argv
        end
    end
    function __mfa_env_unwrap --on-event fish_postexec
        functions -e __mfa_env_unwrap
        set -l name
        for name in {{wrapped_names}}
            functions -q $name
            and builtin string match -q '*__mfa_env_ready*' -- (functions $name)
            and functions -e $name
        end
    end
end

# Whether the command with these words may run.
function __mfa_env_ready
    # As --profile. In front of one command, it would lead this shell to another profile for good.
    test -z "$AWS_PROFILE"
    or return 0
    set -l before
    set -l word
    for word in $argv
        switch "$word"
            case {{words_without_session}}
                return 0
            case {{commands_without_session}}
                test "$before" != command
                and return 0
        end
        switch "$before-$word"
            case 'command-*'
            case '*--*'
                set before option
            case 'option-*'
                set before # it may be the value
            case '*'
                set before command
        end
    end
    # Without its role it would run as somebody else, and without its limit with more power.
    set word
    test -n "$MFA_ENV_ROLE_ARN"
    and set word --role-arn=$MFA_ENV_ROLE_ARN
    switch "$MFA_ENV_LIMIT"
        case ''
        case read-only
            set -a word --read-only
        case '*'
            return 0
    end
    authaws $word
    set word $status
    # Ctrl-C at the question is one for the whole line: a loop does not ask again.
    test $word = 130
    and command kill -INT $fish_pid
    return $word
end
