# mfa-env for fish 3.4 and newer. `mfa-env setup` has each new terminal read it; by hand, this line of
# ~/.config/fish/config.fish does:
#   mfa-env init fish | source

function authaws --description 'Put an AWS MFA session into this shell'
    set -l __mfa_env_program (__mfa_env_find)
    set -l __mfa_env_version $__mfa_env_program[1]
    set -e __mfa_env_program[1]
    if __mfa_env_reads $argv
        MFA_ENV_FUNCTIONS=$__mfa_env_version command $__mfa_env_program $argv
        return
    end
    # A trace would show the secrets.
    set -l fish_trace
    if __mfa_env_clears $argv
        __mfa_env_clear $argv
        or return
    else if not __mfa_env_live $argv
        # All of the text or none: nothing is done when mfa-env fails. The number is for `status` in other terminals.
        # By a pipe: in a command substitution mfa-env would not read what comes into this function.
        set -l __mfa_env_text
        MFA_ENV_SHELL_PID=$fish_pid MFA_ENV_FUNCTIONS=$__mfa_env_version command $__mfa_env_program --shell fish $argv | builtin read -z __mfa_env_text
        set -l __mfa_env_status $pipestatus[1]
        test $__mfa_env_status = 0
        or return $__mfa_env_status
        __mfa_env_apply $__mfa_env_text
        or return
    end
    set -l __mfa_env_name
    for __mfa_env_name in {{credentials}} {{selectors}}
        set -qU $__mfa_env_name
        and echo "mfa-env: the universal variable $__mfa_env_name stays on disk and in other terminals; to drop it: set -eU $__mfa_env_name" >&2
    end
    return 0
end

# The version of these functions, and the words that start mfa-env: its file in its own node, so that no other mfa-env or
# node in PATH stands in for them. Where mfa-env is of another version, it updates the file that `setup` made.
function __mfa_env_find
    # `mfa-env init` writes here where they are
    set -l __mfa_env_node ''
    set -l __mfa_env_script ''
    if test -z "$__mfa_env_node"
        builtin printf '%s\n' {{version}} mfa-env
    else if test -x "$__mfa_env_node" -a -f "$__mfa_env_script"
        builtin printf '%s\n' {{version}} $__mfa_env_node $__mfa_env_script
    else
        builtin printf '%s\n' {{version}}+moved mfa-env
    end
end

# Does what the text says. Statements that are run would be written to a file by `fish --profile`, so the names and values
# are taken from it as data; what is no such statement is run as it is.
function __mfa_env_apply
    set -l __mfa_env_text $argv[1]
    set -l __mfa_env_name
    set -l __mfa_env_value
    set -l __mfa_env_gone
    set -l word '(?:\'(?:[^\'\\\\]++|\\\\.)*+\'|\\\\.)++'
    set -l erase 'set -qg (?<__mfa_env_gone>\w+); and set -eg \w+;'
    set -l export "set -gx (?<__mfa_env_name>\w+) (?<__mfa_env_value>$word);"
    while builtin string match -rq "(?s)\A(?:$erase|$export|true;)\n(?<__mfa_env_text>.*)\z" -- $__mfa_env_text
        if test -n "$__mfa_env_name"
            # The slash keeps newlines at the end. In the locales of East Asia a letter could become part of what is before it.
            builtin string unescape -- {$__mfa_env_value}/ | builtin read -z __mfa_env_value
            builtin string match -rq '(?s)\A(?<__mfa_env_value>.*)/\n\z' -- $__mfa_env_value
            set -gx $__mfa_env_name $__mfa_env_value
            or return
        else if test -n "$__mfa_env_gone"
            set -qg $__mfa_env_gone
            and set -eg $__mfa_env_gone
        end
    end
    test -z "$__mfa_env_text"
    or builtin printf '%s\n' $__mfa_env_text | builtin source
end

# Takes the session out as `mfa-env --clear` does, with no process: it works where mfa-env or its node is gone.
function __mfa_env_clear
    set -l names {{credentials}}
    set -l said 'no session in this shell'
    set -l gone
    set -l word
    if set -q MFA_ENV_EXPIRES
        set said 'session cleared'
        set -a names {{selectors}}
        # A region that you have set since stays.
        for word in {{regions}}
            test (count $$word)"$$word" = (count $MFA_ENV_REGION)"$MFA_ENV_REGION"
            and set -a names $word
        end
        for word in $names
            set -l was {{kept}}$word
            set -qg $word
            and set -eg $word
            set -q $was
            and set -gx $word "$$was"
        end
        set names {{kept}}$names {{kept_regions}} {{marks}}
    else
        for word in $names
            set -qx $word
            and set -a gone $word
        end
        set -q gone[1]
        and set said "$said; unset: "(builtin string join ', ' $gone)
    end
    for word in $names
        set -qg $word
        and set -eg $word
    end
    contains -- -q $argv
    or contains -- --quiet $argv
    or builtin printf '%s\n' $said >&2
    # What `status` in other terminals reads of this shell. Without a process a file can be emptied, not removed.
    set -l cache (__mfa_env_cache)
    set -l note $cache/shell-$fish_pid.json
    # Into a folder of another user's, that one may have put any file of yours, by a hard link.
    if test -O "$cache" -a -f "$note" -a ! -L "$note" -a -O "$note"
        builtin printf '' >"$note"
    end
    return 0
end

# Where mfa-env keeps its files.
function __mfa_env_cache
    if test -n "$MFA_ENV_CACHE_DIR"
        builtin printf '%s\n' "/$MFA_ENV_CACHE_DIR"
    else if builtin string match -q '/*' -- "$XDG_CACHE_HOME"
        builtin printf '%s\n' "$XDG_CACHE_HOME/mfa-env"
    else
        builtin printf '%s\n' "$HOME/.cache/mfa-env"
    end
end

# Whether these words ask for no more than to take the session out.
function __mfa_env_clears
    set -l found 1
    set -l word
    for word in $argv
        switch "$word"
            case --clear clear
                set found 0
            case -q --quiet
            case '*'
                return 1
        end
    end
    return $found
end

# Whether these words ask mfa-env for something to read, and not for code to run in this shell.
function __mfa_env_reads
    set -l value
    set -l word
    for word in $argv
        if set -q value[1]
            set value
            continue
        end
        switch "$word"
            case --
                return 1
            case {{commands_to_read}}
                return 0
            case {{options_to_read}}
                return 0
            case {{options_with_values}}
                # The next word is a value, whatever it says.
                set value next
        end
    end
    return 1
end
