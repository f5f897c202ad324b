#!/usr/bin/env bash
# Pages of every outcome in a browser: accessible, light and dark, on a phone and printed.
#   pages_test.sh COMMAND BUILD_FOLDER ROOT
set -euo pipefail
command=$1 build=$2/explain_pages root=$3

"$root/scripts/install_browser.sh"
mkdir -p "$build"
cp "$root/tests/explain/package.json" "$root/tests/explain/pages.mjs" "$build"
npm install --prefix "$build" --silent --no-audit --no-fund
node "$build/pages.mjs" "$command" "$root" "$build"
