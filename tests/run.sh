#!/usr/bin/env bash
# Builds everything and runs every test, then looks again with what only another build sees: sanitizers, another compiler,
# threads, fuzzing, coverage. `ctest --preset release` after it runs the first part alone.
#   run.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# stage TITLE COMMAND...: runs it and says how long it took
stage() {
    local title=$1 began=$SECONDS
    shift
    echo "== $title"
    "$@"
    echo "== $title: $((SECONDS - began)) s"
}

# All of them at once: tests run beside each other, package managers don't.
packages() {
    scripts/install.sh
    scripts/install_browser.sh
    scripts/install_hosts.sh
    scripts/install_java.sh
}

tests() {
    scripts/build.sh release
    ctest --preset release
}

sanitized() {
    export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1
    scripts/build.sh asan
    ctest --preset asan
}

by_clang() {
    scripts/build.sh clang redress
    tests/tidy.sh
    tests/abi/compilers.sh abi rules samples gcc build/libredress.so.1 build-clang/libredress.so.1
}

stage "packages" packages
stage "tests" tests
stage "address and undefined behaviour sanitizers" sanitized
stage "browsers and Node: the library as WebAssembly" tests/javascript/package_test.sh build/redress
stage "playground" tests/playground/page_test.sh
stage "clang: what its tidy finds, and the same bytes from its library" by_clang
stage "threads under the thread sanitizer" tests/threads/run.sh 3
stage "coverage" tests/coverage.sh
stage "fuzzing" tests/fuzz/run.sh 240  # longer by hand: docs/reliability.md
