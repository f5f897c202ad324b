#!/usr/bin/env bash
# Builds everything and runs every test, then the tests again under sanitizers.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/install.sh

scripts/build.sh release
ctest --preset release

echo "With sanitizers:"
export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1
scripts/build.sh asan
ctest --preset asan
