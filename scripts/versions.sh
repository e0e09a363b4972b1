#!/usr/bin/env bash
# Runs the tests with each Node that package.json promises, each from the npm package `node`:
#   scripts/versions.sh                       everything
#   scripts/versions.sh test/command          a part: the words go to vitest
#   VERSIONS='22 24' scripts/versions.sh      other versions
set -euo pipefail
cd "$(dirname "$0")/.."

# Not npm's own folder: root's is closed to the other users that some tests start node as.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"

failed=()
for version in ${VERSIONS:-20.19 22 24}; do
  npm install --silent --no-audit --no-fund --no-save --prefix "$folder/$version" "node@$version"
  with=(env PATH="$folder/$version/node_modules/.bin:$PATH")
  echo "--- node $version: $("${with[@]}" node --version)"
  "${with[@]}" node node_modules/vitest/vitest.mjs run "$@" || failed+=("$version")
done

if [[ ${#failed[@]} -gt 0 ]]; then
  echo "failed with node ${failed[*]}" >&2
  exit 1
fi
