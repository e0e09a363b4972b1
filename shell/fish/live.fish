# Takes a session that lives from a file of plain lines, which mfa-env keeps for plain command lines: by builtins alone, with no
# process, and nothing of the file is evaluated. In any doubt it returns 1, and mfa-env decides (C7.2a).
function __mfa_env_live
    set -l said 1
    set -l name
    set -l word
    set -l before
    for word in $argv
        if set -q before[1]
            builtin string match -q -- '-*' $word
            or test -z "$word" -o -n "$name"
            and return 1
            set name $word
            set before
            continue
        end
        switch "$word"
            case -q --quiet
                set said
            case --cached
            case -p --profile
                set before $word
            case {{names}} '-*'
                return 1
            case '*'
                # A code is no name.
                builtin string match -qr '[^0-9\s-]' -- "$word"
                and test -z "$name"
                and set name $word
                or return 1
        end
    end
    set -q before[1]
    and return 1
    # mfa-env has to see each variable as it is here: exported, and one word.
    builtin string match -qr '^(?:{{relevant_pattern}})$' -- (set -nu)
    and return 1
    for word in (builtin string match -r '^(?:{{relevant_pattern}})$' -- (set -nx))
        set -q $word'[1]'
        and not set -q $word'[2]'
        or return 1
    end
    set -l was
    set -q MFA_ENV_EXPIRES
    and set was {{kept}}
    for word in {{keys}}
        set -q "$was$word"
        and return 1
    end
    set before "$was"AWS_DEFAULT_PROFILE
    for word in "$name" "$AWS_PROFILE" "$MFA_ENV_PROFILE" "$$before" default
        set name $word
        test -n "$word"
        and break
    end

    # fish before 3.5 has no such builtin, and does not read a file that calls it by its name.
    set -l path path
    builtin -q path
    or return 1
    # The lines of a profile's file, if it can be trusted. A link on the way there may be another user's.
    set -l cache (__mfa_env_cache)
    set -l file "$cache/$name.live"
    if builtin string match -qr '[%/]' -- "$name"
        set file "$cache/"(builtin string replace -a % %25 -- "$name" | builtin string replace -a / %2F).live
    end
    test -f "$file" -a ! -L "$file" -a -O "$file" -a -r "$file" -a -O "$cache"
    and test (builtin $path resolve -- $cache 2>/dev/null)/ = (builtin $path normalize -- $cache 2>/dev/null)/
    or return 1
    builtin read -z -l text <"$file"
    set -l lines (builtin string split \n -- $text)
    # An older or newer mfa-env may mean something else by it. An empty one is to be written again.
    test "$lines[1]" = 'mfa-env {{version}}'
    and test (builtin string length -- "$text") -le 100000
    or return 1
    if not __mfa_env_whole $lines
        test -w "$file"
        and builtin printf '' >"$file" # then mfa-env writes it again
        return 1
    end

    # Whether the variables lead to the session, and it lives long enough.
    test "$lines[2]" = "$name"
    or return 1
    set -l found
    for word in {{decisive}}
        if set -q $word
            set -a found "$word=$$word"
        else
            set -a found $word
        end
    end
    for word in {{regions}}
        __mfa_env_before
        if set -q $before
            set -a found "$word=$$before"
        else
            set -a found $word
        end
    end
    test "$found" = "$lines[16..{{first_path}}]"
    or return 1
    # A local time reads as it did, or is not told.
    set word (builtin $path resolve /etc/localtime 2>/dev/null)
    test -z "$said" -o "$lines[14]" = "zone=$TZ $word"
    or return 1
    # This is a clock: when the file was changed, and how long that is ago. fish before 3.6 has none.
    set -l now (builtin $path mtime -- $file 2>/dev/null) (builtin $path mtime -R -- $file 2>/dev/null)
    test (count $now) = 2
    or return 1
    set -l left (builtin math "$lines[3] - $now[1] - $now[2] - 1")
    test $left -ge $lines[4]
    or return 1
    if not __mfa_env_current $lines[{{first_path_from_1}}..-3]
        test -w "$file"
        and builtin printf '' >"$file"
        return 1
    end

    # Puts the session into this shell, as the code of mfa-env would.
    set -l names AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CREDENTIAL_EXPIRATION MFA_ENV_PROFILE MFA_ENV_EXPIRES
    set -l values $lines[5..9] $lines[3]
    set -l region (builtin string replace region= '' -- $lines[10])
    set -l gone {{credentials}} {{selectors}} {{marks}} {{kept_all}}
    # For --clear: what was here before the first session.
    for word in {{credentials}} {{selectors}}
        set before "$was$word"
        set -q $before
        and set -a names {{kept}}$word
        and set -a values "$$before"
    end
    for word in {{regions}}
        __mfa_env_before
        set -l to $word
        if test -n "$region"
            set -a names $word MFA_ENV_REGION
            set -a values $region $region
            set to {{kept}}$word
        else if test $before != $word
            set -a gone $word
        else
            continue
        end
        set -q $before
        and set -a names $to
        and set -a values "$$before"
    end
    for word in $gone
        set -qg $word
        and not contains -- $word $names
        and set -eg $word
    end
    while set -q names[1]
        set -gx $names[1] $values[1]
        or return 1
        set -e names[1]
        set -e values[1]
    end
    if test -n "$said"
        set word (builtin math "floor($left / 3600)") (builtin math "floor($left / 60) % 60")
        set word (builtin printf '%dh %02dm' $word | builtin string replace -r '^0h ' '')
        set before $lines[13] # the date too, where it is a day away
        test $left -ge 86400
        or set before (builtin string sub -s -5 -- $before)
        builtin printf '%s · %s left (until %s) · cached\n' $lines[11] $word $before >&2
    end
    # What `status` in other terminals reads of this shell. To write what stands there would take a disk some time.
    set file $cache/shell-$fish_pid.json
    set before
    test -f "$file" -a -r "$file"
    and builtin read before <"$file"
    test "$before" = "$lines[12]" -o -L "$file"
    or test -e "$file" -a ! -f "$file"
    or test -e "$file" -a ! -O "$file"
    or test -e "$file" -a ! -w "$file"
    or not test -w "$cache"
    or builtin printf '%s\n' $lines[12] >"$file"
    return 0
end

# Whether it is to its end what mfa-env wrote.
function __mfa_env_whole
    set -l count (count $argv)
    test $count -gt {{least_lines}} -a "$argv[-2]" = end
    and test (builtin math "($count - {{first_path}}) % 3") = 2
    and builtin string match -qr '^[1-9][0-9]{0,10}\z' -- $argv[3]
    and builtin string match -qr '^[1-9][0-9]{0,10}\z' -- $argv[4]
end

# Into before: the name of the variable that tells what $word was before the session that is here. A region that you have set
# since stays.
function __mfa_env_before --no-scope-shadowing
    set before $word
    test -n "$was"
    or return
    set -q $word
    set -l is_set $status
    set -q MFA_ENV_REGION
    test "$is_set$$word" = "$status$MFA_ENV_REGION"
    and set before {{kept}}$word
end

# Whether each file is as it was when mfa-env read it: by its time to the second.
function __mfa_env_current
    set -l path path
    set -l changed
    set -l paths
    set -l real
    while set -q argv[1]
        if test "$argv[1]" = none
            test -e "$argv[2]" -o -L "$argv[2]"
            and return 1
        else
            set -a changed $argv[1]
            set -a paths $argv[2]
            set -a real $argv[3]
        end
        set -e argv[1..3]
    end
    set -q paths[1]
    or return 0
    set -l now (builtin $path mtime -- $paths)
    set -l leads (builtin $path resolve -- $paths)
    test "$now" = "$changed" -a "$leads" = "$real"
end
