# Completion of mfa-env and authaws. No process is started, and no name is ever expanded.
# Of more profiles than anybody could look through the first; nobody has one whose name would change the terminal.
function __mfa_env_profiles
    set -l config ~/.aws/config
    set -l credentials ~/.aws/credentials
    test -n "$AWS_CONFIG_FILE"
    and set config $AWS_CONFIG_FILE
    test -n "$AWS_SHARED_CREDENTIALS_FILE"
    and set credentials $AWS_SHARED_CREDENTIALS_FILE
    set -l names
    for file in $config $credentials
        test -f $file -a -r $file
        or continue
        set -a names (string replace -rf '^\[(?!sso-session |services |plugins\])(?:profile\s+)?["\']?(.*?)["\']?\].*' '$1' <$file)[1..10000]
    end
    string match -rv -- (__mfa_env_marks) $names[1..10000]
end

# Completes the command behind `exec … --`, and its words.
function __mfa_env_behind
    set -l words (commandline -poc)
    if set -l at (contains -i -- -- $words)
        set -e words[1..$at]
        set -l line (string escape -- $words) (commandline -ct)
        complete -C "$line"
    else
        # Behind `exec` itself a profile may stand.
        test "$words[-1]" = exec
        and __mfa_env_profiles
        __fish_complete_subcommand --fcs-skip=2 {{exec_values}}
    end
end

# Whether the command on the line is one of these; `get` is the main job, whose first word is a profile; `nothing`: there is
# no word yet.
function __mfa_env_for
    set -l value
    set -l word
    for word in (commandline -poc)[2..-1]
        # The name behind --write may be left out.
        string match -q 'maybe:-*' -- "$value:$word"
        and set value
        if test -n "$value"
            set value
            continue
        end
        switch $word
            case {{value_always}}
                set value always
            case {{value_maybe}}
                set value maybe
            case '-*'
            case '*'
                contains -- $word {{names}}
                or set word get
                contains -- $word $argv
                and return
                contains -- $word {{option_words}}
                and contains -- get $argv
                return
        end
    end
    contains -- nothing $argv
    or contains -- get $argv
end

# What fish makes of the man page, and reads at the first Tab, would stand among these.
complete -C 'mfa-env -' >/dev/null
complete -e -c mfa-env
complete -c authaws -w mfa-env
complete -c mfa-env -fa '(__mfa_env_complete)'

# The first Tab brings all the others: no new terminal waits for so many.
function __mfa_env_complete
    complete -e -c mfa-env
    complete -c mfa-env -f
    complete -c mfa-env -n '__mfa_env_for nothing' -a '(__mfa_env_profiles)'
    {{commands}}
    {{first_words}}
    {{options_of_commands}}
    set -l line (commandline -cp | string collect)
    complete -C "$line"
end
