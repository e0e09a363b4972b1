# mfa-env for fish 3.4 and newer. Add this line to ~/.config/fish/config.fish, or source this file there:
#   mfa-env init fish | source

function authaws --description 'Put an AWS MFA session into this shell'
    set -l __mfa_env_program (__mfa_env_find)
    if __mfa_env_reads $argv
        # doctor sees by it whether these functions are those of the command.
        MFA_ENV_FUNCTIONS=0.1.0 command $__mfa_env_program $argv
        return
    end
    # A trace would show the secrets.
    set -l fish_trace
    if __mfa_env_clears $argv
        __mfa_env_clear $argv
        or return
    else
        # All of the text or none: nothing is done when mfa-env fails. The number is for `status` in other terminals.
        # By a pipe: in a command substitution mfa-env would not read what comes into this function.
        set -l __mfa_env_text
        MFA_ENV_SHELL_PID=$fish_pid command $__mfa_env_program --shell fish $argv | builtin read -z __mfa_env_text
        set -l __mfa_env_status $pipestatus[1]
        test $__mfa_env_status = 0
        or return $__mfa_env_status
        __mfa_env_apply $__mfa_env_text
        or return
    end
    set -l __mfa_env_name
    for __mfa_env_name in AWS_{ACCESS_KEY_ID,SECRET_ACCESS_KEY,SESSION_TOKEN,SECURITY_TOKEN,PROFILE,DEFAULT_PROFILE}
        set -qU $__mfa_env_name
        and echo "mfa-env: the universal variable $__mfa_env_name stays on disk and in other terminals; to drop it: set -eU $__mfa_env_name" >&2
    end
    return 0
end

# The words that start mfa-env: its file in its own node, so that no other mfa-env or node in PATH stands in for them.
function __mfa_env_find
    # `mfa-env init` writes here where they are
    set -l __mfa_env_node ''
    set -l __mfa_env_script ''
    if test -x "$__mfa_env_node" -a -f "$__mfa_env_script"
        builtin printf '%s\n' $__mfa_env_node $__mfa_env_script
    else
        builtin printf 'mfa-env\n'
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
    set -l names AWS_{ACCESS_KEY_ID,SECRET_ACCESS_KEY,SESSION_TOKEN,CREDENTIAL_EXPIRATION,SECURITY_TOKEN,SESSION_EXPIRATION}
    set -l said 'no session in this shell'
    set -l gone
    set -l word
    if set -q MFA_ENV_EXPIRES
        set said 'session cleared'
        set -a names AWS_PROFILE AWS_DEFAULT_PROFILE AWS_ACCOUNT_ID
        # A region that you have set since stays.
        for word in AWS_REGION AWS_DEFAULT_REGION
            test (count $$word)"$$word" = (count $MFA_ENV_REGION)"$MFA_ENV_REGION"
            and set -a names $word
        end
        for word in $names
            set -l was MFA_ENV_WAS_$word
            set -qg $word
            and set -eg $word
            set -q $was
            and set -gx $word "$$was"
        end
        set names MFA_ENV_WAS_$names MFA_ENV_WAS_AWS_{,DEFAULT_}REGION MFA_ENV_{PROFILE,EXPIRES,REGION}
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
    set -l note (__mfa_env_cache)/shell-$fish_pid.json
    if test -f "$note" -a ! -L "$note" -a -O "$note"
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
            case --clear
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
            case init exec status list doctor policy logout
                return 0
            case -h --help -V --version --show
                return 0
            case '-f*' '-s*' --format '--format=*' --shell '--shell=*'
                return 0
            case '-qh*' '-qV*' '-qf*' '-qs*'
                return 0
            case -p -d -qp -qd --profile --duration --serial --region --role-arn --min-ttl
                # The next word is a value, whatever it says.
                set value next
        end
    end
    return 1
end

# For a prompt: "acme 7h32m", "acme 9m!" or "acme expired".
function mfa_env_prompt --description 'The AWS MFA session of this shell'
    string match -qr '^[0-9]{1,11}\z' -- "$MFA_ENV_EXPIRES"
    or return 0
    set -l left (math $MFA_ENV_EXPIRES - (command date +%s))
    set -l name (string replace -ar (__mfa_env_marks) '' -- "$MFA_ENV_PROFILE" | string collect)
    test -n "$name"
    or set name environment
    if test $left -le 0
        builtin printf '%s expired' $name
    else if test $left -lt 600
        builtin printf '%s %dm!' $name (math -s 0 $left / 60)
    else if test $left -lt 3600
        builtin printf '%s %dm' $name (math -s 0 $left / 60)
    else
        builtin printf '%s %dh%02dm' $name (math -s 0 $left / 3600) (math -s 0 $left % 3600 / 60)
    end
end

# A pattern for what would tell the terminal how to show what follows: control characters, and marks of direction. In the C
# locale fish has each byte of them as a character of its own, from U+F600 on.
function __mfa_env_marks
    builtin printf '%s' '[[:cntrl:]\x{80}-\x{9f}\x{61c}\x{200e}\x{200f}\x{2028}-\x{202e}\x{2066}-\x{2069}]' \
        '|\x{f6d8}\x{f69c}|\x{f6c2}[\x{f680}-\x{f69f}]' \
        '|\x{f6e2}(?:\x{f680}[\x{f68e}\x{f68f}\x{f6a8}-\x{f6ae}]|\x{f681}[\x{f6a6}-\x{f6a9}])'
end

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
        __fish_complete_subcommand --fcs-skip=2 -p -d --profile --duration --serial --region --role-arn --min-ttl
    end
end

# Whether the command on the line is one of these; `get` is the main job, which has no word.
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
            case -p -s -d -f --profile --shell --duration --format --serial --region --role-arn --min-ttl
                set value always
            case -w --write
                set value maybe
            case '-*'
            case '*'
                contains -- $word $argv
                return
        end
    end
    contains -- get $argv
end

# What fish makes of the man page, and reads at the first Tab, would stand among these.
complete -C 'mfa-env -' >/dev/null
complete -e -c mfa-env

complete -c authaws -w mfa-env
complete -c mfa-env -f
complete -c mfa-env -n '__mfa_env_for get' -a init -d 'Print the shell functions'
complete -c mfa-env -n '__mfa_env_for get' -a exec -d 'Run a command with the session in its environment only'
complete -c mfa-env -n '__mfa_env_for get' -a status -d 'Show the sessions and the time left'
complete -c mfa-env -n '__mfa_env_for get' -a list -d 'Show the profiles'
complete -c mfa-env -n '__mfa_env_for get' -a doctor -d 'Check the set-up'
complete -c mfa-env -n '__mfa_env_for get' -a policy -d 'Print the IAM policy that enforces MFA'
complete -c mfa-env -n '__mfa_env_for get' -a logout -d 'Forget cached sessions'
complete -c mfa-env -n '__mfa_env_for init' -a 'bash zsh fish'
complete -c mfa-env -n '__mfa_env_for init' -l auto -d 'Take a live cached session in new terminals'
complete -c mfa-env -n '__mfa_env_for status list doctor' -l json -d 'Print JSON'
complete -c mfa-env -n '__mfa_env_for exec' -xa '(__mfa_env_behind)'

set -l session '__mfa_env_for get exec'
set -l region '__mfa_env_for get exec policy'
set -l profile '__mfa_env_for get exec doctor policy logout'
complete -c mfa-env -n "$profile" -xs p -l profile -a '(__mfa_env_profiles)' -d 'The profile'
complete -c mfa-env -n "$session" -xs d -l duration -d 'How long the session lasts: 12h, 90m, 3600'
complete -c mfa-env -n "$session" -x -l serial -d 'The MFA device'
complete -c mfa-env -n "$region" -x -l region -d 'The region'
complete -c mfa-env -n "$session" -x -l role-arn -d 'The role to assume'
complete -c mfa-env -n "$session" -x -l min-ttl -d 'The least time a cached session has left: 5m'
complete -c mfa-env -n "$session" -l refresh -d 'Ignore the cache'
complete -c mfa-env -n "$session" -l no-cache -d 'Neither read nor write the cache'
complete -c mfa-env -n '__mfa_env_for get exec logout' -s q -l quiet -d 'No line on success'
complete -c mfa-env -n '__mfa_env_for get' -xs s -l shell -a 'bash zsh fish posix' -d 'The shell to print for'
complete -c mfa-env -n '__mfa_env_for get' -s w -l write -d 'Also write a profile of the credentials file'
complete -c mfa-env -n '__mfa_env_for get' -xs f -l format -a 'shell json env change' -d 'What to print'
complete -c mfa-env -n '__mfa_env_for get' -l cached -d 'Take a cached session or none'
complete -c mfa-env -n '__mfa_env_for get' -l show -d 'Print secrets to a terminal'
complete -c mfa-env -n '__mfa_env_for get' -l legacy-token -d 'Set AWS_SECURITY_TOKEN too'
complete -c mfa-env -n '__mfa_env_for get' -l clear -d 'Take the session out of this shell'
complete -c mfa-env -s h -l help -d 'Show help'
complete -c mfa-env -n '__mfa_env_for get' -s V -l version -d 'Show the version'

# To an older fish a `return` here would be a fault of the whole file.
if string match -qr '^([0-2]|3\.[0-3])\.' -- $version
    functions -e authaws mfa_env_prompt
    echo 'mfa-env: fish 3.4 or newer is needed' >&2
    false
end
