#!/usr/bin/env bash
# Builds the playground as static files: build-wasm/playground. To serve: python3 -m http.server --directory build-wasm/playground
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$top/build-wasm/playground_work site=$top/build-wasm/playground

"$top/abi/javascript/build_package.sh"
rm -rf "$site" "$work/page"
mkdir -p "$site" "$work/page"
cp "$top/docs/playground/package.json" "$work"
npm install --prefix "$work" --silent --no-audit --no-fund
npm install --prefix "$work" --silent --no-audit --no-fund --no-save "$top"/build-wasm/redress-*.tgz
cp "$top"/docs/playground/*.js "$work/page"
"$work/node_modules/.bin/esbuild" "$work/page/page.js" "$work/page/worker.js" --bundle --minify --format=esm --target=es2022 \
    --external:node:* --outdir="$site" --log-level=warning
cp "$top/docs/playground/index.html" "$top/docs/playground/style.css" "$site"
cp "$work"/node_modules/redress/dist/{redress.wasm,zones.json} "$site"
node "$top/docs/playground/gallery.mjs" "$top" "$site/gallery.json"
