#!/usr/bin/env bash
# The playground, built, in a browser. Screenshots are left in build-wasm/playground_test. With --draw the picture of the
# documentation is drawn anew, and nothing is tested.
#   page_test.sh [--draw]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$here/../..
work=$top/build-wasm/playground_test

"$top/scripts/install_browser.sh"
"$top/docs/playground/build.sh"
mkdir -p "$work"
cp "$here/package.json" "$here/page.mjs" "$here/../pictures/compare.mjs" "$work"
npm install --prefix "$work" --silent --no-audit --no-fund
node "$work/page.mjs" "$top/build-wasm/playground" "$work" "$top/samples/ua_hosting" "$top/docs/pictures/playground.png" "$@"
