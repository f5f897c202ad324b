#!/usr/bin/env bash
# Pages of every outcome in a browser: accessible, light and dark, on a phone and printed; the pictures of the documentation, of
# explanations and of `redress diff`, show what is drawn today.
#   pages_test.sh COMMAND BUILD_FOLDER ROOT
set -euo pipefail
command=$1 build=$2/explain_pages root=$3

"$root/scripts/install_browser.sh"
mkdir -p "$build/pictures"
cp "$root/tests/explain/package.json" "$root/tests/explain/pages.mjs" "$root/tests/pictures/compare.mjs" "$build"
npm install --prefix "$build" --silent --no-audit --no-fund
"$root/docs/pictures.sh" "$command" "$build/pictures"
node "$build/pages.mjs" "$command" "$root" "$build"
