#!/usr/bin/env bash
# The npm package, built, packed and installed from the packed file: all samples, errors and explanations as the native library and
# command have them; its types; the sample host that uses it; sizes and times.
#   package_test.sh COMMAND
set -euo pipefail
command=$(realpath "$1")
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$here/../..
work=$top/build-wasm/javascript_test

"$top/abi/javascript/build_package.sh"
packed=$(realpath "$top"/build-wasm/redress-*.tgz)
rm -rf "$work"
mkdir -p "$work"
echo '{"private": true, "type": "module"}' >"$work/package.json"
npm install --prefix "$work" --silent --no-audit --no-fund "$packed"
cp "$here"/*.mjs "$here"/types.ts "$work"

failures=0
check() {
    "$@" || failures=$((failures + 1))
}
export REDRESS_ROOT=$top REDRESS_COMMAND=$command
check node --test "$work"/*.test.mjs
# Types: what is right is taken, and each line marked @ts-expect-error is refused.
check "$top/build-wasm/javascript/node_modules/.bin/tsc" --noEmit --strict --module NodeNext --target ES2022 --skipLibCheck "$work/types.ts"
check bash "$top/tests/hosts/hosts_test.sh" cc "$(dirname "$command")/libredress.so" "$top/rules" "$work" "$packed"

version=$(node -p "require('$work/node_modules/redress/package.json').version")
wanted=$(sed -n 's/^project(redress VERSION \([0-9.]*\).*/\1/p' "$top/CMakeLists.txt")
[ "$version" = "$wanted" ] || { echo "FAILED: the package has version $version, the library $wanted"; failures=$((failures + 1)); }
wasm=$work/node_modules/redress/dist/redress.wasm
compressed=$(cat "$wasm" "${wasm%.wasm}.mjs" | gzip --best | wc -c)
echo "redress.wasm and its loader: $(($(stat -c %s "$wasm") / 1000)) kB, $((compressed / 1000)) kB compressed"
[ "$compressed" -le 1500000 ] || { echo "FAILED: more than 1.5 MB compressed"; failures=$((failures + 1)); }
node "$work/start.mjs" "$top"
exit $((failures > 0))
