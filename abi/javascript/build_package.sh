#!/usr/bin/env bash
# Builds the npm package: build-wasm/redress-VERSION.tgz. Quiet unless something fails.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$top/build-wasm work=$top/build-wasm/javascript

"$top/scripts/build_wasm.sh"
mkdir -p "$work"
rm -rf "$work/src" "$work/package"
cp -r "$top/abi/javascript/src" "$top/abi/javascript/tsconfig.json" "$work"
cp "$top/abi/javascript/tools.json" "$work/package.json"
npm install --prefix "$work" --silent --no-audit --no-fund
node "$top/abi/javascript/generate.mjs" "$build" "$work" /usr/share/zoneinfo
"$work/node_modules/.bin/tsc" --project "$work"
cp "$build/redress.mjs" "$build/redress.wasm" "$work/zones.json" "$work/src/redress.d.mts" "$work/package/dist"
cp "$top/abi/javascript/package.json" "$top/abi/javascript/README.md" "$top/LICENSE" "$work/package"
(cd "$build" && npm pack --silent "$work/package") >&2
