# For a prompt: "acme 7h32m", "acme 9m!", "acme expired" or "acme (read-only) 59m".
function mfa_env_prompt --description 'The AWS MFA session of this shell'
    string match -qr '^[0-9]{1,11}\z' -- "$MFA_ENV_EXPIRES"
    or return 0
    set -l left (math $MFA_ENV_EXPIRES - (command date +%s))
    set -l name $MFA_ENV_PROFILE
    test -n "$name"
    or set name environment
    test -n "$MFA_ENV_LIMIT"
    and set name "$name ($MFA_ENV_LIMIT)"
    set name (string replace -ar (__mfa_env_marks) '' -- "$name" | string collect)
    if test $left -le 0
        builtin printf '%s expired' $name
    else if test $left -lt 60
        builtin printf '%s %ds!' $name $left
    else if test $left -lt {{soon_over}}
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
