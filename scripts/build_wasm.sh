#!/usr/bin/env bash
# Builds the library for browsers and Node: build-wasm/redress.mjs and redress.wasm. Quiet unless something fails.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
build=$PWD/build-wasm

scripts/install.sh
scripts/install_wasm.sh "$build/sources"
# Where Debian has the modules that the compiler needs of Node, for a Node that is not Debian's.
export NODE_PATH=/usr/share/nodejs
output=$({ emcmake cmake -S cmake/wasm -B "$build" -G Ninja -DSOURCES="$build/sources" &&
    cmake --build "$build" --parallel "$(nproc)"; } 2>&1) || { echo "$output" >&2; exit 1; }
