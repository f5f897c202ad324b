#!/usr/bin/env bash
# Installs what the WebAssembly build needs (Debian 12), and nothing where all of it is there; the sources that it compiles go into a
# folder.
#   scripts/install_wasm.sh FOLDER
set -euo pipefail
folder=${1:?usage: scripts/install_wasm.sh FOLDER}
here=$(dirname "${BASH_SOURCE[0]}")

packages=()
command -v emcc >/dev/null || packages+=(emscripten)
command -v node >/dev/null || packages+=(nodejs)
command -v npm >/dev/null || packages+=(npm)
"$here/install_packages.sh" "${packages[@]}"
"$here/install_sources.sh" "$folder"
