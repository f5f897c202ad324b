#!/usr/bin/env bash
# Builds a preset of CMakePresets.json: all of it, or the targets named. Quiet unless something fails.
#   scripts/build.sh PRESET [TARGET...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
preset=$1
shift

configuration=$(cmake --preset "$preset" 2>&1) || { echo "$configuration" >&2; exit 1; }
targets=()
if [ $# -gt 0 ]; then targets=(--target "$@"); fi
cmake --build --preset "$preset" --parallel "$(nproc)" "${targets[@]}" >&2
