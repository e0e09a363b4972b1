# To an older fish a `return` here would be a fault of the whole file.
if string match -qr '^([0-2]|3\.[0-3])\.' -- $version
    functions -e authaws mfa_env_prompt
    echo 'mfa-env: fish 3.4 or newer is needed' >&2
    false
end
