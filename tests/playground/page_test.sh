#!/usr/bin/env bash
# The playground, built, in a browser. Screenshots are left in build-wasm/playground_test.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$here/../..
work=$top/build-wasm/playground_test

"$top/scripts/install_browser.sh"
"$top/docs/playground/build.sh"
mkdir -p "$work"
cp "$here/package.json" "$here/page.mjs" "$work"
npm install --prefix "$work" --silent --no-audit --no-fund
node "$work/page.mjs" "$top/build-wasm/playground" "$work" "$top/samples/ua_hosting"
