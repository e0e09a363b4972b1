#!/usr/bin/env bash
# Runs the tests with each Node that package.json promises, each from the npm package `node`:
#   scripts/versions.sh                       everything
#   scripts/versions.sh test/command          a part: the words go to vitest
#   VERSIONS='22 24' scripts/versions.sh      other versions
set -euo pipefail
cd "$(dirname "$0")/.."

failed=()
for version in ${VERSIONS:-20.19 22 24}; do
  with=(npm exec --yes --package="node@$version" --)
  echo "--- node $version: $("${with[@]}" node --version)"
  "${with[@]}" node node_modules/vitest/vitest.mjs run "$@" || failed+=("$version")
done

if [[ ${#failed[@]} -gt 0 ]]; then
  echo "failed with node ${failed[*]}" >&2
  exit 1
fi
