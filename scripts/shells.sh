#!/usr/bin/env bash
# Runs the tests of test/shell with each bash, zsh and fish below a folder, any number of versions side by side:
#   scripts/shells.sh /opt/shells                       everything
#   scripts/shells.sh /opt/shells test/shell/live       a part: the words behind the folder go to vitest
set -euo pipefail
if [[ ! -d ${1-} ]]; then
  echo 'usage: scripts/shells.sh FOLDER [PART...]' >&2
  exit 2
fi
folder=$(cd "$1" && pwd)
shift
cd "$(dirname "$0")/.."

failed=()
count=0
while IFS= read -r program; do
  version=$("$program" --version 2>/dev/null </dev/null | head -n 1) || continue
  name=$(basename "$program")
  count=$((count + 1))
  echo "--- $version: $program"
  env "TEST_$(tr '[:lower:]' '[:upper:]' <<<"$name")=$program" \
    node node_modules/vitest/vitest.mjs run "${@:-test/shell}" || failed+=("$version")
done < <(find -L "$folder" \( -name bash -o -name zsh -o -name fish \) -type f -perm -u+x | sort)

if [[ $count -eq 0 ]]; then
  echo "no bash, zsh or fish below $folder" >&2
  exit 1
fi
if [[ ${#failed[@]} -gt 0 ]]; then
  printf 'failed with %s\n' "${failed[@]}" >&2
  exit 1
fi
echo "passed with $count shells"
