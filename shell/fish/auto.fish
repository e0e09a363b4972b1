# --auto: a new terminal takes the session that is cached for its profile. Without one it starts no process (before fish 3.6, one `date`).
function __mfa_env_auto
    # A script gets nothing that it did not ask for, and what this shell was given stays: but a session that is over,
    # which tmux hands to each new pane for days.
    # Nor does an IDE that starts a shell to read its environment: it would keep the session for as long as it runs.
    # Where the session had a role of its own, or less power, the profile alone leads to another.
    status is-interactive
    and test -z "$MFA_ENV_ROLE_ARN$MFA_ENV_LIMIT"
    and not set -q VSCODE_RESOLVING_ENVIRONMENT
    and not set -q INTELLIJ_ENVIRONMENT_READER
    and functions -q authaws # unless this fish is too old
    or return 0
    set -l over 0
    set -q MFA_ENV_EXPIRES
    and set over "$MFA_ENV_EXPIRES"
    or not set -q AWS_ACCESS_KEY_ID
    and string match -qr '^[0-9]{1,11}\z' -- "$over"
    or return 0
    set -l file (__mfa_env_cache)
    # mfa-env writes there until when the session of a profile lives.
    set -l name default
    test -n "$AWS_DEFAULT_PROFILE"
    and set name "$AWS_DEFAULT_PROFILE"
    test -n "$MFA_ENV_PROFILE"
    and set name "$MFA_ENV_PROFILE"
    test -n "$AWS_PROFILE"
    and set name "$AWS_PROFILE"
    set name (string replace -a % %25 -- "$name" | string replace -a / %2F)
    set file "$file/$name.until"
    test -f "$file" -a -r "$file"
    or return 0
    builtin read -l -n 20 until <"$file"
    string match -qr '^[0-9]{1,11}\z' -- "$until"
    or return 0
    # As --min-ttl: less than five minutes are not worth taking. When the file was changed, and how long that is ago, is a clock.
    # fish before 3.5 has no such builtin, and does not read a file that calls it by its name.
    set -l path path
    set -l now
    builtin -q path
    and set now (builtin $path mtime -- $file 2>/dev/null) (builtin $path mtime -R -- $file 2>/dev/null)
    set -q now[2]
    and set now (math $now[1] + $now[2])
    or set now (command date +%s 2>/dev/null)
    string match -qr '^[0-9]+\z' -- "$now"
    and test $over -le $now -a (math $until - $now) -ge 300
    or return 0
    # As authaws does it, but silent.
    set -l fish_trace
    __mfa_env_live --cached -q
    and return 0
    set -l program (__mfa_env_find)
    set -l made $program[1]
    set -e program[1]
    command -q $program[1]
    or return 0
    set -l text
    MFA_ENV_SHELL_PID=$fish_pid MFA_ENV_FUNCTIONS=$made command $program --shell fish --cached -q </dev/null 2>/dev/null | builtin read -z text
    test $pipestatus[1] = 0
    and __mfa_env_apply $text
end
# Behind a pipe, as in `mfa-env init fish --auto | source`, stdin is that pipe.
if test ! -t 0 -a ! -t 2
    functions -e __mfa_env_auto
else if status stack-trace | string match -q '*/conf.d/*'
    # config.fish comes later, and may name the profile.
    function __mfa_env_prompted --on-event fish_prompt
        functions -e __mfa_env_prompted
        __mfa_env_auto </dev/null >/dev/null 2>/dev/null
        functions -e __mfa_env_auto
    end
else
    __mfa_env_auto </dev/null >/dev/null 2>/dev/null
    functions -e __mfa_env_auto
end
